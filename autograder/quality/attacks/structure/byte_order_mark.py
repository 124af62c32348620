"""Hands in a notebook that an editor saved as UTF-8 with a byte order mark.

must: graded: the file is whole
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    (folder / "compression.ipynb").write_bytes(nbformat.v4.writes(notebook).encode("utf-8-sig"))
