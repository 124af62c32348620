"""Tables, changes and what filters and joins make of them: exercises 1 and 2. Every oracle computes
the view anew, before the change and after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from solutions.materialized_views.checks.broken import Broken, expect_as_it_is
from warehouse.checks import Wrong, every_failure_comes_out, in_notebook, run, run_each, same
from warehouse.checks.showing import calls, show
from warehouse.materialized_views.records import Bag, Range, Row
from warehouse.materialized_views.stored import Stored

#: Values of a column, few enough that rows meet; and such that are false in Python among them.
NUMBERS, TEXTS = (-1, 1, 2, 3), ("a", "b", "é")
FALSY_NUMBERS, FALSY_TEXTS = (0, 1, -1), ("", "a")


def added(*bags: Bag) -> Bag:
    """The bags' sum, rows in the order in which they came; without zeros."""
    total: Bag = {}
    for bag in bags:
        for row, copies in bag.items():
            total[row] = total.get(row, 0) + copies
    return {row: copies for row, copies in total.items() if copies}


def less(one: Bag, other: Bag) -> Bag:
    return added(one, {row: -copies for row, copies in other.items()})


def drawn_row(rng: np.random.Generator, columns: Sequence[tuple], nulls: float) -> Row:
    """One value of each column, or a null with this chance."""
    return tuple(
        None if rng.random() < nulls else values[int(rng.integers(len(values)))]
        for values in columns
    )


def drawn_bag(
    rng: np.random.Generator, columns: Sequence[tuple], rows: int, nulls: float = 0, most: int = 3
) -> Bag:
    """Up to so many different rows, of 1 to ``most`` copies each."""
    return {drawn_row(rng, columns, nulls): int(rng.integers(1, most + 1)) for _ in range(rows)}


def drawn_delta(
    rng: np.random.Generator,
    table: Bag,
    columns: Sequence[tuple],
    rows: int,
    nulls: float = 0,
    most: int = 3,
    updates: float = 0.4,
    deletes: bool = True,
) -> Bag:
    """A change of ``table`` that takes nothing out that is not there: deletions of some copies or
    all, insertions, of rows that are there too, and updates of one column. Shuffled."""
    steps: list[Bag] = []
    there = list(table)
    for _ in range(rows):
        new = drawn_row(rng, columns, nulls)
        kind = rng.random()
        if there and deletes and kind < 0.75:
            old = there.pop(int(rng.integers(len(there))))
            gone = table[old] if rng.random() < 0.6 else int(rng.integers(1, table[old] + 1))
            steps.append({old: -gone})
            if kind < updates:
                place = int(rng.integers(len(columns)))
                steps.append({(*old[:place], new[place], *old[place + 1 :]): gone})
        else:
            steps.append({new: int(rng.integers(1, most + 1))})
    delta = added(*steps)
    if most == 1:
        delta = {row: 1 if copies > 0 else -1 for row, copies in delta.items()}
    order = rng.permutation(len(delta))
    rows_changed = list(delta.items())
    return dict(rows_changed[at] for at in order)


# --- filters, exercise 1


class Selection(NamedTuple):
    """A table, its change, and a view's ranges and columns."""

    table: Bag
    delta: Bag
    ranges: list[Range]
    columns: list[int]


def holds(one: Range, value: object) -> bool:
    if value is None:
        return False
    return not (
        (one.low is not None and value < one.low) or (one.high is not None and value > one.high)
    )


def selected(table: Bag, ranges: Sequence[Range], columns: Sequence[int]) -> Bag:
    """The view, one copy at a time."""
    view: Bag = {}
    for row, copies in table.items():
        if not [one for one in ranges if not holds(one, row[one.column])]:
            new = tuple([row[place] for place in columns])
            for _ in range(copies):
                view[new] = view.get(new, 0) + 1
    return view


#: Of each column the values, and numbers or texts that lie between them.
THREE = ((-5, 0, 5, 10), ("", "a", "b"), (0, 5, 7, 9))
CUTS = ((-8, -2, 3, 7, 12), ("A", "ab", "c"), (-3, 2, 6, 8, 12))


def selections(
    rng: np.random.Generator, ends: bool = False, nulls: bool = False, together: bool = False
) -> list[Selection]:
    """Views of tables of three columns, small ones first.

    ``ends``: a range whose ends are values of the table, 0 and the empty text among them, or open,
    or of which the low one is above the high one.
    ``nulls``: in all columns, with a range that may be open at both ends. ``together``: views in
    which rows become one. Where it is none of these: several ranges, whose ends lie between values,
    and columns in any order, maybe twice.
    """
    made = []
    plain = not (ends or nulls or together)
    for number in range(30):
        rows = 1 + number // 4
        table = drawn_bag(rng, THREE, rows, 0.35 if nulls else 0)
        delta = drawn_delta(rng, table, THREE, rows, 0.35 if nulls else 0)
        ranges = [_range(rng, ends) for _ in range(number % 4 if plain else 1)]
        if plain and number % 3 == 2:  # two for one column
            ranges = [_cut(rng, 2 * (number % 2)) for _ in range(2)]
        if nulls and number % 3 == 0:
            ranges = [Range(int(rng.integers(0, 3)), None, None)]
        columns = [int(place) for place in rng.permutation(3)] if plain else [0, 1, 2]
        if together:
            columns = [[0], [1], [2], [0, 1], [1, 2], [0, 2]][int(rng.integers(6))]
        elif plain and number % 5 == 0:
            columns.append(columns[0])
        made.append(Selection(table, delta, ranges, columns))
    return made


def _range(rng: np.random.Generator, ends: bool) -> Range:
    column = int(rng.integers(0, 3))
    if not ends:
        return _cut(rng, column)
    values = THREE[column]
    low, high = sorted(values[int(at)] for at in rng.integers(0, len(values), 2))
    if rng.random() < 0.4:
        return Range(column, None, high) if rng.random() < 0.5 else Range(column, low, None)
    return Range(column, high, low) if rng.random() < 0.25 else Range(column, low, high)


def _cut(rng: np.random.Generator, column: int) -> Range:
    low, high = sorted(rng.choice(len(CUTS[column]), 2, replace=False))
    return Range(column, CUTS[column][low], CUTS[column][high])


def odd_selections() -> list[Selection]:
    """Views without columns, a delta of nothing, counts above 2^53."""
    return [
        Selection({}, {(1, "a", 5): 2}, [], []),
        Selection({(1, "a", 5): 2}, {(1, "a", 5): -2}, [Range(2, 3, 9)], []),
        Selection({}, {}, [Range(0, 1, 2)], [0]),
        Selection({}, {(1, "a", 5): 2**53 + 1}, [], [0, 2]),
        Selection({}, {(1, "a", 5): 2**53 + 1}, [], [1]),
        Selection({}, {(1, "a", 5): 2**53 + 1, (2, "a", 5): 1, (3, "a", 5): 1}, [], [1]),
        # values beside an end, which no float tells from it
        Selection(
            {}, {(2**53, "a", 5): 1, (2**53 + 1, "b", 5): 1}, [Range(0, 2**53 + 1, None)], [1]
        ),
        Selection({}, {(2**53, "a", 5): 1, (2**53 + 1, "b", 5): 1}, [Range(0, None, 2**53)], [1]),
        # a sum that is 0 on the way
        Selection({(2, "a", 5): 1}, {(1, "a", 5): 1, (2, "a", 5): -1, (3, "a", 5): 2}, [], [1]),
    ]


def expect_own_answer(delta_select: Callable) -> None:
    """A view of all columns, without ranges: its delta is the table's, and yet a dict of its own,
    to which who asked may write."""
    delta = {(1, "a"): 2, (None, ""): -1}
    for given, columns in ((delta, [0, 1]), ({}, [0, 1]), ({}, [])):
        same(run(delta_select, given, [], columns), given, "the delta")
        story = calls.text
        before, after = in_notebook(_writes, delta_select, given, columns, keeps=True)
        if before != after:
            what = "who got the answer wrote to it, and the delta that was given has changed"
            raise Wrong(what, show(before), show(after), story)


def _writes(delta_select: Callable, given: dict, columns: list) -> tuple[dict, dict]:
    """Driver: the delta before and after its owner writes to the answer."""
    given = dict(given)
    answer = delta_select(given, [], columns)
    before = dict(given)
    answer[("new",)] = 1
    return before, given


def expect_selected(delta_select: Callable, made: list[Selection]) -> None:
    asked = [(one.delta, one.ranges, one.columns) for one in made]
    for one, (_, got) in zip(made, run_each(delta_select, asked)):
        if max(map(abs, one.delta.values()), default=0) < 2**20:
            after = selected(added(one.table, one.delta), one.ranges, one.columns)
            right = less(after, selected(one.table, one.ranges, one.columns))
        else:  # too many copies to count them one by one
            right = added(*(
                {tuple(row[place] for place in one.columns): copies}
                for row, copies in one.delta.items()
            ))  # fmt: skip
        same(got, right, "the delta")


# --- joins, exercise 2


class Pair(NamedTuple):
    """Two tables, their changes, and what they are joined by."""

    left: Bag
    d_left: Bag
    right: Bag
    d_right: Bag
    left_key: tuple[int, ...]
    right_key: tuple[int, ...]


def joined(left: Bag, right: Bag, left_key: Sequence[int], right_key: Sequence[int]) -> Bag:
    """The inner join, each row beside each."""
    view: Bag = {}
    for one, copies in left.items():
        for other, its in right.items():
            pairs = [(one[a], other[b]) for a, b in zip(left_key, right_key)]
            if all(a is not None and b is not None and a == b for a, b in pairs):
                view[one + other] = copies * its
    return view


def joins(
    generator: Callable,
    name: str,
    sides: str = "both",
    nulls: bool = False,
    wide: bool = False,
    most: int = 1,
    alike: bool = False,
) -> list[Pair]:
    """Pairs of tables that change, small ones first. ``sides``: which change, ``one`` the one or
    the other; ``nulls``: in all columns, beside values that are false; ``wide``: keys of two
    columns whose places differ on the two sides, ``alike`` of the same values, so that (1, 2) is
    not (2, 1); ``most``: copies of a row."""
    rng, made = generator(name), []
    share = 0.3 if nulls else 0
    keys = ((0, 1), (2, 0)) if wide else ((0,), (1,))
    numbers, texts = (FALSY_NUMBERS, FALSY_TEXTS) if nulls else (NUMBERS, TEXTS)
    if alike:
        lefts, rights = (numbers, numbers, (5, 6)), (numbers, (7, 8), numbers)
    elif wide:
        lefts, rights = (numbers, texts, (5, 6)), (texts, (7, 8), numbers)
    else:
        lefts, rights = (numbers, (5, 6)), ((7, 8), numbers)
    for number in range(10):
        rows = 1 + number // 2
        sized = {"nulls": share, "most": most}
        left, right = (drawn_bag(rng, columns, rows + 1, **sized) for columns in (lefts, rights))
        while True:
            d_left = drawn_delta(rng, left, lefts, rows, **sized) if sides != "right" else {}
            d_right = drawn_delta(rng, right, rights, rows, **sized) if sides != "left" else {}
            missing = (sides != "right" and not d_left) or (sides != "left" and not d_right)
            if not missing and not (sides == "apart" and joined(d_left, d_right, *keys)):
                break
        made.append(Pair(left, d_left, right, d_right, *keys))
    return made


def self_joins(rng: np.random.Generator) -> list[Pair]:
    """A table joined with itself: a row's second column with another's first. Rows that have
    changed do not meet each other."""
    made, columns = [], ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
    while len(made) < 10:
        table = drawn_bag(rng, columns, 3 + len(made) // 3, most=1)
        delta = drawn_delta(rng, table, columns, 1 + len(made) // 4, most=1)
        one = Pair(table, delta, table, delta, (1,), (0,))
        if not joined(delta, delta, (1,), (0,)) and change_of(one):
            made.append(one)
    return made


def changed_copies() -> list[Pair]:
    """Several copies of a row have changed on both sides, where one meets the other."""
    keys = (0,), (1,)
    return [
        Pair({}, {(1, 5): 2}, {}, {(7, 1): 3}, *keys),
        Pair({(1, 5): 4}, {(1, 5): -3}, {(7, 1): 5}, {(7, 1): -2, (8, 1): 4}, *keys),
    ]


def one_object(rng: np.random.Generator) -> list[Pair]:
    """A table joined with itself by one key: each row that has changed meets itself."""
    made, columns = [], ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
    for rows in (1, 2, 4):
        table = drawn_bag(rng, columns, rows + 1, most=1)
        delta = drawn_delta(rng, table, columns, rows, most=1)
        made.append(Pair(table, delta, table, delta, (0,), (0,)))
    return made


def _asked(delta_join: Callable, one: Pair) -> tuple[object, Stored, Stored]:
    left, right = Stored(one.left, one.left_key), Stored(one.right, one.right_key)
    if one.left is one.right and one.left_key == one.right_key:
        right = left
    got = run(delta_join, left, one.d_left, right, one.d_right, one.left_key, one.right_key)
    return got, left, right


def change_of(one: Pair) -> Bag:
    """The join after both changes less the join before."""
    keys = one.left_key, one.right_key
    after = joined(added(one.left, one.d_left), added(one.right, one.d_right), *keys)
    return less(after, joined(one.left, one.right, *keys))


def expect_joined(delta_join: Callable, made: list[Pair]) -> None:
    for one in made:
        got, _, _ = _asked(delta_join, one)
        same(got, change_of(one), "the delta")


def keys_of(delta: Bag, places: Sequence[int]) -> set[Row]:
    keys = {tuple(row[place] for place in places) for row in delta}
    return {key for key in keys if None not in key}


def expect_few_reads(delta_join: Callable, made: list[Pair]) -> None:
    """Each table is asked for the keys of the other's change, for each once. Who does no work at
    all reads nothing: a line that comes to an order must find it."""
    expect_joined(
        delta_join, [Pair({(1, 5): 1}, {(2, 6): 1}, {(7, 2): 1}, {(8, 1): 1}, (0,), (1,))]
    )
    several = Pair({(1, 5): 4}, {(1, 5): -3}, {(7, 1): 1}, {(7, 9): 2}, (0,), (1,))
    for one in [*made, several]:
        _, left, right = _asked(delta_join, one)
        for name, table, delta, places in (
            ("left", left, one.d_right, one.right_key),
            ("right", right, one.d_left, one.left_key),
        ):
            allowed = keys_of(delta, places)
            for key in table.asked:
                if key not in allowed:
                    what = f"for this key the {name} table need not be read: no change of the other"
                    what += " side has it, or it has a null"
                    _read_too_much(what, sorted(allowed, key=repr), key)
            if len(table.asked) > len(set(table.asked)):
                what = f"the {name} table is asked for a key more than once"
                _read_too_much(what, "each key once", table.asked)


def _read_too_much(what: str, allowed: object, asked: object) -> None:
    raise Wrong(what, show(allowed), show(asked), calls.text)


def expect_failures_of_join(delta_join: Callable) -> None:
    """Whichever read of either table fails, the failure comes out."""
    left, right = {(1, 5): 1, (2, 5): 1}, {(7, 1): 1, (8, 2): 1}
    deltas = {(1, 6): 1, (2, 6): 1}, {(9, 1): 1, (9, 2): 1}

    def failing(side: int, number: int) -> tuple[tuple, Callable[[], bool]]:
        fails = [0, 0]
        fails[side] = number
        stored = Stored(left, (0,), fails[0]), Stored(right, (1,), fails[1])
        args = (stored[0], deltas[0], stored[1], deltas[1], (0,), (1,))
        return args, lambda: len(stored[side].asked) >= number

    for side in (0, 1):
        every_failure_comes_out(delta_join, partial(failing, side), OSError, what="the table")
    whole = Stored(left, (0,)), Stored(right, (1,))
    bad = Broken(left, (0,)), Broken(right, (1,))
    for one, other in ((bad[0], whole[1]), (whole[0], bad[1])):
        expect_as_it_is(delta_join, one, deltas[0], other, deltas[1], (0,), (1,))
