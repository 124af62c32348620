"""Hands in a folder in the place of the notebook.

must: 0, and a note that says why
earns: 0
exercises: rle
"""


def build(folder, notebook):
    (folder / "compression.ipynb" / "deeper").mkdir(parents=True, exist_ok=True)
    (folder / "timestamp.txt").mkdir(exist_ok=True)
