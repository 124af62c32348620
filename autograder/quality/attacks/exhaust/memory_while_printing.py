"""Takes more memory than it may while a thread prints a dot twenty times a second.

must: however much it has to say, its memory is looked at, and it is ended
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = f"""
import sys
import threading
import time

stop = threading.Event()


def chatter():
    while not stop.wait(0.05):
        sys.stdout.write(".")
        sys.stdout.flush()


threading.Thread(target=chatter, daemon=True).start()
held = []
for _ in range(14):
    held.append(np.ones(1 << 25, np.int64))  # a quarter of a gigabyte each
time.sleep(1.5)
stop.set()
print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", TAKES)
    save(notebook, folder)
