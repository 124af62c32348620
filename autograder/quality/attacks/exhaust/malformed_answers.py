"""Answers the tests with every kind of malformed data, one after the other.

must: each is wrong or an error, never a crash of the test process
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys

codec = sys.modules.get("autograder.execution.codec")
if codec is not None:
    plain = codec.Writer.tree
    trees = [
        ["int", "0x" + "f" * 20_000],
        ["int", "zz"],
        ["array", "<U1", [1], 0, False],
        ["array", "O", [1], 0, False],
        ["known", -1],
        ["array", "<i8", [10**15, 0], 0, False],
        ["array", "<i8", [-1, -1], 0, True],
        ["record", 0, "\0", ["a"], [1]],
        ["set", ["list"]],
        ["record", 0, "RunLength", ["values", "lengths"], [1]],
        ["record", 0, "RunLength", "values", 5],
        ["another", 0, [1]],
        ["table", 0, 1, []],
        ["same table", 3],
        ["batch", 0, 0],
        ["schema", 0],
        ["column", False, 0, []],
        ["type", 99],
        ["decimal", "1e999999999"],
        ["decimal", "sNaN"],
        ["range", 0, 10**18, 1],
        ["slice"],
        ["date", "0000-00-00"],
        ["timedelta", 10**12, 0, 0],
        ["dict", [["list"], 1]],
        ["scalar", "V8", 0],
        ["mine", "x", 1, 1, 1],
        ["mine", 10**30, "n" * 10_000, "s" * 100_000, "\0"],
        ["yours", {}],
        ["rebuilt", "BlockTable", []],
        [[]],
        [None],
        {"a": 1},
    ]

    def tree(self, value, depth=0):
        if isinstance(value, int) and value == 0 and not depth:
            trees.append(trees.pop(0))
            return trees[0]
        return plain(self, value, depth)

    codec.Writer.tree = tree
"""
    + WRONG_RLE
}
