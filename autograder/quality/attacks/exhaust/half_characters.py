"""Prints, raises and returns texts with halves of surrogate pairs, which no file can hold.

must: the notebook, the feedback and the gradebook are written; there is a grade
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
HALF = "\ud800 planted \udfff"
print(HALF)


def rle_encode(a):
    if len(a) % 2:
        raise ValueError(HALF)
    return HALF


def rle_decode(r):
    return np.array([HALF])


raise ValueError(HALF)
"""
}
