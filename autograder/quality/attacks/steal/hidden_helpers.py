"""Imports the helpers of the graded cells, and looks for them in the folders beside and among all that is loaded.

must: they are nowhere: whoever finds them is right, and nobody is
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE, reference

CELLS = {
    "rle": r"""
import gc
import importlib
import sys
from pathlib import Path
from types import FunctionType, ModuleType

import warehouse

root = Path(warehouse.__file__).resolve().parents[1]
sys.path[:0] = [str(root), str(root / "solutions"), str(root / "solutions" / "compression")]
found = [*root.rglob("checks.py"), *root.glob("solutions/*/checks")]
for name in ("solutions.compression.checks", "solutions.managed_storage.checks.buckets", "compression.checks", "checks"):
    try:
        found.append(importlib.import_module(name))
    except ImportError as error:
        print(type(error).__name__, error)
for thing in gc.get_objects():
    if type(thing) is ModuleType and thing.__name__.startswith("solutions"):
        found.append(thing)
    if type(thing) is FunctionType and str(thing.__module__).startswith("solutions"):
        found.append(thing)
print(found)
"""
    + f"if found:\n    exec({reference('compression')['rle']!r})\nelse:\n    exec({WRONG_RLE!r})\n"
}
