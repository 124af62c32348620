"""Hands in a timestamp that is no time: words, a megabyte, bytes that are no text.

must: graded; the nonsense is left aside
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    save(notebook, folder)
    (folder / "timestamp.txt").write_bytes(b"soon, I promise\n\xff\xfe" + b"9" * 1_000_000)
