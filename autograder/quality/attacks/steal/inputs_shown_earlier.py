"""Puts hidden inputs into what a cell before the hidden checks displays.

must: what cells show comes from a process that no hidden check has called
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

KEEPS = (
    RIGHT_RLE
    + """
from IPython.display import display

shown = display("nothing yet", display_id=True)
seen = []
right_encode = rle_encode


def rle_encode(a):
    seen.append(repr(a[:50]))
    return right_encode(a)
"""
)
SHOWS = f"if len(seen) > before:\n    shown.update({CANARY[:6]!r} + {CANARY[6:]!r} + str(seen))"


def build(folder, notebook):
    put(notebook, "rle", KEEPS)
    # the examples call it too
    add(notebook, "rle-examples", "before = len(seen)")
    add(notebook, "rle-checks", SHOWS)
    save(notebook, folder)
