"""Copies a locked test cell with its id and its grade id.

must: graded with the course's own cell, once
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    copy = nbformat.from_dict(dict(cell(notebook, "rle-checks"), source="10"))
    notebook.cells.insert(0, copy)
    notebook.cells.append(nbformat.from_dict(dict(copy)))
    save(notebook, folder)
