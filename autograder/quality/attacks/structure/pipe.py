"""Hands in a named pipe in the place of the notebook, of the timestamp and of a file beside them.

must: nobody reads from a pipe; 0, and a note that says why
earns: 0
exercises: rle
"""

import os


def build(folder, notebook):
    for name in ("compression.ipynb", "timestamp.txt", "data.csv"):
        if not (folder / name).exists():
            os.mkfifo(folder / name)
