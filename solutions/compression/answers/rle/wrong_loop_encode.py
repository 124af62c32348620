"""The encoder walks over the rows in Python.

kind: wrong
reason: speed
hint: One comparison of the whole array with itself shifted by one row finds every start at once. A loop in Python costs about a hundred times as much a row.
breaks: speed
"""


def rle_encode(a):
    values, lengths = [], []
    for place, bits in enumerate(a.view(f"u{a.itemsize}").tolist() if a.dtype.kind == "f" else a.tolist()):
        if values and bits == last:
            lengths[-1] += 1
        else:
            values.append(place)
            lengths.append(1)
        last = bits
    return RunLength(a[np.array(values, np.int64)], np.array(lengths, np.int64))
