"""Has the answer cell twice: a copy that tries its own wrong functions and fails, and below it the right one.

must: the last one counts, as in Jupyter, where the first ends in its own error
earns: 10
keeps: 10
exercises: rle
others: reference
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, WRONG_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    mine = cell(notebook, "rle")
    copy = nbformat.from_dict(
        dict(
            mine,
            id="c0ffee02",
            source=WRONG_RLE + "\n\nassert rle_encode(np.array([7, 7])).lengths.tolist() == [2]\n",
        )
    )
    notebook.cells.insert(notebook.cells.index(mine), copy)
    save(notebook, folder)
