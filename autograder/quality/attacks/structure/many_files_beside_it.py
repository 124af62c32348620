"""Hands in thousands of files and deep folders beside the notebook.

must: what is not the notebook is left where it is
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder)
    beside = folder / "beside"
    beside.mkdir(exist_ok=True)
    for number in range(2000):
        (beside / f"{number}.txt").touch()
    (beside / "/".join("d" * 50 for _ in range(20))).mkdir(parents=True, exist_ok=True)
