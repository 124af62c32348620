"""Prints the constants of every code object and every text that the garbage collector can reach.

must: the tests' code is not in this process
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import gc
import types

texts = []
for thing in gc.get_objects():
    for part in gc.get_referents(thing):
        if isinstance(part, types.CodeType) and "ipy" in part.co_filename:
            texts.append(str(part.co_consts))
        elif isinstance(part, str) and ("exercise.check" in part or "canary-" in part) and "gc.get_objects" not in part:
            texts.append(part[:4000])
print("\n".join(texts)[:500_000])
"""
    + WRONG_RLE
}
