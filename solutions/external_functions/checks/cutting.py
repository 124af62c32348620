"""Exercise 1: rows, limits, and the batches that they must be cut into."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from warehouse.checks import calls as called
from warehouse.checks import in_notebook, run_each, same, unwatched
from warehouse.external_functions.messages import request

ID = "0" * 36
#: Texts of one byte for each letter; texts whose letters take two, six or twelve, and some that look as if they did.
TEXTS = ("", "Oslo", "a b", "x,y", "[]", "{'a': 1}", "0" * 30, "null")
LETTERS = ('say "so"', "back\\slash", "tab\t", "two\nlines", "\x00", "\x7f", "Zürich", "Київ", "東京", "🧾",
           "e\u0301", "\u2028", "</a>", "it's", "\\u00e4")  # fmt: skip
NUMBERS = (
    0,
    1,
    -1,
    9,
    10,
    2**53 + 1,
    -(2**63),
    10**25,
    0.0,
    -0.0,
    0.1,
    1e300,
    -2.5e-7,
    True,
    False,
    None,
)


class Case(NamedTuple):
    rows: list[tuple]
    most_rows: int
    most_bytes: int


def sent(rows: list[tuple]) -> int:
    """Bytes of a payload with these rows."""
    return len(request(ID, rows).encode())


def due(case: Case) -> list[list[tuple]]:
    """The batches; how many rows fit one is looked for among whole payloads, by bisection."""
    cut: list[list[tuple]] = []
    rest = case.rows
    while rest:
        low, high = 1, min(case.most_rows, len(rest))
        while low < high:
            middle = (low + high + 1) // 2
            if sent(rest[:middle]) <= case.most_bytes:
                low = middle
            else:
                high = middle - 1
        cut.append(rest[:low])
        rest = rest[low:]
    return cut


def expect(batches: Callable, cases: list[Case]) -> None:
    for (rows, most_rows, most_bytes), got in run_each(batches, [tuple(case) for case in cases]):
        right = due(Case(rows, most_rows, most_bytes))
        if len(rows) > 40:  # sizes say more than hundreds of rows
            called.calls.text = f"batches({len(rows)} rows, {most_rows}, {most_bytes})"
            if type(got) is list and all(type(one) is list for one in got):
                same([len(one) for one in got], [len(one) for one in right], "rows of each batch")
        same(got, right, "the batches")


def plain(count: int) -> list[tuple]:
    """So many rows that take the same bytes."""
    return [(f"{number:06}", 7) for number in range(count)]


def by_rows() -> list[Case]:
    """Bytes do not matter."""
    cases = [
        Case(plain(count), most, 10**6)
        for count in (1, 2, 3, 7, 12)
        for most in (1, 2, 3, 4, 6, 100)
    ]
    cases += [Case([], most, size) for most in (1, 9) for size in (0, 89, 5_000)]
    twice = [("b",), ("a",), ("b",), ("b",), ("a",)]
    cases += [Case(twice, 2, 10**6), Case([()] * 5, 2, 10**6)]
    return cases


def at_borders(rng: np.random.Generator, count: int) -> list[Case]:
    """Few rows of all types, one letter a byte; as many bytes as the first of them need, one less and one more; ``count``
    more with limits of both kinds."""
    cases = []
    for first in (1, 2, 3, 5, 8):
        rows = [("x" * int(rng.integers(0, 15)), 7) for _ in range(9)]
        cases += around(rows, first)
        cases += [Case(plain(9), 1_000, sent(plain(first)) + more) for more in (0, 1, 7)]
    for value in NUMBERS:
        for rows in ([(value, "x")] * 6, [(value,)] * 6):
            cases += [Case(rows, 100, sent(rows[:2])), Case(rows, 100, sent(rows[:3]) - 1)]
    cases += [case for first in (1, 2, 4) for case in around([()] * 6, first)]
    # a small row behind a large one does not go before it
    rows = [("a",), ("b" * 40,), ("c",), ("d",), ("e" * 40,), ("f",)]
    cases += [Case(rows, 9, sent([("a",), ("c",), ("d",)]) + more) for more in (25, 34, 35, 36, 60)]
    # of dozens of rows each fits just alone, also those behind the ninth
    cases += [
        Case(plain(count), 50, sent(plain(1)) + more) for count in (12, 40) for more in (0, 1)
    ]
    for _ in range(count):
        cases.append(drawn(rng, 9, TEXTS, NUMBERS))
    return cases


def around(rows: list[tuple], first: int) -> list[Case]:
    """The bytes of the first so many rows, one less and one more, as far as every row fits alone."""
    least = max(sent([one]) for one in rows)
    sizes = {max(least, sent(rows[:first]) + more) for more in (-1, 0, 1)}
    return [Case(rows, 1_000, size) for size in sorted(sizes)]


def drawn(
    rng: np.random.Generator, most: int, texts: tuple[str, ...], numbers: tuple = NUMBERS[:-1]
) -> Case:
    """Up to ``most`` rows of up to three arguments; either limit may be the one that ends a batch."""
    width = int(rng.integers(0, 4))
    rows = [row(rng, width, texts, numbers) for _ in range(int(rng.integers(1, most + 1)))]
    least = max(sent([one]) for one in rows)
    size = least + int(rng.integers(0, 100))
    if rng.random() < 0.5:
        size = max(least, sent(rows[: int(rng.integers(1, len(rows) + 1))]) - int(rng.integers(2)))
    return Case(rows, int(rng.integers(1, most + 3)), size)


def row(rng: np.random.Generator, width: int, texts: tuple[str, ...], numbers: tuple) -> tuple:
    kinds = [texts if rng.random() < 0.6 else numbers for _ in range(width)]
    return tuple(among[int(rng.integers(len(among)))] for among in kinds)


def letters(rng: np.random.Generator, count: int) -> list[Case]:
    """Texts of one kind of letter each, at the border; then of all kinds."""
    cases = []
    for text in ("ä", "東", "🧾", '"', "\\", "\n", "\x00", "\x7f", "é", "/", "'"):
        rows = [(text * int(rng.integers(1, 12)), number) for number in range(8)]
        cases += around(rows, 1) + around(rows, 3) + [Case(rows, 100, sent(rows) - 1)]
    return cases + [drawn(rng, 9, LETTERS) for _ in range(count)]


def hundreds(rng: np.random.Generator, count: int) -> list[Case]:
    """Batches whose number of rows has two digits, three and four, at the border; then any of up to 80 rows."""
    cases = []
    for first in (9, 10, 99, 100):
        cases += around(plain(first + 3), first)
    thousand = plain(1_002)
    cases += [Case(thousand, 2_000, sent(thousand[:1_000]) + more) for more in (-1, 0)]
    few = plain(120)
    cases += [Case(few, 100, sent(few[:99]) + more) for more in (15, 10, 11, 12, 13)]
    return cases + [drawn(rng, 80, TEXTS) for _ in range(count)]


def too_large(rng: np.random.Generator) -> list[tuple[list[tuple], int, int, int]]:
    """With the number of the first row that does not fit."""
    cases = []
    for number, count in ((0, 1), (0, 6), (3, 4), (5, 9), (12, 30)):
        rows = [("x",)] * count
        rows[number] = ("y" * 50,)
        size = sent([rows[number]]) - 1
        cases += [(rows, most, size, number) for most in (1, 2, 3, 50)]
    rows = [("a",), ("b",), ("u" * 9,), ("c",), ("z" * 80,)]
    cases.append((rows, 9, sent([("u" * 9,)]) - 1, 2))
    cases += [([("x",)], 5, size, 0) for size in (0, -1, 50, 89, sent([("x",)]) - 1)]
    # rows before it that Python takes for equal
    for small, large in ((1, True), (0, False), (10.0**16, 10**16)):
        rows = [("a",), (small,), (large,)]
        cases.append((rows, 9, max(sent([(small,)]), sent([("a",)])), 2))
    return cases


def sizes_of_many(batches: Callable, first: int) -> list[int]:
    """Rows of each batch of ten thousand.

    # driver: runs in the student's process
    """
    rows = [(first + number, "Oslo") for number in range(10_000)]
    return [len(batch) for batch in batches(rows, 10_000, 10**7)]


def expect_many(batches: Callable, rng: np.random.Generator) -> None:
    first = int(rng.integers(10**6))

    def cut(about: str) -> list[int]:
        return in_notebook(sizes_of_many, batches, first, keeps=True)

    cut.__name__ = "batches"
    same(unwatched(cut, "10,000 rows, 10000, 10000000"), [10_000], "rows of each batch")
