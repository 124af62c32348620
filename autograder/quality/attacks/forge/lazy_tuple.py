"""Returns a tuple whose members are worked out when it is read, from the variables of whoever reads it.

must: the reader's variables hold no expected value where the student's code runs
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys


def expected(names, frame=None):
    frame = frame or sys._getframe(1)
    while frame is not None:
        for name in names:
            if isinstance(frame.f_locals.get(name), (np.ndarray, list)):
                return np.asarray(frame.f_locals[name])
        frame = frame.f_back
    return np.zeros(1, np.int64)


class Lazy(tuple):
    _fields = ("values", "lengths")

    def __iter__(self):
        return iter((expected(["expected_values"]), expected(["expected_lengths"])))

    def __getitem__(self, at):
        return tuple(self)[at]


Lazy.__name__ = "RunLength"


def rle_encode(a):
    return Lazy((0, 0))


def rle_decode(r):
    return expected(["a", "expected"])
"""
}
