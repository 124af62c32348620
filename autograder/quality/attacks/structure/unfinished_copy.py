"""Has the answer cell twice: a copy that was left in the middle of a line, and below it the right one.

must: the last one counts, as in Jupyter, where the first ends in its own error
earns: 10
keeps: 10
exercises: rle
others: reference
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    mine = cell(notebook, "rle")
    copy = nbformat.from_dict(
        dict(
            mine,
            id="c0ffee01",
            source="def rle_encode(a):\n    starts = np.flatnonzero(\n\ndef rle_decode(r):\n    pass",
        )
    )
    notebook.cells.insert(notebook.cells.index(mine), copy)
    save(notebook, folder)
