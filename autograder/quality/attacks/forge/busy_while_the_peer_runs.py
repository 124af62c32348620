"""Keeps the processors busy with threads, in numpy and without Python's lock, but not while a call of its own is timed.

must: a race against the peer counts processor time and is run again: no points for speed
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE.replace("def rle_", "def honest_")
    + """


import threading

mine = threading.Event()
block = np.random.default_rng(0).random(1 << 16)


def busy():
    while True:
        if mine.is_set():
            mine.wait(0.001)
        else:
            np.sort(block)


for _ in range(8):
    threading.Thread(target=busy, daemon=True).start()


def rle_encode(a):
    mine.set()
    try:
        return honest_encode(a)
    finally:
        mine.clear()


def rle_decode(r):
    mine.set()
    try:
        return honest_decode(r)
    finally:
        mine.clear()
"""
}
