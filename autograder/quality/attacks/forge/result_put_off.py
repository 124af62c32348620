"""Returns at once an object that would work the answer out when somebody looks at it.

must: work that was put off is timed too, or is no answer; the 2 points for speed are lost
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE.replace("def rle_", "def honest_")
    + """


class Later(tuple):
    _fields = ("values", "lengths")

    def __iter__(self):
        return iter(honest_encode(self.a))

    def __getitem__(self, at):
        return honest_encode(self.a)[at]


Later.__name__ = "RunLength"


def rle_encode(a):
    if len(a) < 30_000:
        return honest_encode(a)
    later = Later((0, 0))
    later.a = a
    return later


def rle_decode(r):
    return honest_decode(r)
"""
}
