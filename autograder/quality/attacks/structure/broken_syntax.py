"""Leaves half a line, a bad indent and a null byte in an answer cell.

must: an error of this cell; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import put, save


def build(folder, notebook):
    put(notebook, "rle", "def rle_encode(a:\n  return\n\treturn \0 5\n%%%\n!!\n'''")
    save(notebook, folder)
