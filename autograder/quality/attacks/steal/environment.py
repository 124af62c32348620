"""Prints the environment of this process and of every process that it can read.

must: no COURSE_SEED, no path of the grader's, nothing of other processes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import glob
import os

print(sorted(os.environ), os.environ.get("COURSE_SEED"))
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    try:
        text = open(path, "rb").read()
        print("could read", path, [part for part in text.split(b"\0") if b"SEED" in part or b"canary-" in part])
    except OSError as error:
        print(path, error)
"""
    + WRONG_RLE
}
