"""Queries and views, and rewritten queries: exercise 6. One is run over the view's rows, and must
give what the query gives over the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solutions.materialized_views.checks.answering import (
    COLUMNS,
    FUNCTIONS,
    Rows,
    answer,
    answer_from,
)
from warehouse.checks import Wrong, fields, generator, run_each, same
from warehouse.checks.showing import calls, show
from warehouse.materialized_views.records import (
    Aggregate,
    Output,
    Query,
    Range,
    Rewritten,
    View,
)

GROUPS, VALUES, TEXT = ("day", "shop", "kind"), ("price", "tax"), "kind"


class Case(NamedTuple):
    query: Query
    view: View
    version: int


# --- what can be judged


def as_rewritten(got: object, view: View) -> Rewritten:
    """The answer as records, whatever sequences it is made of. Raises ``Wrong`` where it is none,
    or names what the view has not."""
    name, ranges, group_by, outputs = fields(got, Rewritten)
    _sequence(ranges, "ranges")
    _sequence(group_by, "group_by")
    _sequence(outputs, "outputs")
    made = []
    for output in outputs:
        function, parts, empty = fields(output, Output)
        _sequence(parts, "parts")
        parts = tuple(Aggregate(*fields(part, Aggregate)) for part in parts)
        wanted = 2 if function == "ratio" else 1
        _hold(type(function) is str and function in ("sum", "min", "max", "ratio"),
              "a function is sum, min, max or ratio", function)  # fmt: skip
        _hold(len(parts) == wanted, f"{function} is of {wanted}", parts)
        _hold(empty is None or type(empty) is int, "empty is a whole number or None", empty)
        for part in parts:
            known = any(difference_free(part, one) for one in view.query.aggregates)
            _hold(known, "the view has no such aggregate", part)
        made.append(Output(function, parts, empty))
    ranges = tuple(Range(*fields(one, Range)) for one in ranges)
    for column in (*group_by, *(one.column for one in ranges)):
        known = type(column) is str and column in view.query.group_by
        _hold(known, "the view has no such column to group or filter by", column)
    for one in ranges:
        kind = str if one.column == TEXT else int
        ends = all(end is None or type(end) is kind for end in (one.low, one.high))
        _hold(ends, "a range's ends are of the column's type, or None", one)
    return Rewritten(name, ranges, tuple(group_by), tuple(made))


def difference_free(one: Aggregate, other: Aggregate) -> bool:
    types = type(one.function) is str and type(one.column) in (str, type(None))
    return types and tuple(one) == tuple(other)


def _sequence(got: object, name: str) -> None:
    _hold(type(got) in (list, tuple), f"{name} must be a list or tuple", got)


def _hold(holds: bool, what: str, got: object) -> None:
    if not holds:
        raise Wrong(
            f"the rewritten query is not one over this view: {what}", "", show(got), calls.text
        )


def usable(case: Case) -> bool:
    """The task's rule, said once more: where a view must be used."""
    query, (_, held, version) = case.query, case.view
    if query.table != held.table or version != case.version:
        return False
    if any(column not in held.group_by for column in query.group_by):
        return False
    for column in COLUMNS:
        asked, there = ends(query, column), ends(held, column)
        if there is not None and (asked is None or not _inside(asked, there)):
            return False
        if asked != there and column not in held.group_by:
            return False
    needed = set()
    for function, column in query.aggregates:
        parts = ("sum", "count") if function == "avg" else (function,)
        needed |= {(part, column) for part in parts}
    return needed <= {tuple(one) for one in held.aggregates}


def ends(query: Query, column: str) -> tuple | None:
    """What a query's ranges on a column come to; None where it has none."""
    mine = [one for one in query.ranges if one.column == column]
    if not mine:
        return None
    lows = [one.low for one in mine if one.low is not None]
    highs = [one.high for one in mine if one.high is not None]
    return max(lows) if lows else None, min(highs) if highs else None


def _inside(inner: tuple, outer: tuple) -> bool:
    if outer[0] is not None and (inner[0] is None or inner[0] < outer[0]):
        return False
    return not (outer[1] is not None and (inner[1] is None or inner[1] > outer[1]))


# --- what is made


def drawn_table(rng: np.random.Generator, rows: int, nulls: float = 0.2) -> Rows:
    made = []
    for _ in range(rows):
        row = {name: int(rng.integers(-2, 7)) for name in COLUMNS}
        row["shop"] = int(rng.integers(0, 3))
        row["price"] = int(rng.integers(-4, 60))
        row[TEXT] = ("", "a", "b", "c")[int(rng.integers(4))]
        for name in COLUMNS:
            if rng.random() < nulls:
                row[name] = None
        made.append(row)
    return made


def drawn_tables(kind: str) -> list[Rows]:
    """Tables to judge an answer by, small ones first. ``empty``: of no rows, of nulls, and a few
    rows that few ranges hold; else rows of all kinds."""
    rng = generator("rewrite", "tables", kind)
    if kind == "empty":
        nothing = dict.fromkeys(COLUMNS)
        return [[], [nothing], [nothing | {"day": 3, "shop": 1}], drawn_table(rng, 2, 0.5)]
    return [drawn_table(rng, rows) for rows in (1, 4, 30)]


def _aggregates(rng: np.random.Generator, averages: bool = False) -> list[Aggregate]:
    made = [Aggregate("count", None)]
    for column in VALUES:
        made += [Aggregate(function, column) for function in FUNCTIONS[: 4 + averages]]
    return [made[at] for at in rng.permutation(len(made))]


def _range(rng: np.random.Generator, column: str) -> Range:
    if column == TEXT:
        low, high = sorted(("", "a", "b", "c")[int(at)] for at in rng.integers(0, 4, 2))
    else:
        low, high = sorted(int(end) for end in rng.integers(-1, 6, 2))
        zero = rng.random()
        low, high = (0, max(high, 0)) if zero < 0.25 else (low, high)
        low, high = (min(low, 0), 0) if zero > 0.75 else (low, high)
    open_end = rng.random()
    if open_end < 0.2:
        return Range(column, None, high)
    return Range(column, low, None) if open_end < 0.4 else Range(column, low, high)


def _near(rng: np.random.Generator, one: Range) -> Range:
    """A range that is this one, lies in it, or does not."""
    if one.column == TEXT or rng.random() < 0.3:
        return one
    low, high = one.low, one.high
    step = [-1, 0, 1, 1]
    if low is not None:
        low += step[int(rng.integers(4))]
    elif rng.random() < 0.5:
        low = 0
    if high is not None:
        high -= step[int(rng.integers(4))]
    elif rng.random() < 0.5:
        high = 0
    if rng.random() < 0.15:
        low, high = (None, high) if rng.random() < 0.5 else (low, None)
    return Range(one.column, low, high)


def pairs(make: Callable, name: str, kind: str) -> list[Case]:
    """Queries beside views that they were drawn from, so that about half can be used.

    ``plain``: usable but for what the check changes. ``groups``: other groups and aggregates, no
    ranges. ``ranges``: one range a column. ``several``: more, and some open at both ends.
    ``averages``: of columns whose averages, sums and counts the view has, or not. ``empty``:
    queries without groups, with ranges that hold little.
    """
    rng, made = make(name), []
    while len(made) < (32 if kind != "plain" else 16):
        many = _aggregates(rng, kind == "averages")
        held = many[: int(rng.integers(4, len(many) + 1))]
        if kind == "averages" and rng.random() < 0.5:
            held = [*held, Aggregate("sum", "tax"), Aggregate("count", "tax")]
        groups = [str(name) for name in rng.permutation(GROUPS)][: int(rng.integers(1, 4))]
        there, asked = _ranges(rng, kind, groups)
        query_groups = [str(one) for one in rng.permutation(groups)]
        query_groups = query_groups[: int(rng.integers(0, len(groups) + 1))]
        if kind == "groups" and rng.random() < 0.2:
            query_groups.append(str(rng.choice([g for g in COLUMNS if g not in query_groups])))
        if kind == "empty":
            query_groups = []
        elif kind in ("ranges", "several"):  # with a group there is no answer of nothing
            query_groups = query_groups or groups[:1]
        elif kind == "plain":
            query_groups = groups
        wanted = _wanted(rng, kind, held)
        query = Query("sales", tuple(asked), tuple(query_groups), tuple(wanted))
        definition = Query("sales", tuple(there), tuple(groups), tuple(dict.fromkeys(held)))
        made.append(Case(query, View("by " + " and ".join(groups), definition, 7), 7))
    if kind == "ranges":
        made += _ends_at_zero() + _nothing_within(Range("day", 4, 1))
    if kind == "several":
        made += _two_ends() + _alike_together()
        made += _nothing_within(Range("day", 4, None), Range("day", None, 1))
    return sorted(made, key=lambda case: len(repr(case)))


def _two_ends() -> list[Case]:
    """Two ranges on a column that are open at one end each, in either order; ends of 0."""
    many, made = Aggregate("count", None), []
    low, high = ((1, None), (3, None)), ((None, 4), (None, 2))
    zeros = (((0, None), (-1, None)), ((None, 0), (None, 3)), ((0, None), (None, 0)))
    none = ((4, None), (None, 1))  # no value lies in both
    both = (low, high, *zeros, none)
    for first, second in (*both, *(two[::-1] for two in both)):
        ranges = Range("day", *first), Range("day", *second)
        query = Query("sales", ranges, ("day",), (many,))
        view = View("by day", Query("sales", (), ("day",), (many,)), 7)
        made.append(Case(query, view, 7))
    # open at both ends: in the query, in the view, in both
    wide = (Range("day", None, None),)
    for asked, there in ((wide, ()), ((), wide), (wide, wide)):
        view = View("by day", Query("sales", there, ("day",), (many,)), 7)
        made.append(Case(Query("sales", asked, ("day",), (many,)), view, 7))
    return made


def _nothing_within(*there: Range) -> list[Case]:
    """A view whose ranges hold nothing, with queries that lie between their ends, at them, or hold nothing either."""
    many, made = Aggregate("count", None), []
    view = View("by day", Query("sales", there, ("day",), (many,)), 7)
    for ends in ((1, 4), (2, 3), (2, 2), (1, None), (None, 4), (4, 1), (5, 0)):
        query = Query("sales", (Range("day", *ends),), ("day",), (many,))
        made.append(Case(query, view, 7))
    return made


def _alike_together() -> list[Case]:
    """Ranges that are written otherwise and come to the same one, on a column that the view has grouped away."""
    many, made = Aggregate("count", None), []
    for column, low, high in (("tax", 1, 4), ("tax", 0, 0), ("kind", "a", "b")):
        one = Range(column, low, high)
        ends = Range(column, low, None), Range(column, None, high)
        wide = Range(column, None, None)
        for there, asked in (
            ((one,), ends),
            (ends, (one,)),
            (ends, ends[::-1]),
            ((one,), (one, one)),
            ((one, wide), (one,)),
            ((one,), (wide, *ends, one)),
        ):
            query, held = (Query("sales", some, ("day",), (many,)) for some in (asked, there))
            made.append(Case(query, View("by day", held, 7), 7))
    return made


def _ends_at_zero() -> list[Case]:
    """Views whose range ends at 0, or at the empty text, or begins there, with queries that go further, or that do not."""
    many, made = Aggregate("count", None), []
    for there, asked in (
        ((0, 5), (-2, 5)),
        ((0, 5), (None, 5)),
        ((-1, 0), (-1, 3)),
        ((-1, 0), (-1, None)),
        ((0, None), (-2, 5)),
        ((None, 0), (None, 3)),
        ((0, 0), (0, 0)),
        ((-2, 5), (0, 5)),
        ((-2, 5), (-2, 0)),
    ):
        query, held = (
            Query("sales", (Range("day", *ends),), ("day",), (many,)) for ends in (asked, there)
        )
        made.append(Case(query, View("by day", held, 7), 7))
    empty, up_to_b = Range(TEXT, None, ""), Range(TEXT, None, "b")
    for there, asked in (((), empty), ((), Range(TEXT, "", "")), ((empty,), up_to_b)):
        query, held = (Query("sales", some, (TEXT,), (many,)) for some in ((asked,), there))
        made.append(Case(query, View("by kind", held, 7), 7))
    return made


def _wanted(rng: np.random.Generator, kind: str, held: list[Aggregate]) -> list[Aggregate]:
    plain = [one for one in held if one.function != "avg"]
    count = int(rng.integers(1, 4))
    wanted = [plain[at] for at in rng.permutation(len(plain))[:count]]
    if kind == "plain":
        return [one for one in held if one.function == "max"][:1] or plain[:1]
    if kind == "averages":
        averages = [Aggregate("avg", column) for column in VALUES]
        return [*wanted[:1], averages[int(rng.integers(2))]]
    if kind == "groups":
        if rng.random() < 0.3:
            wanted.append(wanted[0])
        if rng.random() < 0.2:
            wanted.append(_aggregates(rng)[0])
    if kind == "empty":
        wanted += [one for one in held if one.function == "count" and one not in wanted]
    return wanted


def _ranges(rng: np.random.Generator, kind: str, groups: list[str]) -> tuple[list, list]:
    """Ranges of the view and of the query."""
    if kind in ("plain", "groups", "averages"):
        return [], []
    if kind == "empty":
        return [], [Range("day", 5, 6)] if "day" in groups and rng.random() < 0.8 else []
    spare = () if kind == "several" else ("tax",)  # a column that the view has grouped away
    columns = [str(name) for name in rng.permutation((*groups, *spare, groups[0]))][:2]
    there = [_range(rng, column) for column in dict.fromkeys(columns) if rng.random() < 0.6]
    asked = [_near(rng, one) for one in there if rng.random() < 0.9]
    if rng.random() < 0.5:
        more = str(rng.choice([*groups, groups[0], *spare]))
        if more not in {one.column for one in (*asked, *there)}:
            asked.append(_range(rng, more))
    if kind == "several":
        for ranges, others in ((there, asked), (asked, there)):
            if rng.random() < 0.4 and ranges:
                one = ranges[int(rng.integers(len(ranges)))]
                more = [Range(one.column, None, None)]
                if one.column != TEXT:
                    more.append(
                        Range(one.column, int(rng.integers(-1, 3)), int(rng.integers(2, 6)))
                    )
                ranges.append(more[int(rng.integers(len(more)))])
            elif rng.random() < 0.5:
                column = str(rng.choice([*groups, *spare]))
                ranges.append(Range(column, None, None))
                if rng.random() < 0.4:
                    others.append(Range(column, None, None))
    order = rng.permutation(len(asked))
    return there, [asked[at] for at in order]


# --- the judgement


def expect_rewritten(rewrite: Callable, made: list[Case], tables: str = "full") -> None:
    """Used where it must be, and right wherever it is used."""
    judged_by = drawn_tables(tables)
    for case, (_, got) in zip(made, run_each(rewrite, made)):
        if got is None:
            if usable(case):
                what = f"{show(case.query)} can be answered from the view"
                raise Wrong(what, "a Rewritten", "None", calls.text)
            continue
        rewritten = as_rewritten(got, case.view)
        given = calls.text
        same(rewritten.view, case.view.name, "the view's name")
        for rows in judged_by:
            right, mine = answer(case.query, rows), answer_from(case.view, rewritten, rows)
            if right != mine:
                group = next(g for g in (*right, *mine) if right.get(g) != mine.get(g))
                raise Wrong(
                    f"over the table of the rows {show([tuple(row.values()) for row in rows])} of "
                    f"{', '.join(COLUMNS)} the answers differ, first in group {group!r}",
                    f"{show(right.get(group, 'no such group'))}, as the query says",
                    f"{show(mine.get(group, 'no such group'))}, from the view by {show(got)}",
                    given,
                )


def expect_not_used(rewrite: Callable, made: list[Case]) -> None:
    """Neither a view of another version, older or newer, nor one of another table, but the view as
    it was."""
    usable_ones = [case for case in made if usable(case)][:12]
    stale, others = [], []
    for number, case in enumerate(usable_ones):
        for version in (case.version + 1 + number, case.version - 1, 0):
            stale.append(case._replace(version=version))
        other = case.view.query._replace(table=("Sales", "sales_2", "returns")[number % 3])
        others.append(case._replace(view=case.view._replace(query=other)))
    for some, what in ((stale, "a stale view's use"), (others, "the use of another table's view")):
        for _, got in run_each(rewrite, some):
            same(got, None, what)
    # versions are numbers like any other, 0 among them
    first = [case._replace(view=case.view._replace(version=0), version=0) for case in usable_ones]
    expect_rewritten(rewrite, usable_ones + first[:2])
