"""Deletes the answer cell and adds a cell with an attribute chain of 200,000 links.

must: graded; the run goes on
earns: 0
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import cell, save


def build(folder, notebook):
    notebook.cells.remove(cell(notebook, "rle"))
    notebook.cells.append(nbformat.v4.new_code_cell("x" + ".x" * 200_000))
    save(notebook, folder)
