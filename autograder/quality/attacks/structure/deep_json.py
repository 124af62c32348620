"""Hands in JSON that is nested a hundred thousand deep.

must: 0, and a note that says why; the next submission is graded
earns: 0
exercises: rle
"""


def build(folder, notebook):
    (folder / "compression.ipynb").write_text("[" * 100_000 + "]" * 100_000)
