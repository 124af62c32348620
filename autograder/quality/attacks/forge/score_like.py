"""Gives Exercise.score a result of a class of its own, which turns into 10 whichever way it is looked at.

must: the points are added up where the student's code does not run
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
from warehouse.checks import exercise as module


class Ten(float):
    def __new__(cls):
        return super().__new__(cls, 10)

    def __float__(self):
        return 10.0

    def __repr__(self):
        return "10"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": "10",
            "application/vnd.warehouse.checks+json": {"checks": [], "exercise": "rle", "lab": "compression"},
        }


module.Exercise.score = lambda self: Ten()
module.Score.__float__ = lambda self: 10.0
module.Score.__repr__ = lambda self: "10"
"""
    + WRONG_RLE
}
