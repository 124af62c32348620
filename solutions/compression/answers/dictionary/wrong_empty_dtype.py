"""The values of an empty column are float64, whatever the column was.

kind: wrong
reason: empty
hint: np.array([]) is an array of float64. An empty column has a dtype too.
"""

encode_rows = dict_encode


def dict_encode(a):
    return encode_rows(a) if len(a) else Dictionary(np.empty(0, np.uint8), np.array([]))
