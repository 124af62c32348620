"""The raw value is scaled to the bits, not its rank.

kind: wrong
reason: ties
breaks: codes
hint: One value of a billion among small ones: into which codes do the small ones fall? Count how many rows
    are smaller instead.
"""

def z_order(columns, bits):
    if not columns or len({len(c) for c in columns}) > 1 or not 1 <= bits <= 32 or bits * len(columns) > 64:
        raise ValueError("bad columns or bits")
    keys = np.zeros(len(columns[0]), np.uint64)
    for j, column in enumerate(columns):
        if not len(column):
            continue
        span = column.astype(float) - float(column.min())
        code = (span / (span.max() + 1) * 2**bits).astype(np.uint64)
        for k in range(bits):
            keys |= ((code >> np.uint64(k)) & np.uint64(1)) << np.uint64(k * len(columns) + len(columns) - 1 - j)
    return keys
