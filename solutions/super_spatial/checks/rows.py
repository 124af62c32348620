"""Exercise 3: rows, and what comes out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from solutions.super_spatial.checks import owners
from solutions.super_spatial.checks.paths import LEAVES, NAMES
from warehouse.checks import in_notebook, raises, run_each, same
from warehouse.checks.calls import unwatched

#: The arguments of a call.
Case = tuple[list, int, str | None, bool]

#: What has no parts, whichever of the two is asked, and arrays and objects that are empty.
SCALARS = (None, True, False, 0, 7, 1.5, 2**70, "", "ab", "items", [], {})


def due(kind: type, rows: list[tuple], column: int, name: str | None, keep: bool) -> list[tuple]:
    """What is to come out: ``kind`` is list for unnest and dict for unpivot."""
    return [made for row in rows for made in of_row(kind, row, row[column], name, keep)]


def of_row(kind: type, row: tuple, value: object, name: str | None, keep: bool) -> Iterator[tuple]:
    if name is not None:
        value = dict(value).get(name) if isinstance(value, dict) else None
    places = (range(len(value)) if kind is list else value) if isinstance(value, kind) else ()
    for place in places:
        yield row + (value[place], place)
    if keep and len(places) == 0:
        yield row + (None, None)


def expect(function: Callable, cases: list[Case]) -> None:
    kind = list if function.__name__ == "unnest" else dict
    # what is left at its default is sometimes not given
    calls = [
        case[:2] if case[2:] == (None, False) else case[: 4 if case[3] else 3] for case in cases
    ]
    for case, (_, got) in zip(cases, run_each(function, calls)):
        same(got, due(kind, *case), "what comes out")


def filled(value: object, column: int, width: int) -> tuple:
    """A row with this value in that column, and others beside it."""
    return tuple(value if at == column else [f"beside {at}"] for at in range(width))


def several(values: list, name: str | None = None, keep: bool = False) -> list[Case]:
    """Some values in a table of their own; then all in rows of one column, and some in rows of two and of twelve. Small
    tables come first: calls of these are made again for the laws."""
    cases = [([filled(value, 1, 3)], 1, name, keep) for value in values[::4]]
    return cases + [
        ([filled(value, column, width) for value in some], column, name, keep)
        for width, column, some in ((1, 0, values), (2, 1, values[::2]), (12, 10, values[::7]))
    ]


def made_of(kind: type, parts: list) -> object:
    return parts if kind is list else dict(zip(NAMES, parts))


def parts(rng: np.random.Generator, kind: type) -> list:
    """Arrays or objects of one part, two and twelve, of all leaves; the same twice; arrays in arrays."""
    found = [made_of(kind, [leaf]) for leaf in LEAVES]
    found += [
        made_of(kind, [None, None]),
        made_of(kind, [0, False, 0]),
        made_of(kind, [[1, 2], [3], []]),
    ]
    found += [
        made_of(kind, list(range(12))),
        made_of(kind, [{"a": [1, 2]}, {"a": 5}]),
        made_of(kind, [[[7]]]),
    ]
    for _ in range(8):
        some = rng.integers(0, len(LEAVES), int(rng.integers(1, 7)))
        found.append(made_of(kind, [LEAVES[at] for at in some]))
    return found


def arrays(rng: np.random.Generator) -> list[Case]:
    values = parts(rng, list)
    twice = [(1, [5, 6]), (2, [7]), (1, [5, 6]), (1, [5, 6])]
    uneven = [(1, [5, 6]), (1, [7], [8]), (1, [9], [9], [9]), (1, [5])]
    cases = [*several(values), (twice, 1, None, False), (uneven, 1, None, False)]
    return [*cases, ([], 0, None, False), ([], 3, None, False)]


def objects(rng: np.random.Generator) -> list[Case]:
    """Attributes in other orders than that of their names, too."""
    values = parts(rng, dict) + [
        {"b": 1, "a": 2, "": 3},
        {"2": 0, "10": 0, "1": 0},
        {"x": {"y": 1}},
    ]
    twice = [(1, {"b": 5, "a": 6}), (2, {"c": None}), (1, {"b": 5, "a": 6})]
    return [*several(values), (twice, 1, None, False), ([], 0, None, False)]


def named(rng: np.random.Generator, kind: type) -> list[Case]:
    """What is looked for lies under a name, of all kinds, among others; or does not."""
    cases = []
    for name in NAMES:
        values = parts(rng, kind)[:: 2 * len(NAMES)]
        holders = [
            {"x": made_of(kind, [1]), name: value, "y": made_of(kind, [2])} for value in values
        ]
        missing = [
            {f"{name}.": made_of(kind, [3])},
            made_of(kind, [4]),
            {},
            None,
            name,
            [name],
            5,
            [holders[0]],
        ]
        first, *rest = name.split(".")
        if rest:
            missing.append({first: {".".join(rest): made_of(kind, [7])}})
        if name.swapcase() != name:
            missing.append({name.swapcase(): made_of(kind, [6])})
        around = [{name.swapcase() + "!": holders[0]}, {"x": holders[0]}]
        if len(cases) % 2:
            cases.append(([(value,) for value in [*holders, *missing, *around]], 0, name, False))
        else:
            cases.append(([(name, value, 1) for value in [*missing, *holders]], 1, name, False))
    return cases


def others(kind: type) -> list[Case]:
    """Nothing but what has no parts; each once in the middle of rows that have some."""
    other = [{"a": 1}, {"0": [1]}] if kind is list else [[1], [{"a": 1}], [["a", 1]]]
    one, two = made_of(kind, [1]), made_of(kind, [2, 3])
    cases = [([(one,), (value,), (two,)], 0, None, False) for value in (*SCALARS, *other)]
    cases.append(([(one,), *((value,) for value in (*SCALARS, *other)), (two,)], 0, None, False))
    inside = [({"n": value},) for value in (*SCALARS, *other)]
    return [*cases, ([({"n": one},), *inside, ({"m": two},)], 0, "n", False)]


def kept(rng: np.random.Generator, kind: type) -> list[Case]:
    """Rows with parts, without and in turn, with a name and without, all kept."""
    other = {"a": 1} if kind is list else [1]
    values = [
        value for pair in zip(parts(rng, kind), (*SCALARS, other, None, None)) for value in pair
    ]
    cases = several(values, keep=True) + several([None, made_of(kind, [None]), None], keep=True)
    holders = [{"n": value, "m": made_of(kind, [9])} for value in values]
    cases += several(
        [*holders, {}, None, made_of(kind, [1]), "n", {"m": made_of(kind, [1])}], "n", True
    )
    none = {} if kind is list else []
    twins = [
        (1, None),
        (1, None),
        (2, none),
        (1, None),
        (2, none),
        (2, none),
        (3, made_of(kind, [5])),
    ] * 2
    cases += [(twins, 1, None, True), ([(at, {"": value}) for at, value in twins], 1, "", True)]
    return [*cases, ([], 0, None, True)]


def expect_changed(function: Callable) -> None:
    """Rows that are others when they are asked again: one more, and another value within one."""
    kind = list if function.__name__ == "unnest" else dict
    one = [(1, made_of(kind, [5, 6])), (2, made_of(kind, []))]
    other = [(1, made_of(kind, [5, 7, 8])), (2, made_of(kind, [9])), (3, made_of(kind, [5]))]
    more = [[(at, {"n": value}) for at, value in rows] for rows in (one, other)]
    changes = [
        ((pair[at], 1, name, keep), (pair[1 - at], 1, name, keep))
        for at in (0, 1)
        for *pair, name in ((one, other, None), (*more, "n"))
        for keep in (False, True)
    ]
    owners.expect(function, lambda *case: due(kind, *case), changes)


def appended(function: Callable, cases: list[Case]) -> list[list]:
    """The rows that were given, once those that came back were added to.

    # driver: runs in the student's process
    """
    given = [list(case[0]) for case in cases]
    for rows, case in zip(given, cases):
        function(rows, *case[1:]).append("added by its owner")
    return given


def expect_new(function: Callable) -> None:
    """Also where nothing comes out, and where nothing went in."""
    cases = [
        (table, 0, name, keep)
        for table in ([], [(5,)])
        for name in (None, "n")
        for keep in (False, True)
    ]

    def changed(about: str) -> list:
        return in_notebook(appended, function, cases, keeps=True)

    changed.__name__ = function.__name__
    got = unwatched(changed, f"each of {cases}, and what comes back is added to")
    same(got, [case[0] for case in cases], "the rows that were given")


def expect_refused(function: Callable) -> None:
    part = [5] if function.__name__ == "unnest" else {"a": 5}
    for width in (1, 2, 5):
        row = (part,) * width
        for column in (-1, -width, width, width + 7):
            raises(ValueError, function, [row, row], column, naming=str(column))
            raises(ValueError, function, [row], column, "a", True, naming=str(column))
    raises(ValueError, function, [], -1, naming="-1")
    raises(ValueError, function, [], -3, "a", True, naming="-3")
    for rows in ([(1, part), (part,)], [(part,), (1, part)], [(1, part), (part,), (1, part)]):
        raises(ValueError, function, rows, 1, naming="1")
        raises(ValueError, function, rows, 1, "a", naming="1")
    raises(ValueError, function, [(1, part)] * 12 + [(part,)], 1, None, True, naming="1")
