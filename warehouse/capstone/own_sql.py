"""The reader's own SQL on the reader's own engine, beside DuckDB, where DataFusion is installed to read it
(``warehouse.plans.front_end``). Never graded."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa

from warehouse import data, plans
from warehouse.capstone import loading, workload
from warehouse.capstone.records import Operators
from warehouse.distribution.cluster import Uncopied
from warehouse.plans import Plan, Scan, front_end


class Answered(NamedTuple):
    """``rows``: the engine's, with decimals as SQL has them. ``verdict``: in words, beside DuckDB's.
    ``moved``, ``to_leader``: bytes. ``blocks``: read."""

    plan: Plan
    columns: list[str]
    rows: list[tuple]
    verdict: str
    moved: int
    to_leader: int
    blocks: int


def answered(
    text: str, execute: Callable, operators: Operators, scale: float = 0.01, slices: int = 4
) -> Answered:
    """The query over TPC-H's tables, of each the columns that it reads.

    Raises ``front_end.NoFrontEnd`` where nothing reads SQL here, and ``front_end.NotInPlans`` for what the
    plan language cannot say.
    """
    plan, scales = front_end.plan_of(text, *front_end.session())
    cluster = Uncopied(slices)
    catalogue = loading.load(cluster, _tables(plan, scale), operators.exchange)
    loading.forget_reads(cluster, catalogue)
    cluster.reset_traffic()
    got = execute(cluster, catalogue, plan, operators)
    traffic, read = cluster.traffic(), loading.blocks_read(cluster, catalogue)
    rows = [
        tuple(_as_sql_has_it(value, places) for value, places in zip(row.values(), scales))
        for row in got.to_pylist()
    ]
    return Answered(
        plan,
        got.column_names,
        rows,
        beside(rows, workload.duckdb_over(scale).sql(text).fetchall()),
        traffic.moved,
        sum(traffic.to_leader),
        sum(blocks for blocks, _ in read.values()),
    )


def _tables(plan: Plan, scale: float) -> dict[str, pa.Table]:
    """What the plan reads of each table, and the table's keys."""
    wanted: dict[str, set[str]] = {}
    for step in plans.steps(plan):
        if isinstance(step, Scan):
            keys = {name for name in loading.LAYOUT[step.table] if name}
            wanted.setdefault(step.table, keys).update(step.columns)
    return {
        table: plans.stored(data.table(table, scale, sorted(names))).combine_chunks()
        for table, names in wanted.items()
    }


def _as_sql_has_it(value: object, places: int | None) -> object:
    return Decimal(value).scaleb(-places) if places and value is not None else value


def beside(rows: list[tuple], theirs: list[tuple]) -> str:
    """Whether these are DuckDB's rows, floats to 1e-9, in words."""
    if _alike(rows, theirs):
        return "DuckDB's rows"
    if _alike(sorted(rows, key=_order), sorted(theirs, key=_order)):
        return "DuckDB's rows, in another order"
    return (
        f"other rows than DuckDB's {len(theirs):,} (a limit among equal rows may take any of them)"
    )


def _alike(rows: list[tuple], theirs: list[tuple]) -> bool:
    return len(rows) == len(theirs) and all(
        _same(one, other) for row, line in zip(rows, theirs) for one, other in zip(row, line)
    )


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return False
        return abs(float(one) - float(other)) <= 1e-9 * max(abs(float(one)), abs(float(other)))
    return one == other


def _order(row: tuple) -> list[str]:
    """A text for each value, the same for the same number of whatever type."""
    numbers = (int, float, Decimal)
    return [f"{float(value):.9e}" if isinstance(value, numbers) else str(value) for value in row]
