"""Replaces the display hook by one that shows 10 for every value.

must: the graded cell's value is shown by the grader's own hook
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys

shell = get_ipython()
original = type(shell.displayhook).__call__
type(shell.displayhook).__call__ = lambda self, result=None: original(self, 10)
sys.displayhook = lambda value: original(shell.displayhook, 10)
shell.display_formatter.format = lambda value, **named: ({"text/plain": "10"}, {})
"""
    + WRONG_RLE
}
