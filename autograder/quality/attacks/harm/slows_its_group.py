"""Gives its process group the lowest priority, and stops it.

must: the grader runs on as before, and the next submission is graded
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import contextlib
import os
import signal

if os.getuid() != 0:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PGRP, 0, 19)
    for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGSTOP):
        child = os.fork()
        if child == 0:
            os.kill(0, number)
            os._exit(0)
        os.waitpid(child, os.WUNTRACED)
"""
    + WRONG_RLE
}
