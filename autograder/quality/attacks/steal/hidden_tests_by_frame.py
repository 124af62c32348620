"""Prints the source of every function that calls it.

must: the callers are the grader's bridge at most; no line of a hidden test is printed
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import inspect
import linecache
import sys


def tell():
    seen = []
    frame = sys._getframe(1)
    while frame is not None:
        try:
            seen.append(inspect.getsource(frame.f_code))
        except (OSError, TypeError):
            seen.append(str(frame.f_code.co_consts))
        frame = frame.f_back
    seen += ["".join(linecache.getlines(name)) for name in list(linecache.cache) if "ipy" in name]
    print("\n".join(seen))
    raise ValueError("\n".join(seen))


def rle_encode(a):
    tell()


def rle_decode(r):
    tell()
"""
}
