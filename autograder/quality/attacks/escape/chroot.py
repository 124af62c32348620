"""Leaves a changed root by the old ways: a second chroot, an open folder, and dots.

must: above the root there is nothing
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os

for step in (
    lambda: os.mkdir("/tmp/inner"),
    lambda: os.chroot("/tmp/inner"),
    lambda: os.chdir("../" * 40),
    lambda: os.chroot("."),
):
    try:
        step()
    except OSError as error:
        print(error)
for fd in range(3, 64):
    try:
        os.fchdir(fd)
        os.chdir("../" * 20)
    except OSError:
        continue
print(sorted(os.listdir("/")), sorted(os.listdir("../" * 20)))
os.chdir("/tmp")
"""
    + RIGHT_RLE
}
