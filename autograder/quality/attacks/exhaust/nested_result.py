"""Returns a list that is nested 100,000 deep.

must: it is wrong, not the grader's fault
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested


def rle_decode(r):
    return rle_encode(r)
"""
}
