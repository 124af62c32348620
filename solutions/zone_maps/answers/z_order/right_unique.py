"""Distinct values, their counts, and a running sum for the ranks.

kind: right
"""

def z_order(columns, bits):
    m = len(columns)
    if m == 0 or any(len(c) != len(columns[0]) for c in columns):
        raise ValueError("z_order takes columns of one length")
    if bits < 1 or bits > 32 or m * bits > 64:
        raise ValueError(f"{m} columns of {bits} bits do not fit")
    n = len(columns[0])
    key = np.zeros(n, np.uint64)
    if n == 0:
        return key
    codes = []
    for column in columns:
        values, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
        smaller = (np.cumsum(counts) - counts).astype(np.uint64)
        codes.append((smaller * np.uint64(2**bits) // np.uint64(n))[inverse])
    for k in range(bits - 1, -1, -1):
        for code in codes:
            key = (key << np.uint64(1)) | (code >> np.uint64(k) & np.uint64(1))
    return key
