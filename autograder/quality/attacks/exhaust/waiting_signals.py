"""Leaves a hundred thousand signals waiting and makes queues of messages: both are counted by user.

must: only a few signals wait, and no queue is made
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE

CELLS = {
    "rle": rf"""
import ctypes
import os
import signal

system = ctypes.CDLL(None, use_errno=True)
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGRTMIN + 1}})
waiting = 0
while waiting < 100_000 and system.sigqueue(os.getpid(), signal.SIGRTMIN + 1, None) == 0:
    waiting += 1
queue = system.mq_open(b"/q", os.O_CREAT | os.O_RDWR, 0o600, None)
print(waiting, "signals wait; queue", queue, ctypes.get_errno())
if waiting > 2000 or queue >= 0:
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""
    + RIGHT_RLE
}
