"""Hands in a notebook that nobody may read.

must: graded where the grader may read it all the same, else 0 with a note; the next submission is graded
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder).chmod(0)
