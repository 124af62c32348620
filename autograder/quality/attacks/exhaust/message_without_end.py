"""Announces a message of a gigabyte in every socket and sends it byte by byte.

must: the announcement costs no memory, and the wait ends at the cell's limit
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import struct
import time

for fd in range(3, 64):
    try:
        os.write(fd, struct.pack("!II", 100, 1) + struct.pack("!Q", (1 << 30) - 1))
    except OSError:
        continue
for _ in range(3000):
    for fd in range(3, 64):
        try:
            os.write(fd, b"x")
        except OSError:
            continue
    time.sleep(1)
"""
    + WRONG_RLE
}
