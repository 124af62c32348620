"""A slow answer keeps its results, so that only the first run of a speed check does any work.

must: every timed run gets an input of its own, and what the last one gave is looked at: no points for speed
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE.replace("def rle_", "def honest_")
    + """


seen = {}


def remembered(function, x):
    key = (function.__name__, *(part.tobytes() for part in (x if isinstance(x, tuple) else (x,))))
    if key not in seen:
        seen[key] = function(x)
    return seen[key]


def rle_encode(a):
    return remembered(honest_encode, a)


def rle_decode(r):
    return remembered(honest_decode, r)
"""
}
