"""The first row is taken for granted.

kind: wrong
reason: empty
hint: An empty column has no first row for a run to start at. What should come back for it?
"""


def rle_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    starts = np.flatnonzero(np.concatenate(([True], bits[1:] != bits[:-1])))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
