"""Histories of changes and the minima of their groups: exercise 4."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from solutions.materialized_views.checks.broken import Broken, expect_as_it_is
from solutions.materialized_views.checks.deltas import (
    added,
    drawn_bag,
    drawn_delta,
    expect_new_dict,
    less,
)
from warehouse.checks import Wrong, every_failure_comes_out, raises, run_each, same
from warehouse.checks.showing import calls, show
from warehouse.materialized_views.records import Bag, Extreme, Row
from warehouse.materialized_views.stored import Stored


class Step(NamedTuple):
    table: Bag
    delta: Bag
    group_by: list[int]


#: A row is of shop, value and kind.
SHAPES = (("x", "y", ""), (-2, 0, 1, 3, 4), (0, 1))
#: The place of the value in it.
VALUE = 1


def extremes(table: Bag, group_by: Sequence[int]) -> dict[Row, Extreme]:
    """The minima of a table, read as a whole."""
    members: dict[Row, list] = {} if group_by else {(): []}
    for row, copies in table.items():
        members.setdefault(tuple(row[at] for at in group_by), []).extend([row[VALUE]] * copies)
    kept = {}
    for group, values in members.items():
        some = sorted(value for value in values if value is not None)
        least = some[0] if some else None
        kept[group] = Extreme(least, some.count(least), len(some), len(values))
    return kept


def histories(make: Callable, name: str, kind: str) -> list[Step]:
    """Changes of tables, small ones first.

    ``insertions``: to tables that are empty at first. ``deletions``: of any rows. ``updates``: of
    the kind, or of the value to one larger than any, so that no group goes and no value as small
    comes but what went. ``nulls``: in groups and values, and what comes and goes is above the
    minimum. ``whole``: the same, of tables of nothing but nulls as well, where nothing is grouped
    by. ``mixed``: of all these.
    """
    rng, made = make(name), []
    for number in range(18):
        share = 0.35 if kind in ("nulls", "whole", "mixed") else 0
        rows = number // 3 + (0 if kind == "insertions" else 5 if kind == "deletions" else 1)
        table = drawn_bag(rng, SHAPES, rows, share)
        group_by = [] if kind == "whole" else [[0], [0, 2], [2, 0], [2]][number % 4]
        if kind == "deletions":
            delta = drawn_delta(rng, table, SHAPES, rows, updates=0)
            delta = {row: copies for row, copies in delta.items() if copies < 0}
            if number % 5 == 0:
                delta = {row: -copies for row, copies in table.items()}
        elif kind == "updates":
            delta = _updates(rng, table, group_by)
        else:
            delta = drawn_delta(rng, table, SHAPES, 1 + rows, share, deletes=kind != "insertions")
        if kind in ("nulls", "whole"):
            delta = _above(table, delta, group_by)
        made.append(Step(table, delta, group_by))
    if kind == "deletions":  # of the last value, where nulls are left
        made.append(Step({("x", 3, 0): 1, ("x", None, 0): 2}, {("x", 3, 0): -1}, [0]))
        # below 0 there is a next one, in two rows
        table = {("x", -5, 0): 1, ("x", -3, 0): 2, ("x", -3, 1): 1, ("x", 4, 0): 1}
        made.append(Step(table, {("x", -5, 0): -1}, [0]))
    if kind == "insertions":  # the new minimum comes in two rows, after one of several copies
        made.append(Step({("x", 5, 0): 3}, {("x", 2, 0): 1, ("x", 2, 1): 2}, [0]))
    if kind == "updates":  # the minimum of the null's group goes, and a larger value comes
        table = {(None, 3, 0): 1, (None, 5, 0): 1}
        made.append(Step(table, {(None, 3, 0): -1, (None, 9, 0): 1}, [0]))
        # several larger ones come, and what was there lies below them, or between them
        for came in ({("x", 6, 0): 1, ("x", 9, 0): 2}, {("x", 4, 1): 1, ("x", 9, 0): 1}):
            table = {("x", 3, 0): 1, ("x", 5, 0): 1, ("x", 8, 1): 1}
            made.append(Step(table, {("x", 3, 0): -1, **came}, [0]))
    made.append(Step(made[-1].table, {}, made[-1].group_by))  # nothing has changed
    if kind == "whole":
        made.append(Step({("x", 3, 0): 1, ("y", 5, 0): 2, ("x", 5, 1): 1}, {("x", 3, 0): -1}, []))
        for table in ({("x", 3, 0): 2}, {("x", 0, 0): 1, ("y", 4, 0): 1, ("x", None, 0): 1}):
            made.append(Step(table, less({}, table), []))  # all rows go
        one, nothing = {("x", None, 0): 2}, {}
        made += [Step({}, {}, []), Step(one, {("x", None, 0): -2}, []), Step(nothing, one, [])]
    return sorted(made, key=lambda one: len(one.table) + len(one.delta))


def _updates(rng: np.random.Generator, table: Bag, group_by: list[int]) -> Bag:
    steps: list[Bag] = []
    for row, copies in table.items():
        if rng.random() < 0.6:
            times = int(rng.integers(1, copies + 1))
            if 2 in group_by or rng.random() < 0.5:
                steps.append({row: -times, (row[0], 9, row[2]): times})
            else:
                steps.append({row: -times, (row[0], row[1], row[2] + 5): times})
    return added(*steps)


def _above(table: Bag, delta: Bag, group_by: list[int]) -> Bag:
    """Of a change what leaves every minimum where it is, and some row of every group."""
    before, now = extremes(table, group_by), dict(table)
    kept = {}
    for row, copies in delta.items():
        group = tuple(row[at] for at in group_by)
        least = before.get(group, Extreme(None, 0, 0, 0)).value
        if row[VALUE] is not None and least is not None and row[VALUE] <= least:
            continue
        after = added(now, {row: copies})
        if group in extremes(after, group_by):
            kept[row], now = copies, after
    return kept


def _asked(refresh_min: Callable, made: list[Step]) -> Iterator[tuple[Step, object, Stored]]:
    """Each step with the answer, and with the table that may have been asked for it."""
    cases = []
    for one in made:
        before = extremes(one.table, one.group_by) if one.table else {}
        after = Stored(added(one.table, one.delta), one.group_by)
        cases.append((before, one.delta, one.group_by, VALUE, after))
    for one, (case, got) in zip(made, run_each(refresh_min, cases)):
        yield one, got, case[-1]


def expect_minima(refresh_min: Callable, made: list[Step]) -> None:
    for one, got, _ in _asked(refresh_min, made):
        same(got, extremes(added(one.table, one.delta), one.group_by), "the groups")


def to_read(one: Step) -> set[Row]:
    """The groups whose minimum went with its last copy, in which no value as small or smaller came,
    and that have values left."""
    before = extremes(one.table, one.group_by)
    now = extremes(added(one.table, one.delta), one.group_by)
    gone = set()
    for group, was in before.items():
        least = now.get(group, Extreme(None, 0, 0, 0)).value
        if was.value is None or least is None or least <= was.value:
            continue
        gone.add(group)
    return gone


def hardly_to_read() -> list[Step]:
    """All copies of the only value go, and nulls are left; a first value comes where only nulls were;
    the next minimum is below 0."""
    nulls = {("x", None, 0): 1, ("x", None, 1): 2}
    one, two = {("x", 3, 0): 1}, {("x", 3, 0): 1, ("x", 5, 1): 2}
    made = [Step(nulls | some, less({}, some), [0]) for some in (one, two)]
    made.append(Step(nulls, {("x", 4, 0): 1}, [0]))
    below = {("x", -5, 0): 1, ("x", -3, 0): 2, ("x", -3, 1): 1}
    return [*made, Step(below, {("x", -5, 0): -1}, [0])]


def expect_new(refresh_min: Callable) -> None:
    table = {("x", 3, 0): 1}
    expect_new_dict(refresh_min, extremes(table, [0]), [0], VALUE, Stored(table, [0]))


def expect_few_reads(refresh_min: Callable, made: list[Step]) -> None:
    """Who does no work at all reads nothing: a row that comes to a new group must be counted."""
    expect_minima(refresh_min, [Step({}, {("x", 3, 0): 1}, [0])])
    for one, _, after in _asked(refresh_min, made):
        allowed = to_read(one)
        for group in after.asked:
            if group not in allowed:
                raise Wrong(
                    "this group need not be read: a copy of its minimum is left, or a value as "
                    "small came, or it has no values",
                    f"reads of {show(sorted(allowed, key=repr))}",
                    show(group),
                    calls.text,
                )
        if len(set(after.asked)) < len(after.asked):
            raise Wrong("a group is read twice", "once", show(after.asked), calls.text)


def expect_refused(refresh_min: Callable) -> None:
    """Deltas that take out what the groups have not."""
    two = {("x",): Extreme(3, 2, 3, 4), ("y",): Extreme(None, 0, 0, 2)}
    after = {("x", 7, 0): 1}
    for delta, named in (
        ({("x", 3, 0): -3, ("x", 7, 0): 1}, "('x',)"),  # more copies than there were
        ({("x", 3, 0): -3, ("x", 1, 0): 1}, "('x',)"),  # the same, where a smaller one came
        ({("x", 1, 0): 2, ("x", 3, 0): -2, ("x", 3, 1): -1}, "('x',)"),
        ({("x", 2, 0): -1}, "('x',)"),  # smaller than the minimum
        ({("x", 2, 0): -1, ("x", 1, 0): 2}, "('x',)"),
        ({("y", 5, 0): -1}, "('y',)"),
        ({("y", None, 0): -3}, "('y',)"),  # more rows than there were
        ({("z", None, 0): -1}, "('z',)"),
        ({("x", 5, 0): -4, ("x", None, 0): 4}, "('x',)"),  # more values than there were
        ({("x", None, 0): -2, ("y", None, 0): 1}, "('x',)"),  # more nulls than there were
    ):
        raises(ValueError, refresh_min, two, delta, [0], VALUE, Stored(after, (0,)), naming=named)
    # groups of several columns, and that of none, as Python writes them
    for group_by, group in (([0, 2], ("it's", None)), ([2, 0], (3, "")), ([], ())):
        row = dict(zip(group_by, group))
        gone = {(row.get(0, "x"), None, row.get(2, 0)): -2}
        given = {group: Extreme(None, 0, 0, 1)}, gone, group_by, VALUE, Stored({}, group_by)
        raises(ValueError, refresh_min, *given, naming=repr(group))


def expect_failure(refresh_min: Callable) -> None:
    """Two groups must be read: whichever read fails, the failure comes out."""
    before = {("x",): Extreme(1, 1, 2, 2), ("y",): Extreme(0, 1, 2, 2)}
    delta = {("x", 1, 0): -1, ("y", 0, 0): -1}

    def make(number: int) -> tuple[tuple, Callable[[], bool]]:
        after = Stored({("x", 5, 0): 1, ("y", 6, 0): 1}, (0,), number)
        return (before, delta, [0], VALUE, after), lambda: len(after.asked) >= number

    every_failure_comes_out(refresh_min, make, OSError, what="the table")
    expect_as_it_is(refresh_min, before, delta, [0], VALUE, Broken({}, (0,)))
