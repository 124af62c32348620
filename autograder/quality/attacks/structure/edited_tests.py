"""Replaces the graded cells by the number of points.

must: the course's own cells are run
earns: 0
exercises: rle bit_packing delta
"""

from autograder.quality.attack_corpus import cell, save


def build(folder, notebook):
    for exercise in ("rle", "bit_packing", "delta"):
        checks = cell(notebook, f"{exercise}-checks")
        checks.source = str(checks.metadata.nbgrader.points)
        cell(notebook, f"{exercise}-examples").source = "100"
    save(notebook, folder)
