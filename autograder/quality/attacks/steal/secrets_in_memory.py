"""Searches its own memory, and that of every process that it can open, for the text of hidden tests and secrets.

must: the tests were never in this memory, and no other memory can be opened
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import glob
import re

for folder in glob.glob("/proc/[0-9]*"):
    try:
        maps, memory = open(f"{folder}/maps").read(), open(f"{folder}/mem", "rb", 0)
    except OSError:
        continue
    for line in maps.splitlines()[:2000]:
        if " rw" not in line:
            continue
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        try:
            memory.seek(start)
            text = memory.read(min(end - start, 64 << 20))
        except (OSError, ValueError, OverflowError):
            continue
        for found in re.findall(rb"canary-[0-9a-f]{6,}|def expect_r[^\0]{0,300}|COURSE_SEED=[^\0]{1,80}", text)[:20]:
            print(folder, found)
"""
    + WRONG_RLE
}
