"""The decoder repeats each value in a Python loop.

kind: wrong
reason: speed
hint: np.repeat takes an array of values and an array of counts: one call for all runs.
"""


def rle_decode(r):
    rows = []
    for value, length in zip(r.values, r.lengths):
        rows.extend([value] * length)
    return np.array(rows, r.values.dtype)
