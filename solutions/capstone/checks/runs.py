"""Exercise 7: one run of ``execute`` on a cluster that is watched, or that fails. What stands here runs in the
student's process and holds nothing that is due."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from solutions.capstone.checks.journeys import Travels, lose_at
from solutions.capstone.checks.keyed_tables import dealt
from solutions.capstone.checks.parts import cut
from solutions.capstone.checks.parts import operators as lent_operators
from solutions.capstone.checks.whole_plans import Layout
from warehouse.capstone.records import BROADCAST, STAY, Distributed, Movement, Operators
from warehouse.distribution.cluster import Cluster, Uncopied
from warehouse.distribution.records import Traffic
from warehouse.plans import Aggregate, Join, Plan, Scan, Sort
from warehouse.zone_maps.blocks import BlockTable


class Here(Uncopied):
    """Slices in this process, whatever the grader puts in the place of others."""

    def __new__(cls, slices: int) -> Cluster:
        return object.__new__(cls)


def blocks(table: pa.Table) -> BlockTable:
    return BlockTable(table, 65_536)


def loaded(cluster: Cluster, tables: dict[str, pa.Table], layout: Layout) -> dict[str, Distributed]:
    """# driver: runs in the student's process"""
    catalogue = {}
    for name, table in tables.items():
        key = layout[name]
        if key is None:
            lying = Distributed(cluster.load(name, [table] * cluster.slices), frozenset(), True)
        elif key:  # as an exchange of the lent parts leaves it
            parts = cut(table, list(key), cluster.slices)
            lying = Distributed(cluster.load(name, parts), frozenset({key}))
        else:
            lying = Distributed(cluster.load(name, dealt(table, cluster.slices)))
        stored = [cluster.run(s, blocks, part) for s, part in enumerate(lying.parts)]
        catalogue[name] = lying._replace(parts=stored)
    cluster.reset_traffic()
    return catalogue


def weighed(
    execute: Callable, plan_list: list[Plan], tables: dict, layout: Layout, slices: int
) -> list[tuple[pa.Table, Traffic]]:
    """# driver: runs in the student's process"""
    cluster, found = Here(slices), []
    catalogue = loaded(cluster, tables, layout)
    for plan in plan_list:
        cluster.reset_traffic()
        got = execute(cluster, catalogue, plan, lent_operators())
        found.append((got, cluster.traffic()))
    return found


def travelling(
    execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int
) -> pa.Table:
    """# driver: runs in the student's process"""
    cluster = Travels(slices)
    return execute(cluster, loaded(cluster, tables, layout), plan, lent_operators())


class Trace:
    """Operators that note what they are asked. ``movements``: what the planner says, in turn; the right
    ones where there are none left.

    # driver: runs in the student's process
    """

    def __init__(self, operators: Operators, movement: str = ""):
        self.inner, self.movement, self.notes = operators, movement, []

    def operators(self) -> Operators:
        return Operators(
            self.scan_slice,
            self.exchange,
            self.broadcast,
            self.join_slice,
            self.plan_join,
            self.placed_after,
            self.aggregate,
            self.top,
        )

    def note(self, *what: object) -> None:
        self.notes.append(repr(what))

    def scan_slice(self, stored: object, scan: Scan) -> pa.Table:
        self.note("scan_slice", tuple(scan), stored.num_rows)
        return self.inner.scan_slice(stored, scan)

    def exchange(self, cluster: Cluster, data: Distributed, keys: list[str]) -> Distributed:
        self.note("exchange", list(keys), sorted(data.keys), data.everywhere)
        return self.inner.exchange(cluster, data, keys)

    def broadcast(self, cluster: Cluster, data: Distributed) -> Distributed:
        self.note("broadcast", sorted(data.keys), data.everywhere)
        return self.inner.broadcast(cluster, data)

    def join_slice(self, left: pa.Table, right: pa.Table, join: Join) -> pa.Table:
        self.note("join_slice", tuple(join[3:]), join.kind, len(left), len(right))
        return self.inner.join_slice(left, right, join)

    def plan_join(self, left: object, right: object, join: Join, slices: int) -> Movement:
        known = [(sorted(side.keys), side.everywhere, int(side.bytes)) for side in (left, right)]
        self.note("plan_join", *known, join.kind, tuple(join[3:]), slices)
        # the keys in another order than the join's, or none; words that are equal and no more
        keys = [list(reversed(some)) for some in (join.left_keys, join.right_keys)]
        stay, copy = "".join(STAY), "".join(BROADCAST)
        forced = {
            "both": Movement("DS_DIST_BOTH", 1, *keys),
            "inner": Movement("DS_BCAST_INNER", 1, stay, copy),
            "outer": Movement("DS_BCAST_OUTER", 1, copy, stay),
        }
        holds = {"both": True, "inner": True, "outer": join.kind == "inner"}
        if holds.get(self.movement):
            return forced[self.movement]
        return self.inner.plan_join(left, right, join, slices)

    def placed_after(self, step: object, inputs: list) -> tuple:
        known = [(sorted(side.keys), side.everywhere) for side in inputs]
        self.note("placed_after", type(step).__name__, known)
        return self.inner.placed_after(step, inputs)

    def aggregate(
        self, cluster: Cluster, data: Distributed, step: Aggregate, exchange: Callable
    ) -> Distributed:
        self.note("aggregate", tuple(step[1:]), sorted(data.keys), data.everywhere)
        return self.inner.aggregate(cluster, data, step, exchange)

    def top(self, cluster: Cluster, data: Distributed, sort: Sort) -> pa.Table:
        self.note("top", tuple(sort[1:]), sorted(data.keys), data.everywhere)
        return self.inner.top(cluster, data, sort)


def traced(
    execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int, movement: str
) -> tuple[pa.Table, list[str], bool]:
    """# driver: runs in the student's process"""
    cluster, trace, before = Here(slices), Trace(lent_operators(), movement), repr(plan)
    catalogue = loaded(cluster, tables, layout)
    lying = repr(catalogue)
    got = execute(cluster, catalogue, plan, trace.operators())
    return got, trace.notes, repr(plan) == before and repr(catalogue) == lying


def failing(
    execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int, at: int, what: str
) -> int:
    """The cluster's call ``at``, of ``run`` or ``fetch``, fails; or the operator ``what`` does.

    # driver: runs in the student's process
    """
    cluster, operators = Here(slices), lent_operators()
    catalogue = loaded(cluster, tables, layout)

    class OutOfOrder(KeyError, ValueError, RuntimeError, TypeError):
        """Also what an engine may expect of something else, and catch."""

    def broken(*given: object) -> None:
        raise OutOfOrder(f"{what} is out of order")

    made = lose_at(cluster, at)
    if what:
        operators = operators._replace(**{what: broken})
    execute(cluster, catalogue, plan, operators)
    return len(made)


def replaced(
    execute: Callable, plan: Plan, tables: dict, others: dict, layout: Layout, slices: int
) -> tuple[pa.Table, pa.Table]:
    """One cluster and one catalogue, in which each table is another one the second time.

    # driver: runs in the student's process
    """
    cluster = Here(slices)
    catalogue = loaded(cluster, tables, layout)
    first = execute(cluster, catalogue, plan, lent_operators())
    catalogue.update(loaded(cluster, others, layout))
    return first, execute(cluster, catalogue, plan, lent_operators())


def untouched(execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int) -> str:
    """What a refusal says, and how many calls of the cluster there were before it.

    # driver: runs in the student's process
    """
    cluster, count = Here(slices), 0
    catalogue = loaded(cluster, tables, layout)
    right = cluster.run

    def run(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        return right(*given, **named)

    cluster.run = run
    try:
        execute(cluster, catalogue, plan, lent_operators())
    except ValueError as error:
        return f"{count} calls, then: {error}"
    return f"{count} calls, and an answer"
