"""Splits the answer over cells, the mark on the first only.

must: the pieces are found
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save


def build(folder, notebook):
    first, second = RIGHT_RLE.split("\n\n\n")
    put(notebook, "rle", first)
    add(notebook, "rle", second, id="second-half")
    save(notebook, folder)
