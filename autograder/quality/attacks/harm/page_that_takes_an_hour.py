"""Texts and outputs of nothing but beginnings, with which a renderer takes the square of their length.

must: the page shows the grade and leaves out what takes long; pages of the others are made
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save

TEXTS = (
    "|a" * 5000 + "\n" + "|-" * 5000 + "\n" + ("|b" * 5000 + "\n") * 40,
    "$" * 60_001 + "\\begin{a}" * 10_000,
    "a" + " " * 300_000 + "b",
    "&" * 200_000,
    "![a" * 30_000,
    "![x](attachment:" * 20_000,
)
SHOWS = """
from IPython.display import display

for html in ("<div>" * 60_000, "<td " + "a=1 " * 200_000 + ">", "<svg " * 100_000):
    display({"text/html": html}, raw=True)
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle-checks", SHOWS)
    add(notebook, "rle-checks", "x = [" + "1," * 700_000 + "]")
    notebook.cells += [nbformat.v4.new_markdown_cell(text) for text in TEXTS]
    save(notebook, folder)
