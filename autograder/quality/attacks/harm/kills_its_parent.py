"""Kills the process that started it, from the answer and from a child.

must: it reaches no process but its own; the next submission is graded
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import signal

if os.getuid() != 0:  # never as root: outside a sandbox the parent may be anything
    if os.fork() == 0:
        os.kill(os.getppid(), signal.SIGKILL)
        os._exit(0)
    os.kill(os.getppid(), signal.SIGKILL)
"""
    + WRONG_RLE
}
