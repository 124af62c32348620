"""Bytes that cannot be read give an empty table.

kind: wrong
reason: refuses
hint: An empty table looks like a result. Who reads a damaged file must be told: ValueError.
"""

decode_whole = decode_table


def decode_table(encoded):
    try:
        return decode_whole(encoded)
    except ValueError:
        return pa.table({})
