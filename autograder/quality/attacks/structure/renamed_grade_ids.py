"""Gives its cells other grade ids and other cell ids.

must: the answer is found by the names it defines
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"mine-{number}"
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = f"mine-{number}"
    save(notebook, folder)
