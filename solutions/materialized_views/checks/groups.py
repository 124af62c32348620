"""Histories of changes and what groups keep of them: exercise 3. The oracle reads the whole
table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from solutions.materialized_views.checks.deltas import added, drawn_delta, expect_new_dict
from warehouse.checks import raises, run, run_each, same
from warehouse.materialized_views.records import Bag, Row, State, Totals


class Step(NamedTuple):
    """A table and a change of it, with what is grouped and added up."""

    table: Bag
    delta: Bag
    group_by: list[int]
    columns: list[int]


def states(table: Bag, group_by: Sequence[int], columns: Sequence[int]) -> dict[Row, State]:
    """What the groups of a table keep."""
    members: dict[Row, list[tuple[Row, int]]] = {} if group_by else {(): []}
    for row, copies in table.items():
        members.setdefault(tuple(row[place] for place in group_by), []).append((row, copies))
    kept = {}
    for group, rows in members.items():
        values = [[(r[c], n) for r, n in rows if r[c] is not None] for c in columns]
        kept[group] = State(
            sum(n for _, n in rows),
            tuple(sum(n for _, n in some) for some in values),
            tuple(sum(value * n for value, n in some) for some in values),
        )
    return kept


#: Of a table: shop, value, kind, and two values more.
PLAIN = (1, 2, 4, 7)


def histories(
    generator: Callable,
    name: str,
    nulls: bool = False,
    values: Sequence[int] = PLAIN,
    columns: Sequence[int] | None = None,
    whole: bool = False,
    most: int = 1,
) -> list[Step]:
    """Steps of a few tables that change again and again, from an empty one on; small ones first.

    ``nulls``: in groups and values. ``values``: those that are added up. ``columns``: how many of
    them there are in a step, else one. ``whole``: nothing is grouped by. ``most``: copies of a row.
    """
    rng, made = generator(name), []
    shapes = (("x", "y", ""), tuple(values), (0, 1), tuple(values), tuple(values))
    for history in range(4):
        table: Bag = {}
        counts = columns or (1,)
        places = [int(at) for at in rng.permutation([1, 3, 4])[: counts[history % len(counts)]]]
        group_by = [] if whole else [[0], [0, 2], [2, 0], [0]][history]
        for step in range(6):
            share = 0.4 if nulls else 0
            delta = drawn_delta(rng, table, shapes, 1 + step, share, most)
            if step == 4:  # everything goes
                delta = {row: -copies for row, copies in table.items()}
            made.append(Step(table, delta, group_by, places))
            if step == 2:  # nothing has changed
                made.append(Step(table, {}, group_by, places))
            table = added(table, delta)
    if whole:
        made.append(Step({}, {}, [], [1]))
    return sorted(made, key=lambda one: len(one.table) + len(one.delta))


def several_nulls() -> list[Step]:
    """Groups whose values in all of several columns are null, one that was there and one that comes."""
    table = {("x", 3, 0, None, 1): 1, ("y", None, 0, None, None): 1}
    delta = {("x", 3, 0, None, 1): -1, ("x", None, 1, None, 2): 1, ("z", None, 1, None, None): 2}
    return [Step(table, delta, [0], columns) for columns in ([1, 3], [3, 1])]


def expect_refreshed(refresh_groups: Callable, made: list[Step]) -> None:
    before = [states(one.table, one.group_by, one.columns) for one in made]
    for kept, one in zip(before, made):
        if not one.table:  # a view that has just been made holds nothing yet
            kept.clear()
    asked = [(kept, one.delta, one.group_by, one.columns) for kept, one in zip(before, made)]
    for one, (_, got) in zip(made, run_each(refresh_groups, asked)):
        same(got, states(added(one.table, one.delta), one.group_by, one.columns), "the groups")


def expect_totals(totals: Callable, rng: np.random.Generator) -> None:
    """Groups with values, with some, with none, and whose sum is 0."""
    cases = [{}, {(): State(0, (0,), (0,))}]
    cases += [{("x",): State(3, (2, 0), (0, 0))}, {(None,): State(2, (), ())}]
    many = 10**200
    cases.append({("x",): State(many, (many, 3), (many * 10**150, 2**70 + 1))})
    for number in range(16):
        columns = int(rng.integers(1, 4))
        groups = {}
        for name in range(1 + number % 4):
            rows = int(rng.integers(1, 9))
            counts = [int(rng.integers(0, rows + 1)) for _ in range(columns)]
            sums = [int(rng.integers(-30, 30)) if count else 0 for count in counts]
            if number % 4 == 1:  # whose average is another if the sum is rounded first
                sums = [int(rng.integers(2**62)) * 2**9 + 1 if count else 0 for count in counts]
            if number % 5 == 0:
                sums = [total * (2**60 + 1) for total in sums]
            groups[(name, "x")] = State(rows, tuple(counts), tuple(sums))
        cases.append(groups)
    for groups, (_, got) in zip(cases, run_each(totals, [(groups,) for groups in cases])):
        same(got, {group: _shown(state) for group, state in groups.items()}, "the totals")


def _shown(state: State) -> Totals:
    pairs = list(zip(state.counts, state.sums))
    sums = tuple(None if count == 0 else total for count, total in pairs)
    averages = tuple(None if count == 0 else total / count for count, total in pairs)
    return Totals(state.rows, state.counts, sums, averages)


def expect_refused(refresh_groups: Callable) -> None:
    """Deltas that take out what the groups have not."""
    two = {("x",): State(2, (1,), (5,)), ("y",): State(3, (3,), (6,))}
    for groups, delta, group_by, named in (
        (two, {("x", 5): -1, ("x", None): -2}, [0], "('x',)"),
        (two, {("z", None): -1}, [0], "('z',)"),
        ({(): State(1, (0,), (0,))}, {("x", None): -2}, [], "()"),
        # a row is left, and no value for what went
        (two, {("x", 5): -2, ("x", None): 2}, [0], "('x',)"),
        # a null went that was none
        (two, {("y", None): -1}, [0], "('y',)"),
        (two, {("y", None): 1, ("x", None): -2, ("x", 1): 1}, [0], "('x',)"),
        # no row is left, but values are, or fewer than none
        (two, {("x", None): -2}, [0], "('x',)"),
        (two, {("z", None): 1, ("z", 5): -1}, [0], "('z',)"),
    ):
        raises(ValueError, refresh_groups, groups, delta, group_by, [1], naming=named)
    # the second column has not so many values
    three = {("x",): State(3, (3, 1), (5, 5))}
    raises(ValueError, refresh_groups, three, {("x", 1, 2): -2}, [0], [1, 2], naming="('x',)")
    # groups of several columns, as Python writes them
    for group in (("it's", None), ("", 3)):
        wide = {("x", 1): State(1, (1,), (5,)), group: State(1, (0,), (0,))}
        gone = {("x", 5, 1): 1, (group[0], None, group[1]): -2}
        raises(ValueError, refresh_groups, wide, gone, [0, 2], [1], naming=repr(group))


def expect_end_decides(refresh_groups: Callable) -> None:
    """What stands there in the end decides, in whatever order it comes about."""
    one, three = {("x",): State(1, (1,), (5,))}, {("x", 9): -3, ("x", 4): 3, ("y", 1): 1}
    for delta in (three, dict(reversed(three.items()))):
        expected = {("x",): State(1, (1,), (5 - 3 * 9 + 3 * 4,)), ("y",): State(1, (1,), (1,))}
        same(run(refresh_groups, one, delta, [0], [1]), expected, "the groups")
    # what is left of a sum where no value is left says nothing
    expected = {("x",): State(1, (0,), (5 - 9,))}
    same(run(refresh_groups, one, {("x", 9): -1, ("x", None): 1}, [0], [1]), expected, "the groups")
    expect_new_dict(refresh_groups, one, [0], [1])
    # a group that no table had comes to no rows: it is none
    same(run(refresh_groups, one, {("y", 1, 0): 1, ("y", 1, 2): -1}, [0], [1]), one, "the groups")
