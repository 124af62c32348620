"""Works in a thread between the calls, and sleeps in the timed ones.

must: every timed run gets an input of its own, and what the last one gave is looked at: no points for speed
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE.replace("def rle_", "def honest_")
    + """


import threading

done = {}


def key_of(x):
    return tuple((part.shape, part[:99].tobytes()) for part in (x if isinstance(x, tuple) else (x,)))


def through_thread(function, x):
    key = function.__name__, key_of(x)
    if key not in done:
        worker = threading.Thread(target=lambda: done.__setitem__(key, function(x)), daemon=True)
        worker.start()
        worker.join()
    return done[key]


def rle_encode(a):
    return through_thread(honest_encode, a)


def rle_decode(r):
    return through_thread(honest_decode, r)
"""
}
