"""Hands in a notebook of no bytes.

must: 0, and a note that says why
earns: 0
exercises: rle
"""


def build(folder, notebook):
    (folder / "compression.ipynb").write_bytes(b"")
