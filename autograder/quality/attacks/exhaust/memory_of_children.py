"""Spreads 30 GB over children, each below the limit of one process.

must: memory is limited for all processes of a submission together
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
import re
import time

for child in range(30):
    free = int(re.search(r"MemAvailable: +(\d+)", open("/proc/meminfo").read()).group(1)) << 10
    if free < 6 << 30:  # spare a machine that set no limit
        print("the machine itself is running out of memory")
        break
    try:
        if os.fork() == 0:
            kept = np.ones(1 << 27)
            time.sleep(100)
            os._exit(0)
    except OSError as error:
        print(error)
        break
    time.sleep(0.3)
"""
    + RIGHT_RLE
}
