"""Has halves of surrogate pairs in its cells, which JSON can hold and UTF-8 cannot.

must: the repaired copy can be written; there is a grade, and the next submission is graded
earns: 10
keeps: 10
exercises: rle
"""

import json

from autograder.quality.attack_corpus import RIGHT_RLE, add, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", "print('\ud800')", id="half")
    notebook.cells[0].source += "\udfff"
    (folder / "compression.ipynb").write_text(json.dumps(notebook))
