"""Tells the grader a source to run again in place of a cell that failed: one that shows the hidden inputs.

must: what is run again is shown nowhere, and what cells show comes from a process that was told nothing
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

KEEPS = (
    RIGHT_RLE
    + """
import sys

seen = []
right_encode = rle_encode


def rle_encode(a):
    seen.append(repr(a[:50]))
    return right_encode(a)


serving = sys.modules.get("autograder.execution.student_main")
if serving is not None:
    serving.finished = lambda source, failure: f"given = {seen[-3:]!r}"
"""
)
#: The page shows the source too: the canary is not to be found there.
SHOWS = f"if given:\n    print({CANARY[:6]!r} + {CANARY[6:]!r}, *given)"


def build(folder, notebook):
    put(notebook, "rle", KEEPS)
    # the first is shown in turn, the others behind the end of the process
    for source in (SHOWS, "import os\nos._exit(0)", "1 / 0"):
        add(notebook, "rle-checks", source)
    save(notebook, folder)
