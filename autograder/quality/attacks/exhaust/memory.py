"""Allocates 30 GB, step by step.

must: memory is limited, for this submission alone; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import re

kept = []
try:
    for step in range(120):
        free = int(re.search(r"MemAvailable: +(\d+)", open("/proc/meminfo").read()).group(1)) << 10
        if free < 4 << 30:  # spare a machine that set no limit
            raise MemoryError("the machine itself is running out of memory")
        kept.append(np.ones(1 << 25))
finally:
    kept.clear()
"""
    + WRONG_RLE
}
