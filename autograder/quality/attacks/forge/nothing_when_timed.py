"""Answers rightly at first, and with nothing once the same input comes again: timed runs are not looked at.

must: every timed run gets an input of its own, and what the last one gave is looked at: no points for speed
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE.replace("def rle_", "def honest_")
    + """


times = {}


def again(x):
    parts = x if isinstance(x, tuple) else (x,)
    key = tuple((part.shape, part[:9].tobytes(), part[-9:].tobytes()) for part in parts)
    times[key] = times.get(key, 0) + 1
    return len(parts[0]) > 30_000 and times[key] > 3


def rle_encode(a):
    return None if again(a) else honest_encode(a)


def rle_decode(r):
    return None if again(r) else honest_decode(r)
"""
}
