"""256 distinct values are refused already.

kind: wrong
reason: full
hint: A uint8 has the codes 0 to 255. How many are those?
breaks: full
"""

encode_up_to_256 = dict_encode


def dict_encode(a):
    encoded = encode_up_to_256(a)
    if len(encoded.values) >= 256:
        raise ValueError(f"too many distinct values: {len(encoded.values)}")
    return encoded
