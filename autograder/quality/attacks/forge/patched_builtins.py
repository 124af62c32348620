"""Replaces builtins by ones that say yes and add up to 10.

must: the points are added up by other builtins
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import builtins

builtins.sum = lambda *args, **named: 10
builtins.round = lambda *args: 10
builtins.any = lambda things: False
builtins.isinstance = lambda value, kind: True
builtins.hasattr = lambda value, name: True
"""
    + WRONG_RLE
}
