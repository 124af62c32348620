"""Installs a trace function that jumps over the lines which compare.

must: no comparison runs under the trace; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys
import threading


def jump(frame, event, argument):
    if frame.f_code.co_name in ("same_array", "fields", "same"):
        if event == "line":
            try:
                frame.f_lineno = max(line for _, _, line in frame.f_code.co_lines() if line)
            except ValueError:
                pass
        return jump
    return jump if "warehouse" in frame.f_code.co_filename else None


sys.settrace(jump)
threading.settrace(jump)
sys._getframe().f_trace = jump
"""
    + WRONG_RLE
}
