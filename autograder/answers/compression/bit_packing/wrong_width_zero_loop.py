"""A width of 0 is not thought of when packing: there is no word to write to.

kind: wrong
reason: width_0
hint: Zero bits a value make zero words a row. Which index does your loop use then, and is there anything to write at all?
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
    for position in range(64):
        word, shift = divmod(position * width, 64)
        words[:, word] |= values[:, position] << np.uint64(shift)
        if shift + width > 64:
            words[:, word + 1] |= values[:, position] >> np.uint64(64 - shift)
    return words.reshape(-1).view(np.uint8)[: -(-len(a) * width // 8)]
