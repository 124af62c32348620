"""Fills gigabytes of System V's shared memory, and lets go of them: they are there while no process has them.

must: it gets none, and the other cells are graded
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = f"""
import ctypes
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
held = 0
for _ in range(36):
    segment = libc.shmget(0, 1 << 26, 0o1600)
    place = libc.shmat(segment, None, 0) if segment >= 0 else None
    if place and place != 2**64 - 1:
        ctypes.memset(place, 1, 1 << 26)
        libc.shmdt(ctypes.c_void_p(place))
        held += 1
time.sleep(0.6)
if held > 33:
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", TAKES)
    save(notebook, folder)
