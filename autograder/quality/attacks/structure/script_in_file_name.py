"""Hands in the notebook under a name that is script, and markup of the table.

must: graded, with a note that shows the name as text; the page and the table hold together
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(
        notebook,
        folder,
        "<img src=x onerror=document.title='planted-by-an-attack'> [b] `x`\n# [link].ipynb",
    )
