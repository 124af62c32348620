"""Prints 300 MB.

must: the output is cut; the grader's files stay small; the right answer may be graded
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
line = "x" * 1_000_000
for _ in range(300):
    print(line)
"""
    + RIGHT_RLE
}
