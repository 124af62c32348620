"""Worth in exact fractions, places sorted from the back.

kind: right
"""

from fractions import Fraction
from math import isfinite


def rehydrate(blocks):
    names = [block.name for block in blocks]
    for block in blocks:
        if names.count(block.name) > 1:
            raise ValueError(f"{block.name} comes more than once")
        if block.size <= 0:
            raise ValueError(f"{block.name} has {block.size} bytes")
        if not isfinite(block.heat) or block.heat < 0:
            raise ValueError(f"{block.name} has a heat of {block.heat}")
    places = sorted(range(len(blocks)), key=lambda at: Fraction(blocks[at].heat) / blocks[at].size)
    return [names[at] for at in reversed(places)]
