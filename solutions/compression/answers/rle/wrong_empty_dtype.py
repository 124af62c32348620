"""An empty column comes back as float64, whatever it was.

kind: wrong
reason: empty
hint: np.array([]) is an array of float64. An empty column has a dtype too, and so have the lengths of its runs.
"""

encode_rows = rle_encode


def rle_encode(a):
    return encode_rows(a) if len(a) else RunLength(np.array([]), np.array([]))
