"""Exercise 6: the first rows of what lies on slices, beside Python's stable sort."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from solutions.capstone.checks.journeys import Travels, lose_at, losing, lying
from solutions.capstone.checks.keyed_tables import dealt, drawn
from solutions.capstone.checks.moves import PIECE_BYTES
from warehouse.checks import Wrong, at_most
from warehouse.distribution.cluster import Uncopied
from warehouse.distribution.records import table_bytes
from warehouse.plans import Sort

Case = tuple[list[pa.Table], bool, Sort]  # parts, whether each is a copy of all, the sort


class Noted(Uncopied):
    """``ran``: the slices on which something ran.

    # driver: runs in the student's process
    """

    def __init__(self, slices: int):
        super().__init__(slices)
        self.ran: set[int] = set()

    def run(self, slice_: int, *given: object, **named: object) -> object:
        self.ran.add(slice_)
        return super().run(slice_, *given, **named)


def asked(top: Callable, parts: list[pa.Table], everywhere: bool, sort: Sort) -> tuple:
    """What comes back, on which slices something ran for it, and whether the sort is as it was.

    # driver: runs in the student's process
    """
    cluster, before = Noted(len(parts)), repr(sort)
    got = top(cluster, lying(cluster, parts, frozenset(), everywhere), sort)
    return got, cluster.ran, repr(sort) == before


def lost(top: Callable, parts: list[pa.Table], at: int, sort: Sort) -> int:
    """Slice lost at call ``at`` of ``run`` or ``fetch``.

    # driver: runs in the student's process
    """
    cluster = Uncopied(len(parts))
    data = lying(cluster, parts, frozenset(), False)
    made = lose_at(cluster, at)
    top(cluster, data, sort)
    return len(made)


def due(parts: list[pa.Table], everywhere: bool, sort: Sort) -> pa.Table:
    whole = parts[0] if everywhere else pa.concat_tables(parts)
    columns = {name: whole[name].to_pylist() for name, _, _ in sort.keys}

    def compare(one: int, other: int) -> int:
        for name, down, nulls_first in sort.keys:
            a, b = columns[name][one], columns[name][other]
            if a is None or b is None:
                if a is not b:
                    return (-1 if nulls_first else 1) * (1 if a is None else -1)
            elif a != b:
                return (-1 if a < b else 1) * (-1 if down else 1)
        return 0

    order = sorted(range(len(whole)), key=cmp_to_key(compare))
    if sort.limit is not None:
        order = order[: sort.limit]
    return whole.take(pa.array(order, pa.int64()))


def expect(top: Callable, what: str, cases: list[Case]) -> None:
    """``what``: a name of the cases, under which what is due is kept for a class."""
    right = asking.all_due(due, cases, f"sorts, {what}")
    texts = [
        asking.shown(**{"data.parts": p, "data.everywhere": e, "sort": s}) for p, e, s in cases
    ]
    for (_, everywhere, _), wanted, text, (got, ran, unchanged) in zip(
        cases, right, texts, asking.answers("top", asked, top, cases, texts)
    ):
        asking.expect_table(got, wanted, text, ordered=True)
        if everywhere and ran - {0}:
            what = "other slices worked for rows that slice 0 has"
            raise Wrong(what, "slice 0 alone", f"slices {sorted(ran)}", text)
        if not unchanged:
            raise Wrong("the sort was changed", "as it was", "changed", text)


def sort(*keys: tuple[str, bool, bool], limit: int | None = None) -> Sort:
    return Sort(None, list(keys), limit)


def orders(rng: np.random.Generator) -> list[Case]:
    found = []
    for slices in (1, 2, 3):
        parts = dealt(drawn(rng, 20, nulls=0), slices)
        for limit in ((None, 0, 3, 50), (1, 19, 20), (None, 3, 20))[slices - 1]:
            found.append(
                (parts, False, sort(("n", False, False), ("row", True, False), limit=limit))
            )
        keys = [("t", True, False), ("d", False, False), ("f", True, True), ("row", False, True)]
        found += [(parts, False, sort(*keys, limit=limit)) for limit in (None, 5)]
        found += [(parts, False, sort(("row", down, False), limit=4)) for down in (False, True)]
        found.append((parts, False, sort(("y", True, True), ("row", True, True), limit=8)))
    # the first ten all lie on one slice, the last one
    parts = [
        pa.table({"n": np.arange(40, 60)}),
        pa.table({"n": np.arange(60, 80)}),
        pa.table({"n": np.arange(20)}),
    ]
    found += [
        (parts, False, sort(("n", False, False), limit=10)),
        (parts, False, sort(("n", True, False), limit=25)),
    ]
    return found


def nulls(rng: np.random.Generator) -> list[Case]:
    found = []
    for down in (False, True):
        for first in (False, True):
            parts = dealt(drawn(rng, 18, nulls=0.4), 3)
            found += [
                (parts, False, sort((key, down, first), ("row", False, False), limit=limit))
                for key, limits in (("n", (None, 7)), ("t", (2,)), ("d", (7,)))
                for limit in limits
            ]
            found.append(
                (
                    parts,
                    False,
                    sort(
                        ("y", down, first),
                        ("n", not down, not first),
                        ("row", True, False),
                        limit=9,
                    ),
                )
            )
    return found


def ties(rng: np.random.Generator) -> list[Case]:
    found = []
    for slices in (2, 3, 12):
        parts = dealt(drawn(rng, 60, nulls=0), slices)
        for down in (False, True):
            found += [
                (parts, False, sort(("y", down, False), limit=limit))
                for limit in ((None, 21), (4, 40))[down]
            ]
            found += [
                (parts, False, sort(("y", down, False), ("d", other, True), limit=30))
                for other in (False, True)
            ]
    # rows that are there twice with all their columns, which are called as a sort may call its own
    twice = drawn(rng, 30, nulls=0).select(["y", "d"]).rename_columns(["slice", "__order"])
    parts = dealt(twice, 3)
    return found + [
        (parts, False, sort(("slice", down, True), ("__order", True, False), limit=limit))
        for down, limit in ((False, None), (True, None), (True, 9))
    ]


def edges(rng: np.random.Generator) -> list[Case]:
    some, nothing = drawn(rng, 6), drawn(rng, 0)
    key = ("row", True, False)
    found = [([nothing, some, nothing], False, sort(key, limit=limit)) for limit in (None, 2, 9)]
    found += [([nothing] * 3, False, sort(key, limit=limit)) for limit in (None, 0, 2)]
    found += [([some] * 3, True, sort(key, limit=limit)) for limit in (None, 2, 9)]
    found.append(([some.slice(at, 1) for at in range(3)], False, sort(key)))  # a row on each
    return found + [([nothing] * 2, True, sort(key)), ([some], False, sort(key, limit=2))]


def weighed(top: Callable, parts: list[pa.Table], everywhere: bool, sort: Sort) -> tuple:
    """What comes back, and what travelled, on slices to which functions go as their code.

    # driver: runs in the student's process
    """
    cluster = Travels(len(parts))
    got = top(cluster, lying(cluster, parts, frozenset(), everywhere), sort)
    return got, cluster.traffic()


def expect_bytes(top: Callable, rng: np.random.Generator) -> None:
    """So many rows to the leader, and none between slices."""
    table = drawn(rng, 300, nulls=0)
    cases = []
    for slices, limit, everywhere, keys in (
        (3, 10, False, ["n", "row"]),
        (3, 10, False, ["y"]),
        (3, 0, False, ["n"]),
        (3, 25, True, ["n", "row"]),
        (2, None, True, ["n", "row"]),
    ):
        parts = [table] * slices if everywhere else dealt(table, slices)
        asked_for = sort(*((key, False, False) for key in keys), limit=limit)
        cases.append((parts, everywhere, asked_for))
    texts = [
        f"300 rows on {len(parts)} slices, everywhere: {every}, sort = {one}"
        for parts, every, one in cases
    ]
    for case, text, (got, traffic) in zip(
        cases, texts, asking.answers("top", weighed, top, cases, texts)
    ):
        parts, everywhere, one = case
        if one.limit != 0:  # which rows these are is the first check's matter
            asking.expect_table(got, due(*case), text, ordered=True)
        askees = 1 if everywhere else len(parts)
        rows = len(parts[0]) if one.limit is None else min(one.limit, len(parts[0]))
        whole = table_bytes(table) / len(table) * rows * askees
        at_most(
            sum(traffic.to_leader),
            1.5 * whole + PIECE_BYTES * askees,
            "what went to the leader",
            "bytes",
        )
        senders = sum(1 for sent in traffic.to_leader if sent)
        at_most(senders, askees, "slices that sent something to the leader")
        at_most(traffic.moved, 0, "what travelled between slices", "bytes")


def expect_failures(top: Callable) -> None:
    rng = np.random.default_rng(3)
    parts = dealt(drawn(rng, 12), 3)
    one = sort(("row", False, False), limit=2)
    cases = [(parts, at, one) for at in range(1, 7)]
    text = asking.shown(**{"data.parts": parts, "sort": one})
    asking.expect_losses("top", asking.endings("top", lost, top, cases), text)
    for limit in (-1, -7):
        bad = sort(("row", False, False), limit=limit)
        ending = asking.endings("top", losing, top, [(parts, 1, bad)])[0]
        asking.expect_raised(
            ending,
            "ValueError",
            str(limit),
            asking.shown(sort=bad),
            "this limit must be refused before anything has run",
        )
    other = dealt(drawn(rng, 12), 3)
    expect(
        top,
        "again",
        [
            (parts, False, one),
            (other, False, one),
            (parts, False, one),
            (parts, False, one._replace(limit=3)),
            (parts[:2], False, one),
            (parts, False, one),
        ],
    )
