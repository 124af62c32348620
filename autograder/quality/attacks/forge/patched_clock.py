"""A slow answer stops all clocks, so that every speed looks the same.

must: the speed check measures with a clock of its own; its 2 points are lost
earns: 8
exercises: rle
"""

from autograder.quality.attack_corpus import SLOW_RLE

CELLS = {
    "rle": r"""
import time

time.perf_counter = time.monotonic = time.time = lambda: 0.0
time.perf_counter_ns = time.monotonic_ns = lambda: 0
"""
    + SLOW_RLE
}
