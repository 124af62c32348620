"""Does its work in Python loops while a timed call's argument is handed over.

must: the time of handing over is taken off as far as data take to pass, and no further: no points
 for speed
earns: 8
keeps: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE
    + r"""
import sys

slow_encode, slow_decode = rle_encode, rle_decode
ready = {}


def rle_encode(a):
    got = ready.pop(id(a), None)
    return slow_encode(a) if got is None else got


def rle_decode(r):
    got = ready.pop(id(r), None)
    return slow_decode(r) if got is None else got


end = sys.modules["autograder.execution.student_end"]
keep = end._SERVED["keep"]


def busy(self, values):
    ready.clear()
    value = values[0]
    ready[id(value)] = slow_encode(value) if type(value) is np.ndarray else slow_decode(value)
    return keep(self, values)


end._SERVED["keep"] = busy
"""
}
