"""Leaves a daemon behind: forked twice, a session of its own, all descriptors closed.

must: it is gone when the submission is over
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.closerange(0, 256)
        os.execvp("sleep", ["planted-by-an-attack", "300"])
    os._exit(0)
"""
    + RIGHT_RLE
}
