"""Keeps its helpers in a file beside the notebook and reads them with %run, and others with autoreload.

must: files of Python that the notebook uses and that lie beside it are graded with it
earns: 10
keeps: 10
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save

HEAD = "import numpy as np\nfrom warehouse.compression.records import RunLength\n"


def build(folder, notebook):
    put(notebook, "rle", "%load_ext autoreload\n%autoreload 2\n%run my_helpers.py\n")
    save(notebook, folder)
    (folder / "my_helpers.py").write_text(HEAD + RIGHT_RLE)
