"""Columns and bits are taken as they come.

kind: wrong
reason: refuses
breaks: bits
hint: What does a shift by 66 do to a 64-bit key? Nobody is told.
"""

def z_order(columns: list[np.ndarray], bits: int) -> np.ndarray:
    keys = np.zeros(len(columns[0]), np.uint64)
    for j, column in enumerate(columns):
        code = rank_codes(column, bits)
        for k in range(bits):
            bit = (code >> np.uint64(k)) & np.uint64(1)
            keys |= bit << np.uint64(k * len(columns) + len(columns) - 1 - j)
    return keys


def rank_codes(column: np.ndarray, bits: int) -> np.ndarray:
    """The share of rows that are smaller, in units of 2**-bits, as uint64."""
    ordered = np.sort(column)
    firsts = np.flatnonzero(np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1])))
    codes = (firsts.astype(np.uint64) << np.uint64(bits)) // np.uint64(max(len(column), 1))
    return codes[np.searchsorted(ordered[firsts], column)]  # firsts[i] rows are smaller than distinct value i
