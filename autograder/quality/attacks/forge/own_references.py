"""Answers with references into the test process, by number, in the hope of handing the tests their own objects.

must: a reference to nothing lent, or to anything but an answer, is wrong
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import itertools
import sys

numbers = itertools.count(1)
codec = sys.modules.get("autograder.execution.codec")
if codec is not None:
    plain = codec.Writer.tree

    def tree(self, value, depth=0):
        if isinstance(value, int) and value == 0 and not depth:
            return ["yours", next(numbers) % 60]
        return plain(self, value, depth)

    codec.Writer.tree = tree
"""
    + WRONG_RLE
}
