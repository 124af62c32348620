"""The last run is forgotten, because no change comes after it.

kind: wrong
reason: round_trip
hint: Each length is the distance to the next start. The last run has no next start: where does it end?
breaks: runs
"""


def rle_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    starts = np.concatenate(([0], np.flatnonzero(bits[1:] != bits[:-1]) + 1))
    return RunLength(a[starts[:-1]], np.diff(starts))
