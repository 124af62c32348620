"""Histories of changes and the minima of their groups: exercise 4."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from solutions.materialized_views.checks.deltas import added, drawn_delta
from warehouse.checks import Wrong, every_failure_comes_out, raises, run, same
from warehouse.checks.showing import calls, show
from warehouse.materialized_views.records import Bag, Extreme, Row
from warehouse.materialized_views.stored import Stored


class Step(NamedTuple):
    table: Bag
    delta: Bag
    group_by: list[int]


#: The place of the value in a row of shop, value, kind.
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


def histories(
    generator: Callable,
    name: str,
    deletes: bool = True,
    updates: bool = False,
    nulls: bool = False,
    whole: bool = False,
) -> list[Step]:
    """Steps of tables that change again and again, from an empty one on; small ones first.

    ``deletes``: whether rows go. ``updates``: whether most changes are of one column. ``nulls``: in
    groups and values. ``whole``: nothing is grouped by.
    """
    rng, made = generator(name), []
    shapes = (("x", "y", ""), (-2, 0, 1, 3, 4), (0, 1))
    for history in range(5):
        table: Bag = {}
        group_by = [] if whole else [[0], [0, 2], [2, 0], [0], [2]][history]
        for step in range(6):
            share = 0.35 if nulls else 0
            often = 0.7 if updates else 0.2
            # a table grows at first, so that minima have more than one copy
            delta = drawn_delta(rng, table, shapes, 2 + step, share, 3, often, deletes and step > 0)
            if step == 4 and deletes and history % 2:
                delta = {row: -copies for row, copies in table.items()}
            made.append(Step(table, delta, group_by))
            table = added(table, delta)
    if whole:
        made.append(Step({}, {}, []))
    return sorted(made, key=lambda one: len(one.table) + len(one.delta))


def _asked(refresh_min: Callable, one: Step) -> tuple[object, Stored]:
    before = extremes(one.table, one.group_by) if one.table else {}
    after = Stored(added(one.table, one.delta), one.group_by)
    return run(refresh_min, before, one.delta, one.group_by, VALUE, after), after


def expect_minima(refresh_min: Callable, made: list[Step]) -> None:
    for one in made:
        got, _ = _asked(refresh_min, one)
        same(got, extremes(added(one.table, one.delta), one.group_by), "the groups")


def to_read(one: Step) -> set[Row]:
    """The groups whose minimum went with its last copy, in which no value as small or smaller came, and
    that have values left."""
    before = extremes(one.table, one.group_by)
    now = extremes(added(one.table, one.delta), one.group_by)
    gone = set()
    for group, was in before.items():
        least = now.get(group, Extreme(None, 0, 0, 0)).value
        if was.value is None or least is None or least <= was.value:
            continue
        gone.add(group)
    return gone


def expect_few_reads(refresh_min: Callable, made: list[Step]) -> None:
    for one in made:
        got, after = _asked(refresh_min, one)
        right = extremes(added(one.table, one.delta), one.group_by)
        if type(got) is not dict or (one.delta and not got and right):
            same(got, right, "the groups")
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
        ({("x", 2, 0): -1}, "('x',)"),  # smaller than the minimum
        ({("x", 2, 0): -1, ("x", 1, 0): 2}, "('x',)"),
        ({("y", 5, 0): -1}, "('y',)"),
        ({("y", None, 0): -3}, "('y',)"),  # more rows than there were
        ({("z", None, 0): -1}, "('z',)"),
        ({("x", 5, 0): -4, ("x", None, 0): 4}, "('x',)"),  # more values than there were
        ({("x", None, 0): -2, ("y", None, 0): 1}, "('x',)"),  # more nulls than there were
    ):
        raises(ValueError, refresh_min, two, delta, [0], VALUE, Stored(after, (0,)), naming=named)


def expect_failure(refresh_min: Callable) -> None:
    """Two groups must be read: whichever read fails, the failure comes out."""
    before = {("x",): Extreme(1, 1, 2, 2), ("y",): Extreme(0, 1, 2, 2)}
    delta = {("x", 1, 0): -1, ("y", 0, 0): -1}

    def make(number: int) -> tuple[tuple, Callable[[], bool]]:
        after = Stored({("x", 5, 0): 1, ("y", 6, 0): 1}, (0,), number)
        return (before, delta, [0], VALUE, after), lambda: len(after.asked) >= number

    every_failure_comes_out(refresh_min, make, OSError, what="the table")
