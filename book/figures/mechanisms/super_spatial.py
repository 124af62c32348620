"""What the chapter super_spatial draws."""

from __future__ import annotations

import json

from drawings import box, picture, stroke, words

DOCUMENTS = ({"id": 1, "amount": 7, "tags": []}, {"id": 2, "amount": "9"})
KINDS = {"id": int, "amount": int}


def shred(name: str) -> str:
    """Two documents above, their columns and rests below."""
    shapes, rests, values = [], [], {path: [] for path in KINDS}
    for document in DOCUMENTS:
        rest = dict(document)
        for path, kind in KINDS.items():
            fits = type(rest.get(path)) is kind
            values[path].append(str(rest.pop(path)) if fits else "null")
        rests.append(json.dumps(rest))
    for number, document in enumerate(DOCUMENTS):
        shapes.append(box(8, 8 + 30 * number, 344, 24, json.dumps(document), size=11))
    shapes.append(stroke("M180,68 V92", "arrow"))
    lefts = {"id": (8, 52), "amount": (72, 76), "rest": (160, 192)}
    for head, its in (*values.items(), ("rest", rests)):
        x, wide = lefts[head]
        kind = "" if head == "rest" else "lit"
        shapes.append(words(x + wide / 2, 106, head, "bold", at="middle"))
        for number, value in enumerate(its):
            shapes.append(box(x, 112 + 30 * number, wide, 24, value, kind, 11))
    told = (
        f"Two documents with the attributes id, amount and tags become two columns and a rest. The ids are"
        f" {' and '.join(values['id'])}, the amounts {' and '.join(values['amount'])}, because the second amount is a text."
        f" The rests are {' and '.join(rests)}."
    )
    return picture(name, 174, "Documents, columns and a rest", told, shapes)


def walk(bits: int) -> list[tuple[int, int]]:
    """The cells of the Hilbert curve in their order."""
    if bits == 0:
        return [(0, 0)]
    before, side = walk(bits - 1), 2 ** (bits - 1)
    return [
        *((y, x) for x, y in before),
        *((x, y + side) for x, y in before),
        *((x + side, y + side) for x, y in before),
        *((2 * side - 1 - y, side - 1 - x) for x, y in before),
    ]


def curve(name: str) -> str:
    """The curve of one bit, two and three."""
    shapes, wide = [], 108.0
    for number, bits in enumerate((1, 2, 3)):
        left, step = 8 + number * (wide + 10), wide / 2**bits
        spots = [(left + (x + 0.5) * step, 8 + wide - (y + 0.5) * step) for x, y in walk(bits)]
        shapes.append(box(left, 8, wide, wide))
        shapes.append(stroke("M" + " L".join(f"{x:g},{y:g}" for x, y in spots)))
        shapes.append(words(left + wide / 2, wide + 26, f"{4**bits} cells", at="middle"))
    told = (
        "Three squares of the same size, cut into 4, 16 and 64 cells. In each a line visits every cell once, from the"
        " lower left to the lower right, each step to a neighbour; each is four of the one before it, the first and"
        " the last of them turned."
    )
    return picture(name, wide + 34, "The Hilbert curve of one bit, two and three", told, shapes)


DRAWINGS = {"shred": shred, "curve": curve}
