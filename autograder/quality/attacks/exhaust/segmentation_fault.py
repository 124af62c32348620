"""Reads from address 0.

must: the crash costs its own exercise only
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import ctypes


def rle_encode(a):
    return ctypes.string_at(0)


def rle_decode(r):
    return ctypes.string_at(0)


ctypes.string_at(0)
"""
}
