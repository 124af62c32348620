"""Writes the answers of two exercises into the first one's cell, and removes the second's cell, which is not needed then.

must: the second is found by the names it defines
earns: 25
keeps: 25
exercises: rle bit_packing
others: reference
"""

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, reference, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE + "\n\n" + reference("compression")["bit_packing"])
    notebook.cells.remove(cell(notebook, "bit_packing"))
    save(notebook, folder)
