"""Looks for the expected values in the variables of its callers.

must: the callers' frames hold the inputs at most
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys


def look(*names):
    frame = sys._getframe(1)
    while frame is not None:
        for name in names:
            value = frame.f_locals.get(name)
            if value is not None and not callable(value):
                return np.asarray(value)
        frame = frame.f_back
    raise LookupError(names)


def rle_encode(a):
    return RunLength(look("expected_values"), look("expected_lengths").astype(np.int64))


def rle_decode(r):
    return look("expected", "expected_values")
"""
}
