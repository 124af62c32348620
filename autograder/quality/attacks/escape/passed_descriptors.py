"""Sends open descriptors over the grader's sockets, and takes those that lie in them.

must: the grader takes none, and none of its own comes through
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import array
import os
import socket

for fd in range(3, 64):
    try:
        sock = socket.socket(fileno=os.dup(fd))
    except OSError:
        continue
    try:
        sock.setblocking(False)
        folder = os.open("/", os.O_RDONLY)
        sock.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [folder] * 4))])
        print(fd, socket.recv_fds(sock, 100, 8))
    except OSError as error:
        print(fd, error)
"""
    + WRONG_RLE
}
