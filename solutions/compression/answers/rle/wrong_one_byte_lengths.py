"""A run is cut at 255 rows, as if its length had to fit one byte.

kind: wrong
reason: arrow
hint: Lengths are int64 here, and neighbouring runs must differ. Look at a run of a thousand equal rows: how many runs do you make of it?
breaks: lengths
"""

encode_whole = rle_encode


def rle_encode(a):
    values, lengths = encode_whole(a)
    pieces = -(-lengths // 255)
    last = np.cumsum(pieces) - 1
    cut = np.full(pieces.sum(), 255)
    cut[last] = lengths - 255 * (pieces - 1)
    return RunLength(np.repeat(values, pieces), cut)
