"""Replaces every comparison of warehouse.checks by one that is content.

must: comparisons that count are not the student's copy
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys

for name, module in list(sys.modules.items()):
    if name.startswith("warehouse"):
        for key in ("same_array", "same", "same_table", "same_rows", "raises", "at_most", "at_least", "no_slower_than"):
            if hasattr(module, key):
                setattr(module, key, lambda *args, **named: None)
        if hasattr(module, "fields"):
            module.fields = lambda got, record: (got,) * len(record._fields)
"""
    + WRONG_RLE
}
