"""A thread prints without end after its cell is over.

must: the output is dropped or cut; the other exercises keep their points
earns: 10
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import sys
import threading
import time

stdout = sys.stdout


def talk():
    end = time.monotonic() + 60
    while time.monotonic() < end:
        print("x" * 10_000, file=stdout)
        print("x" * 10_000)
        stdout.flush()


threading.Thread(target=talk, daemon=True).start()
"""
    + RIGHT_RLE
}
