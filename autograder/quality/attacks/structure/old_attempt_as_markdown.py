"""Keeps an unfinished attempt above the right one: a copy of the answer cell, turned into Markdown, with remarks in it.

must: the cell that is code is the answer; text beside it counts for nothing
earns: 25
keeps: 25
lab: warmup
exercises: find_scans
others: reference
"""

import nbformat

from autograder.quality.attack_corpus import cell, put, reference, save


def build(folder, notebook):
    put(notebook, "find_scans", reference("warmup")["find_scans"])
    mine = cell(notebook, "find_scans")
    old = nbformat.v4.new_markdown_cell(
        "old: does it only for one join, ask in class why?\n\ndef find_scans(plan):\n    if plan is a Scan\n        return ..."
    )
    old.metadata = nbformat.from_dict(dict(mine.metadata))
    notebook.cells.insert(notebook.cells.index(mine), old)
    save(notebook, folder, "warmup.ipynb")
