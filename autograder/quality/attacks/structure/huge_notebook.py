"""Hands in a notebook with 100 MB of outputs in it.

must: graded, or refused with a note; the grader's memory is not used up
earns: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    cell(notebook, "rle").outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="x" * 100_000_000)
    ]
    save(notebook, folder)
