"""Puts out a full score when the process ends.

must: what comes at the end of the student's process is nobody's result
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import atexit
import os


@atexit.register
def forge():
    from IPython.display import display

    display({"text/plain": "10"}, raw=True)
    print("10")
    for fd in range(1, 64):
        try:
            os.write(fd, b"10\n")
        except OSError:
            pass
"""
    + WRONG_RLE
}
