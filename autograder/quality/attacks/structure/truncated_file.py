"""Hands in the first half of a notebook.

must: 0, and a note that says why
earns: 0
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    text = nbformat.v4.writes(notebook)
    (folder / "compression.ipynb").write_text(text[: len(text) // 2])
