"""When reading, the part of a value that stands in the next word is forgotten.

kind: wrong
reason: unpack
hint: At width 13 the fifth value starts at bit 52 and ends at bit 64, one bit beyond the first word. Where do its last bits come from?
breaks: back
"""


def bit_unpack(packed, width, count):
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    if width == 0:
        return np.zeros(count, np.uint64)
    rows = -(-count // 64)
    words = np.append(packed, np.zeros(rows * width * 8 - len(packed), np.uint8)).view(np.uint64).reshape(rows, width)
    values = np.empty((rows, 64), np.uint64)
    for position in range(64):
        word, shift = divmod(position * width, 64)
        values[:, position] = (words[:, word] >> np.uint64(shift)) & np.uint64(2**width - 1)
    return values.reshape(-1)[:count]
