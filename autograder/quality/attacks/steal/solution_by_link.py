"""Hands in a symbolic link to the source notebook of the lab.

must: the link is not followed; there is nothing to grade
earns: 0
exercises: rle
"""


def build(folder, notebook):
    for depth, name in ((4, "compression.ipynb"), (5, "a.ipynb"), (6, "b.ipynb")):
        (folder / name).symlink_to("../" * depth + "solutions/compression/compression.ipynb")
