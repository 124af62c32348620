"""Forks as often as it may, up to 500 times, and every child waits.

must: the number of processes is limited, and none is left; the next submission is graded
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
import time

for count in range(500):
    try:
        if os.fork() == 0:
            time.sleep(200)
            os._exit(0)
    except OSError as error:
        print("stopped at", count, error)
        break
"""
    + RIGHT_RLE
}
