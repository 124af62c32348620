"""Puts everything in the callers' variables into the text of the exception, which the feedback shows.

must: the text is cut, and holds inputs at most
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys


def tell():
    found, frame = [], sys._getframe(1)
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            try:
                found.append(f"{name}={value!r:.2000}")
            except Exception:
                continue
        frame = frame.f_back
    raise ValueError("\n".join(found))


def rle_encode(a):
    tell()


def rle_decode(r):
    tell()
"""
}
