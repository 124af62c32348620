"""Writes gigabytes into memory files, which stand in no process's own memory.

must: they count as memory, and it is ended
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = f"""
import os
import time

files = [os.memfd_create(str(number)) for number in range(14)]
block = bytes(1 << 20)
for file in files:
    for _ in range(250):
        os.write(file, block)
time.sleep(1.5)
print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", TAKES)
    save(notebook, folder)
