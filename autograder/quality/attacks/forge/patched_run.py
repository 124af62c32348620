"""Replaces warehouse.checks.run, through which tests call the answer, by one that leaves the check quietly.

must: the function that calls the answer is not the student's copy
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import warehouse.checks
from warehouse.checks import calls, compare, exercise


class Quiet(BaseException):
    pass


def run(function, *args):
    raise Quiet


def quiet(check, seconds, original=exercise.run_one):
    try:
        return original(check, seconds)
    except Quiet:
        check.function = lambda: None
        return original(check, seconds)


calls.run = compare.run = warehouse.checks.run = run
exercise.run_one = quiet
"""
    + WRONG_RLE
}
