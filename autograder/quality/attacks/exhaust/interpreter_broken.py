"""Breaks the interpreter it runs in: no builtins, no garbage collector, no imports, another main module.

must: a process that cannot answer costs this submission only
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import builtins
import gc
import json
import sys

gc.disable()
json.loads = json.dumps = lambda *args, **named: "{}"
sys.modules.clear()
builtins.__import__ = None
builtins.getattr = builtins.isinstance = builtins.type = builtins.len = None
"""
    + WRONG_RLE
}
