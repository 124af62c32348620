"""Joins whatever process group and session its parents are in, then sends it a deadly signal.

must: it gets into no group but those of its own session
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import contextlib
import os
import signal

groups = {0, 1, 2, os.getpgid(0), os.getsid(0), os.getppid(), os.getpgid(os.getppid()) if os.getppid() else 0}
if os.getuid() != 0:
    for group in groups:
        for join in (None, 0, group):
            child = os.fork()
            if child == 0:
                with contextlib.suppress(OSError):
                    if join is not None:
                        os.setpgid(0, join)
                with contextlib.suppress(OSError):
                    os.killpg(group, signal.SIGKILL)
                os._exit(0)
            os.waitpid(child, 0)
"""
    + WRONG_RLE
}
