"""Ends the process at every call, and takes long in every new process to run its cells again.

must: running cells again counts into the submission's limit
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import os
import time

started = os.path.getmtime("/proc/self") if os.path.exists("/proc/self") else time.time()
try:
    os.mkdir("/tmp/ran-before")
    time.sleep(4)
except FileExistsError:
    time.sleep(3600)
time.sleep(4)


def rle_encode(a):
    os._exit(0)


def rle_decode(r):
    os._exit(0)
"""
}
