"""Copies an answer cell with its grade id, as an honest student does with copy and paste.

must: graded with a note; nobody after it is kept from being graded
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    notebook.cells.append(nbformat.from_dict(dict(cell(notebook, "rle"))))
    notebook.cells.append(nbformat.from_dict(dict(cell(notebook, "rle-checks"), id="pasted")))
    save(notebook, folder)
