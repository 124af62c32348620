"""Prints what the grader's own modules in this process know, and the source files that they came from.

must: they hold no test, no seed and no name of a student
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import inspect
import sys

for name, module in sorted(sys.modules.items()):
    if name.startswith(("autograder", "__main__", "nbgrader")):
        print(name, {key: str(value)[:300] for key, value in vars(module).items() if not key.startswith("__")})
        try:
            print(inspect.getsource(module)[:2000])
        except (OSError, TypeError) as error:
            print(error)
print(sys.argv, sys.path, sys.orig_argv)
"""
    + WRONG_RLE
}
