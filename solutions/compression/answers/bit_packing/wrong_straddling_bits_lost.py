"""The high bits of a value that straddles two words are lost when packing.

kind: wrong
reason: layout
hint: Shifting left drops what leaves the 64-bit word at its upper end. Those bits belong to the beginning of the next word.
"""


def bit_pack(a, width):
    if a.dtype != np.uint64:
        raise TypeError(f"bit_pack takes uint64, not {a.dtype}")
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    if len(a) and int(a.max()).bit_length() > width:
        raise ValueError(f"{a.max()} does not fit {width} bits")
    rows = -(-len(a) // 64)
    values = np.append(a, np.zeros(rows * 64 - len(a), np.uint64)).reshape(rows, 64)
    words = np.zeros((rows, width), np.uint64)
    for position in range(64 if width else 0):
        word, shift = divmod(position * width, 64)
        words[:, word] |= values[:, position] << np.uint64(shift)
    return words.reshape(-1).view(np.uint8)[: -(-len(a) * width // 8)]
