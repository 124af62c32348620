"""Returns whole numbers that are too long to be printed.

must: it is wrong, not the grader's fault: a message can be made of any number
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    return 10**5000 if len(a) % 2 else RunLength([10**5000], {10**5000: -(10**6000)})


def rle_decode(r):
    return [10**5000]
"""
}
