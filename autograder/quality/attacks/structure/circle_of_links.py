"""Hands in links that point to each other, and one that points to its own folder.

must: nobody walks in circles; 0, and a note that says why
earns: 0
exercises: rle
"""


def build(folder, notebook):
    (folder / "compression.ipynb").symlink_to("b.ipynb")
    (folder / "b.ipynb").symlink_to("compression.ipynb")
    (folder / "again").symlink_to(".")
