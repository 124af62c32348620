"""Returns lists and dicts that hold themselves.

must: it is wrong, not the grader's fault
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    cycle, table = [], {}
    cycle += [cycle, table]
    table["self"] = (cycle, table)
    return cycle


def rle_decode(r):
    return rle_encode(r)
"""
}
