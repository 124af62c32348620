"""Hands in folders that are symbolic links to the neighbour's, to the grader's and to the root of the machine.

must: no link is followed or copied
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import NEIGHBOUR, RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder)
    (folder / "theirs").symlink_to(f"../../{NEIGHBOUR}")
    (folder / "up").symlink_to("../../../..")
    (folder / "root").symlink_to("/")
