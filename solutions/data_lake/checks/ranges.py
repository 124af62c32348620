"""Chunks that lie anywhere in a file, and what is to be fetched of them: by marking bytes."""

from __future__ import annotations

import numpy as np

from solutions.data_lake.checks.conditions import pick
from warehouse.data_lake.records import Chunk, Footer, RowGroup

NAMES = ("a", "b", "unit price", "é")


def by_marks(chunks: list[Chunk], gap: int, moved: int) -> list[tuple[int, int]]:
    """A mark for each byte that is needed, then one for each of a hole that is small enough; runs
    of marks are ranges. ``moved``: how far all lies from where it is marked."""
    marks = bytearray(max((it.data_page + it.size - moved for it in chunks), default=0))
    for chunk in chunks:
        begin = (chunk.dictionary_page if chunk.dictionary_page else chunk.data_page) - moved
        for byte in range(begin, begin + chunk.size):
            marks[byte] = 1
    needed = [byte for byte, mark in enumerate(marks) if mark]
    for one, next_one in zip(needed, needed[1:]):
        if 0 < next_one - one - 1 <= gap:
            marks[one + 1 : next_one] = b"\1" * (next_one - one - 1)
    ranges, begin = [], None
    for byte, mark in enumerate([*marks, 0]):
        if mark and begin is None:
            begin = byte
        elif not mark and begin is not None:
            ranges.append((begin + moved, byte - begin))
            begin = None
    return ranges


def drawn(rng: np.random.Generator, kind: str) -> list[tuple[tuple, list[tuple[int, int]]]]:
    """``((footer, row_groups, columns, gap), ranges)``, small files first."""
    cases = []
    for number in range(48):
        names, count = NAMES[: 1 + number // 12], 1 + number // 16
        places = [(group, name) for group in range(count) for name in names]
        gap = int(rng.integers(0, 9)) if kind in ("holes", "twice", "any order") else 0
        moved = pick(rng, (0, 2**53 + 1)) if kind == "holes" else 0
        if kind == "any order":
            places = [places[int(at)] for at in rng.permutation(len(places))]
        at, found = 4 + moved, {}
        for place in places:
            if kind == "holes":
                at += pick(rng, (0, 1, gap, gap, gap + 1, max(0, gap - 1), 2 * gap + 1))
            else:
                at += 20 + int(rng.integers(0, 9))
            size, dictionary = int(rng.integers(2, 40)), None
            data = at
            if kind == "zero":
                dictionary = pick(rng, (0, None))
            elif kind == "apart" and rng.random() < 0.5:
                dictionary, data = at, at + int(rng.integers(1, size))
            found[place] = Chunk(data, dictionary, size)
            at += size
        groups = [
            RowGroup(9, {name: found[group, name] for name in names}) for group in range(count)
        ]
        asked = [it for it in range(count) if rng.random() < 0.7] or [0]
        columns = [name for name in names if rng.random() < 0.7] or [names[0]]
        if kind == "any order":
            asked = [asked[int(it)] for it in rng.permutation(len(asked))]
            columns = [columns[int(it)] for it in rng.permutation(len(columns))]
        if kind == "twice":
            asked, columns = pick(
                rng,
                (
                    (asked * 2, columns),
                    (asked, columns * 2),
                    ([], [*columns, "nowhere"]),
                    (asked, []),
                ),
            )
        wanted = [found[group, name] for group in asked for name in columns]
        ranges = by_marks(wanted, gap, moved)
        cases.append(((Footer(list(names), groups), asked, columns, gap), ranges))
    more = {"holes": lambda: small() + large(), "apart": first_pages}
    return cases + more.get(kind, list)()


def small() -> list[tuple[tuple, list[tuple[int, int]]]]:
    """Three chunks that are shorter than the holes between them, each hole of about the gap."""
    cases = []
    for gap in (1, 20, 60):
        for sizes in ((1, 1, 1), (1, 30, 2), (30, 1, 1)):
            for holes in ((gap, gap + 1), (gap + 1, gap), (gap, gap), (gap + 1, gap + 1)):
                at, chunks = 4, []
                for size, hole in zip(sizes, (*holes, 0)):
                    chunks.append(Chunk(at, None, size))
                    at += size + hole
                footer = Footer(list("abc"), [RowGroup(9, dict(zip("abc", chunks)))])
                arguments = footer, [0], list("abc"), gap
                cases.append((arguments, by_marks(chunks, gap, 0)))
    return cases


def large() -> list[tuple[tuple, list[tuple[int, int]]]]:
    """Chunks of a terabyte, and a gap of as much."""
    size, cases = 2**40, []
    for hole, gap in ((7, 7), (7, 6), (size, size), (size + 1, size), (0, 0)):
        chunks = {"a": Chunk(4, None, size), "b": Chunk(4 + size + hole, None, size)}
        one, two = [(4, 2 * size + hole)], [(4, size), (4 + size + hole, size)]
        footer = Footer(["a", "b"], [RowGroup(9, chunks)])
        cases.append(((footer, [0], ["b", "a"], gap), one if hole <= gap else two))
    return cases


def first_pages() -> list[tuple[tuple, list[tuple[int, int]]]]:
    """A file's first page, which is a dictionary or is not, and pages of one byte."""
    cases = []
    for chunk in (Chunk(9, 4, 20), Chunk(5, 4, 2), Chunk(4, None, 1), Chunk(6, 5, 3)):
        begin = chunk.dictionary_page or chunk.data_page
        footer = Footer(["a"], [RowGroup(9, {"a": chunk})])
        cases.append(((footer, [0], ["a"], 0), [(begin, chunk.size)]))
    return cases


def refused() -> list[tuple[type[Exception], tuple, str]]:
    """(error, arguments, what the message names)."""
    group = RowGroup(9, {"a": Chunk(4, None, 20), "b": Chunk(24, None, 20)})
    footer = Footer(["a", "b"], [group, group])
    return [
        (KeyError, (footer, [0], ["price"], 0), "price"),
        (KeyError, (footer, [0, 1], ["a", "A"], 7), "A"),
        (IndexError, (footer, [2], ["a"], 0), "2"),
        (IndexError, (footer, [-1], ["a"], 0), "-1"),
        (IndexError, (footer, [0, 1, 7], ["a", "b"], 3), "7"),
        (IndexError, (footer, [-2], [], 0), "-2"),
        (IndexError, (footer, [0, 5], [], 0), "5"),
        (IndexError, (Footer([], []), [3], ["a"], 0), "3"),
        (ValueError, (footer, [0], ["a"], -1), "-1"),
        (ValueError, (footer, [], [], -8), "-8"),
        (ValueError, (Footer([], []), [], [], -5), "-5"),
    ]
