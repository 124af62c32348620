"""Sends deadly signals to process group 0, its own, in the cell and in every call of the tests.

A process group is the same inside and outside of a process table: numbers that cannot be seen are reached all the same.

must: only its own processes end; the next submission is graded
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import os
import signal


def everybody(number):
    if os.getuid() != 0:
        os.kill(0, number)


for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
    child = os.fork()
    if child == 0:
        everybody(number)
        os._exit(0)
    os.waitpid(child, 0)


def rle_encode(a):
    everybody(signal.SIGTERM)
    everybody(signal.SIGKILL)
    return 0


def rle_decode(r):
    everybody(signal.SIGKILL)
    return 0
"""
}
