"""Files with bounds, the keys of a join's other side, and the files that may hold a row of the
result, each looked at beside each key."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from solutions.data_lake.checks.conditions import pick
from warehouse.checks import in_notebook, same, unwatched
from warehouse.checks.driving import shown_as
from warehouse.data_lake.records import DataFile

MATCHED, ALL_ROWS = ("inner", "semi", "right"), ("left", "full", "anti")
COLUMN = "product"
#: Files, and keys, of the case that no loop over both does in time; so many files lie above all keys.
FILES, KEYS, ABOVE = 5_000, 20_000, 4_000
#: From file to file, and from key to key, around: by a number without a divisor in common with
#: theirs each comes once, up and down.
STEP = 7_919


def left(files: list[DataFile], column: str, keys: list, join: str) -> list[str]:
    """Paths, by the definition: key by key."""
    found = []
    for file in files:
        low, high = file.bounds.get(column, (None, None))
        meets = [key for key in keys if key is not None and (low is None or low <= key <= high)]
        if file.rows and (join in ALL_ROWS or meets):
            found.append(file.path)
    return found


#: By kind of value, what stands in the place of a small whole number. 2^53 and its neighbours are
#: one as floats, and what is beyond 2^63 is none of numpy's whole numbers.
VALUES = {
    "small": lambda it: it - 4,
    "at 2^53": lambda it: 2**53 - 4 + it,
    "beyond 2^63": lambda it: 2**63 - 4 + it,
    "texts": lambda it: ("", "10", "9", "A", "a", "aa", "b", "z", "zz", "é", "ée", "数据")[it],
    "dates": lambda it: date(1998, 12, 27) + timedelta(it),
    "fractions": lambda it: {0: -math.inf, 11: math.inf}.get(it, it / 4 - 1.0),
}


def drawn(rng: np.random.Generator, kind: str) -> list[tuple[tuple, list[str]]]:
    """``((files, column, keys, join), those that stay)``. ``kind``: which of the task's sentences
    the cases are about. But for kind "keys" one look at a file's bounds and one key tells, so that
    of a slip with keys one check tells."""
    made = {"keys": among_keys, "unknown": unknown, "joins": unmatched, "rows": rows}
    cases = nulls() if kind == "nulls" else [made[kind](rng, at) for at in range(50)]
    cases.sort(key=lambda case: len(case[0]) + len(case[2]))  # what a message shows is small
    cases += again() + texts() if kind == "keys" else []
    return [(case, left(*case)) for case in cases]


def _files(rng: np.random.Generator, count: int, bounds: Callable[[], dict]) -> list[DataFile]:
    return [
        DataFile(f"part-{int(rng.integers(0, 900))}-{at}", int(rng.integers(1, 500)), bounds())
        for at in range(count)
    ]


def among_keys(rng: np.random.Generator, number: int) -> tuple:
    value = VALUES[tuple(VALUES)[number % len(VALUES)]]

    def bounds() -> dict:
        low = int(rng.integers(0, 12))
        high = min(11, low + int(pick(rng, (0, 0, 1, 2, 5))))
        return {"shop": (99, 99), COLUMN: (value(low), value(high)), "day": (-9, 9)}

    files = _files(rng, number % 7 if number > 14 else 1 + number % 2, bounds)
    keys = [value(int(rng.integers(0, 12))) for _ in range(int(rng.integers(1, 6)))]
    return files, COLUMN, keys, MATCHED[number // 6 % 3]


def _apart(rng: np.random.Generator) -> dict:
    low = 10 * int(rng.integers(0, 3))
    return {"shop": (-3, 3), COLUMN: (low + 1, low + 8), "day": (-3, 3)}


def unknown(rng: np.random.Generator, number: int) -> tuple:
    """Some files have no bounds of the column, some none at all; every third has no keys."""

    def bounds() -> dict:
        its = _apart(rng)
        if rng.random() < 0.5:
            del its[COLUMN]
        return its if rng.random() < 0.8 else {}

    keys = [10 * int(rng.integers(0, 3)) + 4] * (number % 3)
    return sorted(_files(rng, 1 + number // 14, bounds)), COLUMN, keys, MATCHED[number // 3 % 3]


def unmatched(rng: np.random.Generator, number: int) -> tuple:
    def bounds() -> dict:
        its = _apart(rng)
        if rng.random() < 0.3:
            its[COLUMN] = (4, 4)
        return its if rng.random() < 0.8 else {}

    files = sorted(_files(rng, 1 + number // 8, bounds))
    if number % 5 == 0:
        # a single row, whose value may be a null or none of its bounds
        files.append(DataFile("one row", 1, {COLUMN: (4, 4)}))
    return files, COLUMN, [[4], [14, 14], [], [4, None]][number % 4], ALL_ROWS[number // 3 % 3]


def rows(rng: np.random.Generator, number: int) -> tuple:
    """Each file may hold the key, and some of them have no rows."""
    files = sorted(_files(rng, 1 + number // 8, lambda: {COLUMN: (-50, 50)}))
    empty = {"rows": 0, "bounds": {}}  # of some that are empty nothing is known
    for at, file in enumerate(files):
        if rng.random() < 0.4:
            files[at] = file._replace(**empty) if rng.random() < 0.4 else file._replace(rows=0)
    return files, COLUMN, [4], (MATCHED + ALL_ROWS)[number % 6]


def nulls() -> list[tuple]:
    """Nulls alone, beside what is falsy, first and last, and what a null might be taken for."""
    files = [DataFile(f"part-{at}", 5, {COLUMN: (at - 1, at - 1)}) for at in range(4)]
    lists: list[list] = [[None], [None, None], [None, 0], [0, None], [2, None], [None, -1]]
    cases = [(files, COLUMN, keys, "inner") for keys in lists]
    texts = [DataFile("a", 5, {COLUMN: ("", "")}), DataFile("b", 5, {COLUMN: ("None", "None")})]
    cases += [(texts, COLUMN, keys, "inner") for keys in ([None], ["", None], [None, "None"])]
    open_ends = [DataFile("a", 5, {}), DataFile("b", 5, {})]
    asked = [(keys, join) for keys in ([None], [None, 0], [0]) for join in MATCHED]
    return cases + [(open_ends, COLUMN, keys, join) for keys, join in asked]


def again() -> list[tuple]:
    """The same files with other columns, keys and joins, one after the other."""
    files = [
        DataFile("b", 5, {COLUMN: (1, 3), "shop": (7, 7)}),
        DataFile("a", 5, {COLUMN: (5, 5), "shop": (8, 8)}),
    ]
    return [
        (files, column, keys, join)
        for column in (COLUMN, "shop", COLUMN)
        for keys in ([4], [5, 2], [7])
        for join in ("inner", "semi")
    ]


def texts() -> list[tuple]:
    """Each of some texts as the key of a file that holds another alone; and the two zeros, which are
    equal."""
    some = ("a", "A", "", " ", "a ", "é", "e", "10", "9", "None", "B", "a\0", "\U0010ffff")
    files = [DataFile(f"of {it!r}", 5, {COLUMN: (it, it)}) for it in some]
    zeros = [DataFile(f"{low}", 5, {COLUMN: (low, low)}) for low in (0.0, -0.0, 0.5)]
    cases = [(zeros, COLUMN, [key], "inner") for key in (-0.0, 0.0)]
    ends = [(-math.inf, 0.0), (1.0, math.inf), (math.inf, math.inf), (-1e308, 1e308)]
    large = [DataFile(f"{low} to {high}", 5, {COLUMN: (low, high)}) for low, high in ends]
    cases += [(large, COLUMN, [key], "inner") for key in (-math.inf, math.inf, 0.5)]
    cases.append((files, COLUMN, ["a", "B"], "inner"))  # the small letter comes last
    return cases + [(files, COLUMN, [key], "inner") for key in some]


def of_many(prune_by_join: Callable, files: int, keys: int, above: int) -> list[str]:
    """Files above all keys, of which a look at key after key tells at the last, and files with a
    key each; both in no order. Slips with bounds are not seen here.

    # driver: runs in the student's process
    """
    first = 10 * (keys - (files - above))
    made = [
        DataFile(f"part-{at}", 9, {COLUMN: (first + 10 * at + 1, first + 10 * at + 8)})
        for at in (STEP * place % files for place in range(files))
    ]
    known = [10 * (STEP * place % keys) + 4 for place in range(keys)]
    return prune_by_join(made, COLUMN, known, "inner")


def expect_many(prune_by_join: Callable) -> None:
    """They are made where they are needed: so many would cost more to send than to search."""

    @shown_as("prune_by_join")
    def asked(about: str) -> object:
        return in_notebook(of_many, prune_by_join, FILES, KEYS, ABOVE, keeps=True)

    got = unwatched(asked, f"{FILES:,} files, {ABOVE:,} of them above all of {KEYS:,} keys")
    order = (STEP * place % FILES for place in range(FILES))
    same(got, [f"part-{at}" for at in order if at < FILES - ABOVE])


def refused() -> list[tuple[tuple, str]]:
    """(arguments, what the message names)."""
    files = [DataFile("a", 5, {COLUMN: (1, 3)})]
    return [
        ((given, COLUMN, keys, join), join)
        for join in ("INNER", "outer", "cross", "left outer", "inn", "semi right", "i", "")
        for given, keys in ((files, [2]), ([], [2]), (files, []), ([], []))
    ]
