"""Exercise 5: aggregates of what lies on slices, beside those of the whole table in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from solutions.capstone.checks.group_cases import ALL, Case, step, table
from solutions.capstone.checks.journeys import Travels, losing, lying
from solutions.capstone.checks.keyed_tables import dealt
from solutions.capstone.checks.parts import cut
from solutions.capstone.checks.parts import exchange as spreading
from warehouse.capstone.records import Distributed
from warehouse.capstone.standins import exchange as right_exchange
from warehouse.checks import Wrong, at_most
from warehouse.distribution.cluster import Uncopied
from warehouse.plans import Aggregate

#: Bytes that four groups of 4,000 rows may take between three slices.
MOST_MOVED = 24_000


def aggregated(
    aggregate: Callable, slots: list[pa.Table], step: Aggregate, keys: frozenset, everywhere: bool
) -> tuple:
    """The parts of the result, what is said of them, what travelled, what the exchange was asked (keys and
    the most rows of a slice), and whether the step is as it was.

    # driver: runs in the student's process
    """
    cluster, before, asked = Uncopied(len(slots)), repr(step), []
    data = lying(cluster, slots, keys, everywhere)

    def exchange(cluster: Uncopied, data: Distributed, keys: list[str]) -> Distributed:
        lengths = [len(part) for part in cluster.fetch(list(data.parts))]
        asked.append((list(keys), lengths))
        # where one key's rows go nobody asks: to slice 0 they go faster
        return (spreading if len(keys) > 1 else right_exchange)(cluster, data, keys)

    result = aggregate(cluster, data, step, exchange)
    moved = cluster.traffic().moved
    given = cluster.keep("the result", list(result.parts))
    return (
        cluster.fetch(given),
        result.keys,
        result.everywhere,
        moved,
        asked,
        repr(step) == before,
    )


def losing_groups(aggregate: Callable, slots: list[pa.Table], at: int, step: Aggregate) -> int:
    """# driver: runs in the student's process"""
    return losing(aggregate, slots, at, step, right_exchange)


# What is due


def due(table: pa.Table, step: Aggregate) -> pa.Table:
    columns = {name: table[name].to_pylist() for name in table.column_names}
    groups: dict[tuple, list[int]] = {} if step.group_by else {(): []}
    for at in range(len(table)):
        key = tuple(columns[name][at] for name in step.group_by)
        groups.setdefault(key, []).append(at)
    rows = [
        (
            *key,
            *(
                _value(one, [columns[one[1]][at] for at in rows] if one[1] is not None else rows)
                for one in step.aggregates
            ),
        )
        for key, rows in groups.items()
    ]
    fields = [table.schema.field(name).type for name in step.group_by]
    fields += [_type(one, table) for one in step.aggregates]
    made = list(zip(*rows)) or [[] for _ in fields]
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(made, fields)],
        [*step.group_by, *step.names],
    )


def _value(aggregate: tuple, values: list) -> object:
    function, column, distinct, scale = aggregate
    if column is None:
        return len(values)
    known = [value for value in values if value is not None]
    if function == "count":
        return len(set(known)) if distinct else len(known)
    if not known:
        return None
    if function in ("min", "max"):
        return {"min": min, "max": max}[function](known)
    # floats as fractions, which lose nothing; whole numbers lose nothing as they are
    total = sum(map(Fraction, known)) if type(known[0]) is float else Fraction(sum(known))
    if function == "avg":
        return float(total / len(known) / 10**scale)
    return float(total) if type(known[0]) is float else int(total)


def _type(aggregate: tuple, table: pa.Table) -> pa.DataType:
    function, column, *_ = aggregate
    if function == "count":
        return pa.int64()
    return pa.float64() if function == "avg" else table.schema.field(column).type


def expect(aggregate: Callable, what: str, cases: list[Case]) -> None:
    """``what``: a name of the cases, under which what is due is kept for a class."""
    right = asking.all_due(_due, cases, f"aggregates, {what}")
    texts = [_text(case) for case in cases]
    for case, (rows, most), text, answer in zip(
        cases,
        right,
        texts,
        asking.answers("aggregate", aggregated, aggregate, [tuple(c) for c in cases], texts),
    ):
        got, keys, everywhere, moved, asked, unchanged = answer
        _expect_rows(case, rows, got, text)
        _expect_said(case, keys, everywhere, text)
        if not unchanged:
            raise Wrong("the step was changed", "as it was", "changed", text)
        if lies_together(case):
            if moved or asked:
                what = f"{moved:,} bytes, {len(asked)} exchanges"
                raise Wrong(
                    "rows moved although groups lie together", "0 bytes, no exchange", what, text
                )
        else:
            _expect_exchange(most, asked, text)
            _expect_placed(case, got, text)


def lies_together(case: Case) -> bool:
    return case.everywhere or any(set(key) <= set(case.step.group_by) for key in case.keys)


def _due(
    slots: list[pa.Table], step: Aggregate, keys: frozenset, everywhere: bool
) -> tuple[pa.Table, list[int]]:
    """The rows that are due, and how many of each slice may travel."""
    whole = slots[0] if everywhere else pa.concat_tables(slots)
    once = sorted({one[1] for one in step.aggregates if one[2]})
    names = [*step.group_by, *(name for name in once if name not in step.group_by)]
    most = [len(due(slot, Aggregate(None, names, [], []))) if names else 1 for slot in slots]
    return due(whole, step), most


def _expect_rows(case: Case, right: pa.Table, got: list, text: str) -> None:
    for s, part in enumerate(got):
        if type(part) is not pa.Table or not part.schema.equals(right.schema):
            found = str(part.schema) if type(part) is pa.Table else type(part).__name__
            raise Wrong(
                f"slice {s} of the result holds another kind of table",
                str(right.schema),
                found,
                text,
            )
    if case.everywhere:
        for s, part in enumerate(got):
            asking.expect_table(part, right, text, what=f"slice {s} of the result, a copy,")
        return
    asking.expect_table(pa.concat_tables(got), right, text, what="the result, all slices together,")
    if not case.step.group_by:
        lengths = [len(part) for part in got]
        if lengths != [1] + [0] * (len(got) - 1):
            due_lengths = str([1] + [0] * (len(got) - 1))
            raise Wrong("the result has other rows per slice", due_lengths, str(lengths), text)


def _expect_said(case: Case, keys: object, everywhere: object, text: str) -> None:
    right = frozenset(key for key in case.keys if set(key) <= set(case.step.group_by))
    if not lies_together(case):
        right = frozenset({tuple(case.step.group_by)})
    if type(keys) is not frozenset or keys != right or everywhere is not case.everywhere:
        said = f"{sorted(right)}, {case.everywhere}"
        raise Wrong("of the result something else is said", said, f"{keys}, {everywhere}", text)


def _expect_placed(case: Case, got: list[pa.Table], text: str) -> None:
    """Rows lie where an exchange by the groups, in their order, takes them."""
    groups = list(case.step.group_by)
    for s, part in enumerate(got):
        if len(groups) > 1 and len(cut(part, groups, len(got))[s]) != len(part):
            what = f"an exchange by {groups}, of which is said that rows lie by it, would move rows"
            raise Wrong(what, "every row where it belongs", f"slice {s}: {part.to_pydict()}", text)


def _expect_exchange(most: list[int], asked: list, text: str) -> None:
    if not asked:
        raise Wrong("nothing was exchanged by the function given", "an exchange", "none", text)
    for _, lengths in asked:
        if any(length > limit for length, limit in zip(lengths, most)):
            what = "more rows were exchanged than slices have groups"
            raise Wrong(what, f"at most {most}", str(lengths), text)


def _text(case: Case) -> str:
    said = "everywhere" if case.everywhere else f"by {sorted(case.keys)}" if case.keys else "anyhow"
    return asking.shown(**{"data.parts": case.slots, "data lie": said, "step": case.step})


def weighed(aggregate: Callable, slots: list[pa.Table], step: Aggregate) -> tuple:
    """The parts, what travelled, and the keys of each exchange, on slices to which functions go as their code.

    # driver: runs in the student's process
    """
    cluster, used = Travels(len(slots)), []

    def exchange(cluster: Travels, data: Distributed, keys: list[str]) -> Distributed:
        used.append(list(keys))
        return right_exchange(cluster, data, keys)

    result = aggregate(cluster, lying(cluster, slots, frozenset(), False), step, exchange)
    parts = cluster.keep("the result", list(result.parts))
    traffic = cluster.traffic()
    return cluster.fetch(parts), traffic, used


def expect_bytes(aggregate: Callable, rng: np.random.Generator) -> None:
    """Four groups of 4,000 rows."""
    rows = 4_000
    columns = {"g": (0, 2), "h": (0, 2), "v": (0, 99)}
    whole = pa.table({name: rng.integers(*ends, rows) for name, ends in columns.items()})
    one = step(["g", "h"], ALL)
    right = asking.all_due(due, [(whole, one)], "aggregates, weighed")[0]
    cases = [(dealt(whole, 3), one)]
    texts = [f"4,000 rows in four groups on 3 slices, step = {one}"]
    told = asking.answers("aggregate", weighed, aggregate, cases, texts)
    for text, (got, traffic, used) in zip(texts, told):
        asking.expect_table(
            pa.concat_tables(got), right, text, what="the result, all slices together,"
        )
        at_most(traffic.moved, MOST_MOVED, "what travelled between slices", "bytes")
        at_most(sum(traffic.to_leader), 0, "what went to the leader", "bytes")
        if not used:
            raise Wrong("nothing was exchanged by the function given", "an exchange", "none", text)


def expect_failures(aggregate: Callable) -> None:
    rng = np.random.default_rng(11)
    slots, other = dealt(table(rng, 12), 3), dealt(table(rng, 12), 3)
    one = step(["n"], [("sum", "v"), ("avg", "v")])
    text = _text(Case(slots, one))
    cases = [(slots, at, one) for at in range(1, 12)]
    told = asking.endings("aggregate", losing_groups, aggregate, cases)
    asking.expect_losses("aggregate", told, text)
    more = step(["n"], [("sum", "v"), ("min", "v")])
    expect(
        aggregate,
        "again",
        [
            Case(slots, one),
            Case(other, one),
            Case(slots, one),
            Case(slots, more),
            Case(slots[:2], one),
            Case(slots, one),
            Case(slots, one._replace(names=["p", "q"])),
        ],
    )
