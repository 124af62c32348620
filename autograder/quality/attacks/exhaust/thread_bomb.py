"""Starts as many threads as it may, up to 2,000, which spin.

must: the number of threads is limited; the next submission is graded
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import threading
import time


def spin():
    end = time.monotonic() + 100
    while time.monotonic() < end:
        pass


for count in range(2000):
    try:
        threading.Thread(target=spin, daemon=True).start()
    except RuntimeError as error:
        print("stopped at", count, error)
        break
"""
    + RIGHT_RLE
}
