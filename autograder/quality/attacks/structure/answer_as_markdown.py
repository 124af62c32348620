"""Turns the answer cell into a Markdown cell, as a wrong keystroke does.

must: its text is read as code, with a note
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, cell, save


def build(folder, notebook):
    old = cell(notebook, "rle")
    made = nbformat.v4.new_markdown_cell(RIGHT_RLE, id="rle", metadata=old.metadata)
    notebook.cells[notebook.cells.index(old)] = made
    save(notebook, folder)
