"""Returns an array of the right numbers in a float of 16 bytes, where bits are compared.

must: it is wrong, not the grader's fault
earns: 8
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": RIGHT_RLE.replace("def rle_decode", "def plain_decode")
    + """


def rle_decode(r):
    a = plain_decode(r)
    return a.astype(np.longdouble) if a.dtype.kind == "f" else a
"""
}
