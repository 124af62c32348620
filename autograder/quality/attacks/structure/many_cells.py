"""Hands in a notebook with 20,000 cells of its own.

must: graded within the submission's limit, or stopped there; the next submission is graded
earns: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    notebook.cells += [
        nbformat.v4.new_code_cell("pass", id=f"mine-{number}") for number in range(20_000)
    ]
    save(notebook, folder)
