"""Replaces Exercise.score and Exercise.run by functions that give all points.

must: the checks that count are not the student's copy
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
from warehouse.checks import exercise as module
from warehouse.checks.outcomes import Outcome, Result

module.Exercise.run = lambda self: [Result("all", "all", 10, Outcome.PASSED)]
module.Exercise.score = lambda self: module.Score(self, self.run())
module.run_one = lambda check, seconds: Result(check.name, check.title, check.points, Outcome.PASSED)
"""
    + WRONG_RLE
}
