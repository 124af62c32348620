"""Bytes that were cut short fail somewhere in the middle, with whatever error comes up.

kind: wrong
reason: refuses
hint: Write down in the header how many bytes there must be, and compare before you read on. What if not even the header is complete?
breaks: bad_bytes
"""

decode_whole = decode_table


def decode_table(encoded):
    try:
        return decode_whole(encoded)
    except ValueError:
        raise IndexError("index out of range") from None
