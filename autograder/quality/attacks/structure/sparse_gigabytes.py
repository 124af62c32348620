"""Hands in a file of eight gigabytes that takes no room on the disk.

must: refused by its size, with a note, without being read
earns: 0
exercises: rle
"""

import os


def build(folder, notebook):
    path = folder / "compression.ipynb"
    path.touch()
    os.truncate(path, 8 << 30)
