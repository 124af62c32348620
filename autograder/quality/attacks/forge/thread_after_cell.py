"""A thread that outlives its cell patches the checks again and again and shows full scores.

must: it reaches no check; its output is in no graded cell
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import threading
import time


def again():
    from IPython.display import display
    from warehouse.checks import exercise

    for _ in range(400):
        exercise.Exercise.score = lambda self: 10
        display({"text/plain": "10", "application/vnd.warehouse.checks+json": {"checks": []}}, raw=True)
        time.sleep(0.02)


threading.Thread(target=again, daemon=True).start()
"""
    + WRONG_RLE
}
