"""Returns NaNs of other bits than those that went in, and zeros of the other sign.

must: floats are compared by their bits; the point for it is lost
earns: 9
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": RIGHT_RLE.replace("def rle_decode", "def plain_decode")
    + """


def rle_decode(r):
    a = plain_decode(r)
    if a.dtype == np.float64:
        a.view(np.uint64)[np.isnan(a)] ^= np.uint64(0xBEEF)
    return a + 0 if a.dtype.kind == "f" else a
"""
}
