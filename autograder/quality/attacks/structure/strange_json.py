"""Has numbers without end, keys that come twice, NaN and wrong types where a notebook has others.

must: what can be read of it is graded, or 0 with a note; the next submission is graded
earns: 10
exercises: rle
"""

import json

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    cells = [json.loads(json.dumps(cell)) for cell in notebook.cells]
    strange = [
        None,
        5,
        [],
        {"cell_type": []},
        {"cell_type": {}, "source": {"a": 1}},
        {"cell_type": "code", "source": [["a"]], "id": 5},
        {"cell_type": "code", "source": "1", "metadata": [], "id": []},
        {"source": "x", "metadata": {"nbgrader": [1]}},
        {"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": ["rle"]}}},
    ]
    body = json.dumps(
        {"cells": strange + cells, "metadata": [], "nbformat": "4", "nbformat_minor": None}
    )
    text = (
        body[:-1] + ', "x": NaN, "y": -Infinity, "z": 1e99999, "metadata": {"a": 1}, "metadata": 5}'
    )
    (folder / "compression.ipynb").write_text(text)
