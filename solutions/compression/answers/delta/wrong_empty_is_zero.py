"""An empty column is stored as if it began with 0.

kind: wrong
reason: empty
hint: With a first value of 0, how does the decoder tell an empty column from a column that holds one 0?
breaks: empty
"""

encode_rows = delta_encode


def delta_encode(a):
    return encode_rows(a) if len(a) else Delta(0, frame(a))


def delta_decode(d):
    return np.cumsum(np.append(np.int64(d.first), unframe(d.deltas)))
