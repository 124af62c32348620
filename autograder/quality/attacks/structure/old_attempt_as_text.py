"""Keeps an old, wrong attempt: a copy of the answer cell below the right one, turned into a raw cell so that it does not run.

must: the cell that is code is the answer; text beside it counts for nothing
earns: 10
keeps: 10
exercises: rle
others: reference
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, WRONG_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    mine = cell(notebook, "rle")
    old = nbformat.v4.new_raw_cell("# my first attempt, does not work with NaN\n" + WRONG_RLE)
    old.metadata = nbformat.from_dict(dict(mine.metadata))
    notebook.cells.insert(notebook.cells.index(mine) + 1, old)
    save(notebook, folder)
