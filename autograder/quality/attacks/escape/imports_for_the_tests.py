"""Answers with references that ask the test process to import and hand over functions of its own.

must: only the student's side imports by name; no function is called
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
    asked = [
        ["import", "os", "system"],
        ["import", "builtins", "eval"],
        ["rebuilt", "BlockTable", [["import", "os", "abort"], 1, 1]],
        ["state", "Version", []],
        ["mine", 1, "__class__", "x", "__globals__"],
        ["your method", 1, "__init__"],
    ]

    def tree(self, value, depth=0):
        if isinstance(value, int) and value == 0 and not depth:
            asked.append(asked.pop(0))
            return asked[0]
        return plain(self, value, depth)

    codec.Writer.tree = tree
"""
    + WRONG_RLE
}
