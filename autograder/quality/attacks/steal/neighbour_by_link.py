"""Hands in a symbolic link to another student's notebook in the place of a notebook of one's own.

must: the link is not followed; there is nothing to grade, and a note says so
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import NEIGHBOUR


def build(folder, notebook):
    (folder / "compression.ipynb").symlink_to(f"../../{NEIGHBOUR}/compression/compression.ipynb")
