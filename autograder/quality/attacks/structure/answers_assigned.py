"""Comes back from an editor that kept no marks, with answers that are assigned: a lambda, and a partial of a helper.

must: the answer is found by the names it defines
earns: 10
keeps: 10
exercises: rle
others: reference
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put, save

ASSIGNED = (
    RIGHT_RLE.replace("def rle_encode(a)", "def _encode(a, how)").replace(
        "def rle_decode(r)", "def _decode(r)"
    )
    + """

from functools import partial

rle_encode = partial(_encode, how="bits")
rle_decode = lambda r: _decode(r)
"""
)


def build(folder, notebook):
    put(notebook, "rle", ASSIGNED)
    for number, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict({})
        cell["id"] = f"{number:08x}"
    save(notebook, folder)
