"""Prints 200,000 lines, and as many to stderr.

must: the output is cut
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import sys

for number in range(200_000):
    print(number)
    print(number, file=sys.stderr)
"""
    + RIGHT_RLE
}
