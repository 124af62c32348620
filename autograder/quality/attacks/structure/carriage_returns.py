"""Hands in a notebook whose lines end as on Windows.

must: graded like any other notebook
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE.replace("\n", "\r\n"))
    path = save(notebook, folder)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
