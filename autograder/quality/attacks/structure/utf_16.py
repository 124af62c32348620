"""Hands in a notebook in UTF-16.

must: graded, or 0 with a note that says why
earns: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    (folder / "compression.ipynb").write_bytes(nbformat.v4.writes(notebook).encode("utf-16"))
