"""Ranks by searchsorted in the sorted column, bits spread eight at a time through a table.

kind: right
"""

def z_order(columns, bits):
    if not columns:
        raise ValueError("no columns")
    if any(len(column) != len(columns[0]) for column in columns):
        raise ValueError("columns of different lengths")
    if not (1 <= bits <= 32) or len(columns) * bits > 64:
        raise ValueError(f"bits = {bits} does not fit")
    m, n = len(columns), len(columns[0])
    table = np.array([sum((byte >> k & 1) << (k * m) for k in range(8) if k * m < 64) for byte in range(256)], np.uint64)
    result = np.zeros(n, np.uint64)
    for j, column in enumerate(columns):
        ordered = np.sort(column)
        distinct = np.unique(ordered)
        ranks = np.searchsorted(ordered, distinct).astype(np.uint64)
        codes = (ranks * np.uint64(1 << bits) // np.uint64(max(n, 1)))[np.searchsorted(distinct, column)]
        for low in range(0, bits, 8):
            part = table[((codes >> np.uint64(low)) & np.uint64(255)).astype(np.int64)]
            result |= part << np.uint64(low * m + m - 1 - j)
    return result
