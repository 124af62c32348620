"""The result is filled up to whole groups of 64 values.

kind: wrong
reason: layout
hint: Working on groups of 64 values is fine, but the result has ceil(len(a) * width / 8) bytes. Cut off what lies behind the last value.
breaks: size
"""


def bit_pack(a, width):
    if a.dtype != np.uint64:
        raise TypeError(f"bit_pack takes uint64, not {a.dtype}")
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    if len(a) and int(a.max()).bit_length() > width:
        raise ValueError(f"{a.max()} does not fit {width} bits")
    padded = np.append(a, np.zeros(-len(a) % 64, np.uint64))
    bits = np.unpackbits(padded.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")[:, :width]
    return np.packbits(bits.ravel(), bitorder="little")
