"""Says that it is a notebook of format 99.

must: what can be read of it is graded
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    notebook.nbformat, notebook.nbformat_minor = 99, -1
    save(notebook, folder)
