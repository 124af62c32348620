"""The mask is made of signed numbers, so at width 64 the result is signed or too small.

kind: wrong
reason: width_64
hint: int64 has 63 bits for a number. Make the mask of `width` ones as a Python int and then as np.uint64.
"""

unpack_below_64 = bit_unpack


def bit_unpack(packed, width, count):
    values = unpack_below_64(packed, width, count)
    return values & np.uint64(2 ** min(width, 63) - 1)
