"""Hands in a timestamp of years ago.

must: the time that counts is the instructor's
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder)
    (folder / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC\n")
