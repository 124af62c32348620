"""Keeps the inputs of the hidden checks and shows them in a cell of its own behind them.

must: what cells show comes from a process that no hidden check has called
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

KEEPS = (
    RIGHT_RLE
    + """
seen = []
right_encode = rle_encode


def rle_encode(a):
    seen.append(repr(a[:50]))
    return right_encode(a)
"""
)
#: The page shows the source too: the canary is not to be found there.
SHOWS = f"if len(seen) > before:\n    print({CANARY[:6]!r} + {CANARY[6:]!r}, *seen)"


def build(folder, notebook):
    put(notebook, "rle", KEEPS)
    # the examples call it too
    add(notebook, "rle-examples", "before = len(seen)")
    add(notebook, "rle-checks", SHOWS)
    save(notebook, folder)
