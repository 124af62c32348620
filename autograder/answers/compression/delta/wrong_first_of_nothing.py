"""The first value of an empty column is read.

kind: wrong
reason: empty
hint: An empty column has no a[0]. The task says what stands in its place.
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    return Delta(int(a[0]), frame(np.diff(a)))
