"""Leaves fifty children that spin while everybody else is graded.

must: they come last wherever somebody else wants the processor, and end with the submission
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, add, put, save

SPINS = """
import os

for _ in range(50):
    if os.fork() == 0:
        while True:
            pass
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle-checks", SPINS)
    save(notebook, folder)
