"""The width is not looked at.

kind: wrong
reason: refuses
hint: What does your function say to a width of 24? It should be a ValueError that names the width.
"""


def mostly_encode(a, width):
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    narrow = a.astype(f"int{width}")
    at = np.flatnonzero(narrow != a)
    return Mostly(width, narrow, at, a[at])
