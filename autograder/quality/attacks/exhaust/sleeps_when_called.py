"""Sleeps for ten days when a test calls it.

must: every check ends over its limit, and the later ones soon
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import time


def rle_encode(a):
    time.sleep(10**6)


def rle_decode(r):
    time.sleep(10**6)
"""
}
