"""Hands in a notebook of format 3, with worksheets.

must: what can be read of it is graded
earns: 10
keeps: 10
exercises: rle
"""

import json

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    cells = [
        {
            "cell_type": cell.cell_type,
            "input": cell.source,
            "source": cell.source,
            "metadata": cell.metadata,
        }
        for cell in notebook.cells
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    (folder / "compression.ipynb").write_text(json.dumps(old))
