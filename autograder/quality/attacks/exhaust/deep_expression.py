"""Deletes the answer cell and adds a cell of 100,000 minus signs.

must: graded (the answer cell is missing); the run goes on
earns: 0
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import cell, save


def build(folder, notebook):
    notebook.cells.remove(cell(notebook, "rle"))
    notebook.cells.append(nbformat.v4.new_code_cell("x = " + "-" * 100_000 + "1"))
    save(notebook, folder)
