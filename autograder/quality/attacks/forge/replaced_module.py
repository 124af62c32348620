"""Puts modules of its own in the place of warehouse.checks.

must: the tests import the real ones
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys
import types


class Exercise:
    def __init__(self, *args, **named):
        pass

    def check(self, *args, **named):
        return lambda function: function

    property = check
    score = lambda self: 10
    examples = lambda self: None


fake = types.ModuleType("warehouse.checks")
fake.Exercise = Exercise
fake.__getattr__ = lambda name: lambda *args, **named: None
sys.modules["warehouse.checks"] = fake
"""
    + WRONG_RLE
}
