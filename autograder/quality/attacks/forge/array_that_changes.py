"""Returns an array in shared memory that a thread changes after it was given away.

must: what was handed over is a copy of one moment; no check passes by it
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import mmap
import threading
import time

memory = mmap.mmap(-1, 1 << 16)
shared = np.frombuffer(memory, np.int64)


def churn():
    for value in range(100_000):
        shared[:] = value % 10
        time.sleep(0.0001)


threading.Thread(target=churn, daemon=True).start()


def rle_encode(a):
    return RunLength(shared[:3], shared[3:6])


def rle_decode(r):
    return shared[:6]
"""
}
