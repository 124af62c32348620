"""Answers that the result is one of the arguments which the test holds.

must: the arguments are no answer; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys

codec = sys.modules.get("autograder.execution.codec")
if codec is not None:
    plain = codec.Writer.tree

    def tree(self, value, depth=0):
        if isinstance(value, int) and value == 0 and not depth:
            return ["record", 0, "RunLength", ["values", "lengths"], [["known", 0], ["known", 0]]]
        return plain(self, value, depth)

    codec.Writer.tree = tree
"""
    + WRONG_RLE
}
