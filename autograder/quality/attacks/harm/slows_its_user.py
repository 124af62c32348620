"""Gives its process group and whatever else its user runs the lowest priority, and stops the group.

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
    for which in (os.PRIO_PGRP, os.PRIO_USER):
        with contextlib.suppress(OSError):
            os.setpriority(which, 0, 19)
    for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGSTOP):
        child = os.fork()
        if child == 0:
            os.kill(0, number)
            os._exit(0)
        os.waitpid(child, os.WUNTRACED)
"""
    + WRONG_RLE
}
