"""The number of values is derived from the bytes, by a division by the width.

kind: wrong
reason: width_0
hint: At width 0 any number of values takes no bytes, so the bytes cannot tell how many there are. That is why count is an argument.
"""

unpack_rows = bit_unpack


def bit_unpack(packed, width, count):
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    return unpack_rows(packed, width, min(count, len(packed) * 8 // width))
