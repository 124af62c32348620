"""Gives work without end to code that looks at no signal: a large power, a regular expression, a sum.

must: it is ended; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import re


def rle_encode(a):
    if len(a) % 2:
        return re.match(r"(x+x+)+y", "x" * 64)
    return sum(range(10**14))


def rle_decode(r):
    return 7 ** (10**9)


re.match(r"(x+x+)+y", "x" * 64)
"""
}
