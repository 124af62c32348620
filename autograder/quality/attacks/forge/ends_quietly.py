"""Ends the process without a word in the middle of every check: silence must not be success.

must: a check that did not come to its end is not passed
earns: 0
others: reference
exercises: rle
"""

CELLS = {
    "rle": r"""
import os


def rle_encode(a):
    os._exit(0)


def rle_decode(r):
    raise SystemExit(0)
"""
}
