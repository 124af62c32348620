"""Tables, their changes, and what filters make of these: exercise 1. The oracle computes the view
anew, before the change and after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, in_notebook, run, run_each, same
from warehouse.checks.showing import calls, show
from warehouse.materialized_views.records import Bag, Range, Row


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


def sums_of_zero() -> list[Selection]:
    """What goes and what comes are one row to the view, which is false in Python or of such values."""
    return [
        Selection({(1, "a", 5): 2}, {(1, "a", 5): -2, (2, "b", 5): 2}, [], []),
        Selection({(1, "", 5): 1}, {(1, "", 5): -1, (2, "", 5): 1}, [], [1]),
        Selection({(1, None, 0): 1}, {(1, None, 0): -1, (2, None, 0): 1}, [], [1, 2]),
    ]


def falsy_ends() -> list[Selection]:
    """Ranges that end at 0 or at the empty text, with another end or none, and a row on each side."""
    rows = {(value, text, 5): 1 for value, text in ((-3, ""), (0, "a"), (4, "b"))}
    numbers = ((0, 10), (-9, 0), (0, 0), (0, None), (None, 0))
    texts = (("", "a"), (None, ""), ("", ""))
    made = [Selection({}, rows, [Range(0, *ends)], [0]) for ends in numbers]
    return made + [Selection({}, rows, [Range(1, *ends)], [1]) for ends in texts]


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


def expect_new_dict(refresh: Callable, groups: dict, *more: object) -> None:
    """Where no rows came, the answer is equal to the groups that were given, and another object.
    ``more``: what stands behind the change."""
    if in_notebook(_given_back, refresh, groups, more, keeps=True):
        given = f"{refresh.__name__}({show(groups)}, {{}}, ...)"
        raise Wrong("the answer is the dict that was given", "a new dict", "the same one", given)


def _given_back(refresh: Callable, groups: dict, more: tuple) -> bool:
    return refresh(groups, {}, *more) is groups
