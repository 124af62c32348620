"""The codes stand one after the other: a compound key in disguise.

kind: wrong
reason: interleaved
hint: If all bits of the first column stand above all bits of the second, what is the second worth? Take
    turns.
"""

def z_order(columns: list[np.ndarray], bits: int) -> np.ndarray:
    if not columns:
        raise ValueError("z_order needs at least one column")
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise ValueError(f"the columns have different lengths: {sorted(lengths)}")
    if not 1 <= bits <= 32 or bits * len(columns) > 64:
        raise ValueError(f"bits must be 1 to 32, and 64 in all at most, not {bits} of each of {len(columns)} columns")
    keys = np.zeros(len(columns[0]), np.uint64)
    for j, column in enumerate(columns):
        code = rank_codes(column, bits)
        for k in range(bits):
            bit = (code >> np.uint64(k)) & np.uint64(1)
            keys |= bit << np.uint64(k + bits * (len(columns) - 1 - j))
    return keys


def rank_codes(column: np.ndarray, bits: int) -> np.ndarray:
    """The share of rows that are smaller, in units of 2**-bits, as uint64."""
    ordered = np.sort(column)
    firsts = np.flatnonzero(np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1])))
    codes = (firsts.astype(np.uint64) << np.uint64(bits)) // np.uint64(max(len(column), 1))
    return codes[np.searchsorted(ordered[firsts], column)]  # firsts[i] rows are smaller than distinct value i
