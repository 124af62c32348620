"""Hands in the notebook under a name full of the markup that the class's table knows.

must: graded; the table is printed
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder, "[bold] my lab [link=x] [!bold].ipynb")
