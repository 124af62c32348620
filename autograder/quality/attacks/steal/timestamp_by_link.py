"""Hands in a timestamp.txt that is a link to a file which only the grader can read.

must: the link is not followed; its text is in no message
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder)
    (folder / "timestamp.txt").symlink_to("/etc/hostname")
