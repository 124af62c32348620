"""Blocks and ignores every signal that it may, and sleeps.

must: it is ended all the same; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import signal
import time

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
for _ in range(1000):
    time.sleep(1)
"""
    + WRONG_RLE
}
