"""Hands in the notebook under another name.

must: graded, with a note
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder, "Lab 1 (final) (2).ipynb")
