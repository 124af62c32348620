"""Reads whatever lies behind the descriptors that it inherited.

must: none leads to a file of the grader's
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import stat

for fd in range(3, 256):
    try:
        kind = os.fstat(fd).st_mode
        print(fd, stat.filemode(kind), os.readlink(f"/proc/self/fd/{fd}"))
        if stat.S_ISREG(kind):
            print("could read", len(os.pread(fd, 1 << 20, 0)), b"canary-" in os.pread(fd, 1 << 20, 0))
        elif stat.S_ISDIR(kind):
            print(os.listdir(fd))
    except OSError:
        continue
"""
    + WRONG_RLE
}
