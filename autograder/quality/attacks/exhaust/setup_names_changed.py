"""Overwrites the names of the first cell, modules and types, with nothing.

must: the tests use their own; the other exercises keep their points where they do not use those names
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
np = pa = json = None
data = peers = standins = views = columns = 5
RunLength = FrameOfReference = Delta = Dictionary = Mostly = int
"""
    + WRONG_RLE
}
