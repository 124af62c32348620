"""Turns a timed call's argument into zeros while it is handed over.

must: the judge's copy is the judge's; no points for speed
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE
    + r"""
import sys

end = sys.modules["autograder.execution.student_end"]
keep = end._SERVED["keep"]


def emptied(self, values):
    if type(values[0]) is np.ndarray:
        values[0][...] = 0
    return keep(self, values)


end._SERVED["keep"] = emptied
"""
}
