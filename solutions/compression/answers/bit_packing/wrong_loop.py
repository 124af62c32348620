"""Values are unpacked one after the other in Python.

kind: wrong
reason: speed
hint: Every value in the same place of its group of 64 has the same word and the same shift. Loop over the 64 places, not over the rows.
breaks: speed
"""


def bit_unpack(packed, width, count):
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    data = packed.tobytes()
    mask = (1 << width) - 1
    values = []
    for bit in range(0, count * width, width) if width else [0] * count:
        window = int.from_bytes(data[bit // 8 : (bit + width + 7) // 8], "little")
        values.append(window >> bit % 8 & mask)
    return np.array(values, np.uint64)
