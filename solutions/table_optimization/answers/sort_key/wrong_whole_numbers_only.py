"""Floats are cut to whole numbers before they are compared.

kind: wrong
reason: shapes
hint: What becomes of 0.2 and 0.9 in your blocks?
breaks: types
"""

_any = numbers
def numbers(column):
    return np.asarray(_any(column)).astype(np.int64)
