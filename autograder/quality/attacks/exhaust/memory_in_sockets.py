"""Fills sockets that nobody reads, in as many processes as it may have: their buffers are no process's memory.

must: buffers stay as small as they are, sockets count as full, and it is ended
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = """
import os
import socket
import time


def fill():
    held, total, block = [], 0, bytes(1 << 16)
    try:
        while total < 500 << 20:
            pair = socket.socketpair()
            held.append(pair)
            for one in pair:
                one.setblocking(False)
                try:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
                except OSError:
                    pass
                try:
                    while True:
                        total += one.send(block)
                except BlockingIOError:
                    pass
    except OSError:  # no more open files
        held.pop()
    return held, total


for number in range(6):
    if os.fork() == 0:
        try:
            held, total = fill()
            open(f"/tmp/{number}", "w").write(str(total))
            time.sleep(60)
        finally:
            os._exit(0)
"""
LOOKS = f"""
until = time.monotonic() + 3
there = []
while len(there) < 6 and time.monotonic() < until:
    time.sleep(0.05)
    there = [name for name in map(str, range(6)) if os.path.exists(f"/tmp/{{name}}")]
if sum(int(open(f"/tmp/{{name}}").read() or 0) for name in there) > 5 << 29:
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for source in (LOOKS, LOOKS, TAKES):  # each has a time of its own
        add(notebook, "rle", source)
    save(notebook, folder)
