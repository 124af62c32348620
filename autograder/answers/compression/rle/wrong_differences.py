"""Neighbours are subtracted, which works for numbers only.

kind: wrong
reason: texts
hint: What is "SHIP" minus "AIR"? To find where a run starts you only need to know whether two neighbours differ, not by how much.
"""


def rle_encode(a):
    if not len(a):
        return RunLength(a[:0], np.empty(0, np.int64))
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    starts = np.concatenate(([0], np.flatnonzero(np.diff(bits)) + 1))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
