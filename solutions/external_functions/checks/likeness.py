"""Exercise 4: rows, and which of them are alike."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np

from warehouse.checks import Wrong, in_notebook, run_each, same, unwatched
from warehouse.checks import calls as called

NAN, OTHER_NAN = float("nan"), struct.unpack("<d", struct.pack("<Q", 0xFFF8000000000001))[0]
#: Values of which Python takes some for equal, and that are sent as different texts, each.
NEARLY = (0, False, 0.0, "0", "", None, "None", "null", "false", "False", "[]")
ONES = (1, True, 1.0, "1", "1.0", "true", "True", " 1", 10, "10")
LARGE = (
    2**53,
    2**53 + 1,
    2**53 + 2,
    2**53 + 3,
    float(2**53),
    2**60,
    2**60 + 1,
    float(2**60),
    -(2**63),
    -(2**63) - 1,
    10**25,
    "9007199254740993",
)
TEXTS = ("é", "e\u0301", "E\u0301", "ss", "ß", "a", "A", "a ", 'a"', "a'", "\\u00e9", "a\n", "東京",
         "\ud800", "\udc00", "\\ud800")  # fmt: skip
MINUS = (-1, -2, -1.0, -2.0, "-1")  # -1 and -2 have one hash
FLOATS = (
    0.0,
    -0.0,
    NAN,
    OTHER_NAN,
    float("inf"),
    -float("inf"),
    0.1,
    0.1 + 2**-56,
    1e-320,
    5e-324,
    None,
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "inf",
)


#: Values that are equal in Python, of each family; NaN in the last one, which is not.
FAMILIES = (
    (0, False, 0.0, -0.0),
    (1, True, 1.0),
    (-1, -1.0),
    (2**53, float(2**53)),
    (NAN, OTHER_NAN),
)


def key(row: tuple) -> tuple:
    """Of each value its type and its bits; of every NaN the same."""
    found = []
    for value in row:
        if type(value) is float:
            bits = "nan" if value != value else struct.pack("<d", value)
            found.append(("float", bits))
        else:
            found.append((type(value).__name__, str(value)))
    return tuple(found)


def due(rows: list[tuple], volatility: str) -> tuple[list[tuple], list[int]]:
    """What to send and which answers are whose, by looking at all that came before."""
    if volatility == "VOLATILE":
        return rows, list(range(len(rows)))
    keys = [key(row) for row in rows]
    firsts = [place for place, one in enumerate(keys) if keys.index(one) == place]
    number = {keys[place]: at for at, place in enumerate(firsts)}
    return [rows[place] for place in firsts], [number[one] for one in keys]


def expect(distinct: Callable, cases: list[list[tuple]], volatility: str) -> None:
    for (rows, _), got in run_each(distinct, [(rows, volatility) for rows in cases]):
        right = due(rows, volatility)
        if type(got) is not tuple or len(got) != 2:
            raise Wrong("rows to send, and a number for each row", "a tuple of two lists",
                        repr(got)[:300], called.calls.text)  # fmt: skip
        same(got[0], right[0], "the rows to send")
        same(got[1], right[1], "of each row the number of the one whose answer is its own")


def shuffled(rng: np.random.Generator, values: tuple, count: int) -> list[tuple]:
    return [(values[at],) for at in rng.integers(0, len(values), count)]


def plain(rng: np.random.Generator) -> list[list[tuple]]:
    """Texts alone, one to a row or none."""
    cases = [[], [()], [(), (), ()], [("a",)], [("a",)] * 5, [(one,) for one in "abcde"]]
    cases += [
        [(one,) for one in text] for text in ("aab", "abb", "aba", "abab", "cabcab", "zyxwzyxwv")
    ]
    cases += [shuffled(rng, tuple("qwertzuiop"), int(count)) for count in rng.integers(5, 60, 12)]
    cases += [[("a", "b"), ("a", "c"), ("b", "b"), ("a", "b"), ("b", "c"), ("a", "c")]]
    return cases


def types(rng: np.random.Generator) -> list[list[tuple]]:
    """All of a kind after one another, both ways round, and each of them several times."""
    cases = []
    for values in (NEARLY, ONES, LARGE, TEXTS, MINUS):
        rows = [(value,) for value in values]
        cases += [rows, rows[::-1], rows + rows, shuffled(rng, values, 40)]
        cases += [[("x", value) for value in values] * 2, [(value, "x") for value in values] * 2]
    # what is glued to one text is not told apart any more
    cases.append(
        [("a,b", "c"), ("a", "b,c"), ("a", "b, c"), ("a, b", "c"), ("ab", "c"), ("a", "bc")]
    )
    for mark in ("|", ",", ";", ":", "/", "\0", "\n", " "):
        for kind in ("", "str:", "s:"):
            cases.append(
                [(f"a{mark}{kind}b",), ("a", "b"), (f"a{mark}{kind}b", "c"), ("a", "b", "c")]
            )
    cases.append([('a", "b', "c"), ("a", 'b", "c'), ("a', 'b", "c"), ("a", "b', 'c")])
    cases.append([("1", 2), (1, "2"), (1, 2), ("1", "2"), (12, ""), ("12", "")] * 2)
    cases.append([(1, 23), (12, 3), (123,), (1, 2, 3), (-1, 23), (1, -23), (1.5, 2), (1.0, 52)] * 2)
    return cases


def floats(rng: np.random.Generator) -> list[list[tuple]]:
    rows = [(value,) for value in FLOATS]
    cases = [rows, rows[::-1], rows * 2, [(value, 1.5) for value in FLOATS] * 2]
    cases += [
        [(NAN,)] * 3,
        [(NAN,), (OTHER_NAN,), (float("nan"),)],
        [(0.0,), (-0.0,), (0.0,), (-0.0,)],
    ]
    cases += [shuffled(rng, FLOATS, 40) for _ in range(4)]
    return cases


def generated(rng: np.random.Generator, count: int) -> list[list[tuple]]:
    """Rows of one to three arguments of all kinds, few different ones; in every other case some of one family."""
    everything = (*NEARLY, *ONES, *LARGE, *TEXTS, *MINUS, *FLOATS)
    cases = []
    for number in range(count):
        width = int(rng.integers(1, 4))
        among = [everything[at] for at in rng.integers(0, len(everything), 4)]
        if number % 2:
            among = [*among[: int(rng.integers(0, 3))], *FAMILIES[int(rng.integers(len(FAMILIES)))]]
        rows = [
            tuple(among[at] for at in rng.integers(0, len(among), width))
            for _ in range(int(rng.integers(1, 40)))
        ]
        cases.append(rows)
    return cases


def changed_afterwards(
    distinct: Callable, rows: list[tuple], volatility: str
) -> tuple[list[list], list[tuple]]:
    """What came back, part by part, and the rows that were given once that was changed.

    # driver: runs in the student's process
    """
    got = distinct(rows, volatility)
    before = [list(part) for part in got]
    for part in got:
        part.append(("changed by its owner",))
    return before, rows


def expect_own_lists(distinct: Callable) -> None:
    for volatility in ("VOLATILE", "STABLE"):
        for rows in ([("a",)], [("a",), ("b",), ("c",)]):
            given = f"distinct({rows}, {volatility!r}), and then its lists are changed"

            def changed(about: str, rows: list = rows, volatility: str = volatility) -> tuple:
                return in_notebook(changed_afterwards, distinct, list(rows), volatility, keeps=True)

            changed.__name__ = "distinct"
            before, after = unwatched(changed, given)
            called.calls.text = given
            same(before, list(due(rows, volatility)), "the rows to send, and the numbers")
            same(after, rows, "the rows that were given")


def told_of_many(distinct: Callable, first: int) -> tuple[int, bool]:
    """Of twenty thousand rows how many are sent, and whether each has its own answer.

    # driver: runs in the student's process
    """
    text = "x" * 400  # whoever compares each row with all before it has much to compare
    rows = [(text, first + 7 * number % 20_011) for number in range(20_000)]
    sent, own = distinct(rows, "STABLE")
    return len(sent), list(own) == list(range(len(rows)))


def expect_many(distinct: Callable, rng: np.random.Generator) -> None:
    first = int(rng.integers(10**6))

    def told(about: str) -> tuple:
        return in_notebook(told_of_many, distinct, first, keeps=True)

    told.__name__ = "distinct"
    got = unwatched(told, "20,000 different rows, STABLE")
    same(got, (20_000, True), "rows to send, and whether each row has its own answer")
