"""The exceptions are put back one after the other.

kind: wrong
reason: speed
hint: An array can be assigned to at an array of row numbers, all at once.
"""


def mostly_decode(m):
    rows = m.values.astype(np.int64)
    for at, value in zip(m.exceptions_at, m.exceptions):
        rows[at] = value
    return rows
