"""Hands in a notebook in Latin-1, with letters that are no UTF-8.

must: graded, with a note
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", "# für später\n" + RIGHT_RLE)
    text = nbformat.v4.writes(notebook)
    (folder / "compression.ipynb").write_bytes(text.encode("latin-1", errors="replace"))
