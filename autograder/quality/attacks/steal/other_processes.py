"""Reads the files, roots and working folders of other processes through /proc.

must: the process table holds the submission's own processes only
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import glob
import os

for folder in glob.glob("/proc/[0-9]*"):
    try:
        print(folder, os.readlink(f"{folder}/cwd"), os.listdir(f"{folder}/root"), open(f"{folder}/status").read()[:60])
        for fd in os.listdir(f"{folder}/fd"):
            print(fd, os.readlink(f"{folder}/fd/{fd}"))
    except OSError as error:
        print(folder, error)
"""
    + WRONG_RLE
}
