"""Hands in a notebook whose graded cells hold the outputs of a perfect run.

must: outputs that were handed in are thrown away
earns: 0
exercises: rle bit_packing frame_of_reference delta dictionary mostly analyze table
"""

import nbformat

from autograder.quality.attack_corpus import save


def build(folder, notebook):
    for cell in notebook.cells:
        points = cell.metadata.get("nbgrader", {}).get("points")
        if points:
            check = {
                "name": "all",
                "title": "all",
                "points": points,
                "earned": points,
                "outcome": "passed",
                "message": "",
                "given": "",
                "expected": "",
                "got": "",
            }
            data = {
                "exercise": cell["id"].removesuffix("-checks"),
                "lab": "compression",
                "section": "x",
                "checks": [check],
            }
            bundle = {"text/plain": str(points), "application/vnd.warehouse.checks+json": data}
            cell.outputs = [
                nbformat.v4.new_output("execute_result", data=bundle, execution_count=1)
            ]
            cell.execution_count = 1
    save(notebook, folder)
