"""Replaces hypothesis.given by a decorator that never calls the test.

must: generated checks draw and run their examples
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import hypothesis

hypothesis.given = lambda *args, **named: lambda function: lambda: None
hypothesis.settings = lambda *args, **named: lambda function: function
hypothesis.seed = lambda number: lambda function: function
"""
    + WRONG_RLE
}
