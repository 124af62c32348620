"""An answer that takes 30 seconds switches the time limit's alarm off.

must: every check of the exercise ends over its limit
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import signal
import time

signal.setitimer = lambda *args: None
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})


def rle_encode(a):
    time.sleep(30)
    return RunLength(a, np.ones(len(a), np.int64))


def rle_decode(r):
    time.sleep(30)
    return np.repeat(r.values, r.lengths)
"""
}
