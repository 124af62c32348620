"""Has the process aborted, with a core dump if it may.

must: the crash costs its own exercise only; there is no core file
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import os


def rle_encode(a):
    os.abort()


def rle_decode(r):
    os.abort()
"""
}
