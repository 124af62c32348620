"""Right, but interleaved row by row in Python.

kind: wrong
reason: lineitem
breaks: speed
hint: The loop over bits is short, the loop over rows is six million long. Which of the two should numpy do?
"""

def z_order(columns: list[np.ndarray], bits: int) -> np.ndarray:
    if not columns:
        raise ValueError("z_order needs at least one column")
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise ValueError(f"the columns have different lengths: {sorted(lengths)}")
    if not 1 <= bits <= 32 or bits * len(columns) > 64:
        raise ValueError(f"bits must be 1 to 32, and 64 in all at most, not {bits} of each of {len(columns)} columns")
    codes = [rank_codes(column, bits).tolist() for column in columns]
    m = len(codes)
    keys = [sum((code[row] >> k & 1) << (k * m + m - 1 - j) for j, code in enumerate(codes) for k in range(bits))
            for row in range(len(codes[0]))]
    return np.array(keys, np.uint64)


def rank_codes(column: np.ndarray, bits: int) -> np.ndarray:
    """The share of rows that are smaller, in units of 2**-bits, as uint64."""
    ordered = np.sort(column)
    firsts = np.flatnonzero(np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1])))
    codes = (firsts.astype(np.uint64) << np.uint64(bits)) // np.uint64(max(len(column), 1))
    return codes[np.searchsorted(ordered[firsts], column)]  # firsts[i] rows are smaller than distinct value i
