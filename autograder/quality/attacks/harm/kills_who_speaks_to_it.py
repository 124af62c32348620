"""Asks its sockets which process is at the other end, as a number and as a descriptor, and kills that one.

must: the grader cannot be named from inside of the sandbox, nor sent a signal
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import contextlib
import os
import signal
import socket
import struct

SO_PEERPIDFD = 77


def ends():
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            yield socket.socket(fileno=os.dup(number))


for end in ends() if os.getuid() != 0 else ():
    with end:
        with contextlib.suppress(OSError):
            process = struct.unpack("3i", end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            if process != os.getpid():
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            process = end.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD)
            signal.pidfd_send_signal(process, signal.SIGKILL)
        with contextlib.suppress(OSError):  # who gets a signal when something can be read
            import fcntl

            fcntl.fcntl(end, fcntl.F_SETOWN, -os.getpgid(0) or -1)
            fcntl.fcntl(end, 10, signal.SIGKILL)
            fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | fcntl.FASYNC)
"""
    + WRONG_RLE
}
