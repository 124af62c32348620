"""Sends memory files to itself and closes them: in flight they stand in nobody's table of open files.

must: it gets none, and the other cells are graded
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = f"""
import os
import socket
import time

here, there = socket.socketpair()
block, total = bytes(1 << 20), 0
for number in range(11):
    file = os.memfd_create(str(number))
    for _ in range(250):
        total += os.write(file, block)
    socket.send_fds(here, [b"."], [file])
    os.close(file)
time.sleep(1.5)
if total > 5 << 29:
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", TAKES)
    save(notebook, folder)
