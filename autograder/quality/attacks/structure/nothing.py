"""Hands in an empty folder.

must: 0, and a note that says why
earns: 0
exercises: rle
"""


def build(folder, notebook):
    folder.mkdir(parents=True, exist_ok=True)
