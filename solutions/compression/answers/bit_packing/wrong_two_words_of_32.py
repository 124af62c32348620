"""The packer works in words of 32 bits and never writes a value into more than two of them.

kind: wrong
reason: layout
hint: A value of 40 bits that starts at bit 31 of a 32-bit word reaches into a third word. Count the words that the widest value can touch.
"""


def bit_pack(a, width):
    if a.dtype != np.uint64:
        raise TypeError(f"bit_pack takes uint64, not {a.dtype}")
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    if len(a) and int(a.max()).bit_length() > width:
        raise ValueError(f"{a.max()} does not fit {width} bits")
    rows = -(-len(a) // 32)
    values = np.append(a, np.zeros(rows * 32 - len(a), np.uint64)).reshape(rows, 32)
    words = np.zeros((rows, width), np.uint32)
    for position in range(32 if width else 0):
        word, shift = divmod(position * width, 32)
        words[:, word] |= (values[:, position] << np.uint64(shift)).astype(np.uint32)
        if shift + width > 32:
            words[:, word + 1] |= (values[:, position] >> np.uint64(32 - shift)).astype(np.uint32)
    return words.reshape(-1).view(np.uint8)[: -(-len(a) * width // 8)]
