"""Raises the points of its test cells to a thousand.

must: the points are the course's
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for name in ("rle-checks", "rle-examples", "delta-examples"):
        cell(notebook, name).metadata.nbgrader.points = 1000
    cell(notebook, "delta-checks").metadata.nbgrader.points = -1000
    save(notebook, folder)
