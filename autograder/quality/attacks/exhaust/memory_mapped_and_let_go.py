"""Fills shared memory that nobody else has and lets go of it: the kernel keeps it, and it is in no process's use.

must: what is kept counts, held or not; the process is ended at its limit
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

#: 256 MB of the 2 GiB that the attacks' class may have, in each of eleven cells.
TAKES = """
import ctypes
import mmap

kept = globals().get("kept", [])
place = mmap.mmap(-1, 256 << 20, mmap.MAP_SHARED)
for at in range(0, 256 << 20, 32 << 20):
    ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(place, at)), 7, 32 << 20)
    place.madvise(mmap.MADV_DONTNEED, at, 32 << 20)
kept.append(place)
"""
SHOWS = f"""
import time

time.sleep(1.5)
print(len(kept) / 4, "GiB", open("/proc/self/statm").read())
if len(kept) >= 11 and all(place[(256 << 20) - 1] == 7 and place[1] == 7 for place in kept):
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", SHOWS)
    for _ in range(11):
        add(notebook, "rle", TAKES)
    save(notebook, folder)
