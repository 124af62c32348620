"""Fills a record with subclasses of int and str that equal everything.

must: numbers are compared as numbers; no check passes
earns: 0
exercises: frame_of_reference
"""

CELLS = {
    "frame_of_reference": r"""
class Any(int):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = int.__hash__
    __index__ = lambda self: 0


class Bytes(np.ndarray):
    __ne__ = __eq__ = lambda self, other: np.zeros(0, bool)


def for_encode(a):
    return FrameOfReference(Any(0), Any(0), np.empty(0, np.uint8).view(Bytes), Any(0))


def for_decode(f):
    return np.empty(0, np.int64).view(Bytes)
"""
}
