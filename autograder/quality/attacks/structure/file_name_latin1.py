"""Hands in a second notebook whose file name is Latin-1 bytes and no UTF-8.

must: graded; the run goes on
earns: 10
keeps: 10
exercises: rle
"""

import os

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder)
    with open(os.fsencode(folder) + b"/caf\xe9.ipynb", "w") as file:
        file.write("{}")
