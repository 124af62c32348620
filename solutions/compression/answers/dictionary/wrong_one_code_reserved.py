"""Codes begin at 1, and the last of 256 values gets code 0.

kind: wrong
reason: full
hint: Where codes begin at 1, the 256th value would need code 256, which a uint8 does not have. Begin at 0.
"""

encode_from_0 = dict_encode


def dict_encode(a):
    codes, values = encode_from_0(a)
    return Dictionary(codes + np.uint8(1), np.concatenate((values[:1], values))) if len(values) == 256 else Dictionary(codes, values)
