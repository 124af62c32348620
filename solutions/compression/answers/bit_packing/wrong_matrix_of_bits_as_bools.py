"""Packing builds one number a bit in Python's place values, 64 times as much work as needed.

kind: wrong
reason: speed
hint: One shift and one OR handle a whole value. Splitting every value into single bits as int64 moves 64 times as many bytes.
"""

pack_words = bit_pack


def bit_pack(a, width):
    pack_words(a[:1] if a.dtype == np.uint64 and len(a) else a, 64 if a.dtype == np.uint64 and 0 <= width <= 64 else width)
    if len(a) and int(a.max()).bit_length() > width:
        raise ValueError(f"{a.max()} does not fit {width} bits")
    bits = np.array([a >> np.uint64(k) & np.uint64(1) for k in range(width)], np.uint64).reshape(width, len(a)).T.ravel()
    bits = np.append(bits, np.zeros(-len(bits) % 8, np.uint64)).reshape(-1, 8)
    return (bits << np.arange(8, dtype=np.uint64)).sum(axis=1).astype(np.uint8)
