"""Replaces the first cell, which is locked, by one that fails as a broken installation does.

must: the course's own cell is put back, with a note; there is a grade
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    put(notebook, "setup", "raise ModuleNotFoundError('No module named warehouse')")
    save(notebook, folder)
