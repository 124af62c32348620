"""Has the answer in a package beside the notebook, a folder with __init__.py, as JupyterLab and VS Code make them.

must: modules that the notebook imports and that lie beside it are graded with it
earns: 10
keeps: 10
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save

HEAD = "import numpy as np\nfrom warehouse.compression.records import RunLength\n"


def build(folder, notebook):
    put(notebook, "rle", "from answers.rle import rle_decode, rle_encode")
    save(notebook, folder)
    (folder / "answers").mkdir()
    (folder / "answers" / "__init__.py").write_text("")
    (folder / "answers" / "rle.py").write_text(HEAD + RIGHT_RLE)
