"""Equal values are gathered into one run wherever they stand.

kind: wrong
reason: round_trip
hint: In AIR, SHIP, AIR the value AIR makes two runs. A run holds neighbours only; a count of each value forgets where they stood.
"""


def rle_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    _, firsts, lengths = np.unique(bits, return_index=True, return_counts=True)
    order = np.argsort(firsts)
    return RunLength(a[firsts[order]], lengths[order])
