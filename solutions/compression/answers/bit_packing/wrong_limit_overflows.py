"""The first value that does not fit is computed as a uint64, where 2**64 does not exist.

kind: wrong
reason: width_64
hint: At width 64 every uint64 fits. Which number do you compare with there, and does it fit 64 bits itself?
breaks: widths
"""

pack_checked = bit_pack


def bit_pack(a, width):
    if a.dtype == np.uint64 and 0 <= width <= 64 and len(a) and a.max() >= np.uint64(1 << width):
        raise ValueError(f"{a.max()} does not fit {width} bits")
    return pack_checked(a, width)
