"""Closes every descriptor, its sockets to the grader included, and puts others in their place.

must: the loss is noticed; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import socket

os.closerange(3, 256)
for _ in range(20):
    socket.socketpair()
"""
    + WRONG_RLE
}
