"""Gives a promise from a timed call, and works the answer out while the test process fetches what the call gave.

must: work that was put off counts as time, whoever asks for it: no points for speed
earns: 8
keeps: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": SLOW_RLE
    + r"""
import sys


class Later:
    def __init__(self, work, value):
        self.work, self.value = work, value


slow_encode, slow_decode = rle_encode, rle_decode
timed = False


def rle_encode(a):
    return Later(slow_encode, a) if timed else slow_encode(a)


def rle_decode(r):
    return Later(slow_decode, r) if timed else slow_decode(r)


end = sys.modules["autograder.execution.student_end"]
timed_call, fetch = end._SERVED["timed call"], end._SERVED["fetch"]


def in_no_time(self, *given):
    global timed
    timed = True
    try:
        return timed_call(self, *given)
    finally:
        timed = False


def at_last(self, *given):
    got = fetch(self, *given)
    return got.work(got.value) if isinstance(got, Later) else got


end._SERVED["timed call"], end._SERVED["fetch"] = in_no_time, at_last
"""
}
