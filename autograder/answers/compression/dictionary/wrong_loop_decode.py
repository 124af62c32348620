"""The decoder looks up row after row in Python.

kind: wrong
reason: speed
hint: An array can be indexed with an array of codes: one call gives all rows.
"""


def dict_decode(d):
    return np.array([d.values[code] for code in d.codes], d.values.dtype)
