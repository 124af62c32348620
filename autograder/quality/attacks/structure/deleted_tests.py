"""Hands in no test cells at all.

must: the course's own are put back
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    notebook.cells = [
        cell for cell in notebook.cells if not cell["id"].endswith(("-checks", "-examples"))
    ]
    save(notebook, folder)
