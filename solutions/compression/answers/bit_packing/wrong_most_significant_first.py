"""Bits are written and read with the most significant first.

kind: wrong
reason: layout
hint: Your two functions agree with each other, but not with the layout that the task fixes: least significant bit first, in the value and in the byte. Work [1, 2, 3] at width 2 by hand.
breaks: layout
"""


def bit_pack(a, width):
    if a.dtype != np.uint64:
        raise TypeError(f"bit_pack takes uint64, not {a.dtype}")
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    if len(a) and int(a.max()).bit_length() > width:
        raise ValueError(f"{a.max()} does not fit {width} bits")
    bits = np.unpackbits(a.astype(">u8").view(np.uint8).reshape(-1, 8), axis=1)[:, 64 - width :]
    return np.packbits(bits.ravel())


def bit_unpack(packed, width, count):
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    bits = np.zeros((count, 64), np.uint8)
    bits[:, 64 - width :] = np.unpackbits(packed, count=count * width).reshape(count, width)
    return np.packbits(bits, axis=1).view(">u8").ravel().astype(np.uint64)
