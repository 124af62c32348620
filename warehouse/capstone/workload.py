"""The 22 queries of TPC-H on a cluster, beside DuckDB: rows, bytes, blocks and seconds of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import duckdb
import pyarrow as pa

from warehouse import data, plans
from warehouse.capstone import loading, memory
from warehouse.capstone.records import Distributed, Operators
from warehouse.distribution.interface import Cluster

NUMBERS = tuple(range(1, 23))


class Run(NamedTuple):
    """One query. ``same``: whether it gave DuckDB's rows, in order. ``moved``: bytes between slices.
    ``blocks``: read, of those of the columns and tables that it scans."""

    number: int
    same: bool
    rows: int
    moved: int
    to_leader: int
    blocks: int
    seconds: float
    duckdb_seconds: float


def run(
    cluster: Cluster,
    execute: Callable,
    operators: Operators,
    scale: float,
    numbers: tuple = NUMBERS,
) -> list[Run]:
    """Load TPC-H onto the cluster with the operators' ``exchange``, and run the queries. Raises CourseError
    where there is too little memory for that."""
    memory.require(scale)
    return _run(cluster, execute, operators, scale, numbers)


def _run(
    cluster: Cluster,
    execute: Callable,
    operators: Operators,
    scale: float,
    numbers: tuple = NUMBERS,
) -> list[Run]:
    catalogue = loading.load(cluster, loading.tables_of(scale), operators.exchange)
    duck, found = duckdb_over(scale), []
    for number in numbers:
        found.append(one(cluster, catalogue, execute, operators, number, duck))
    return found


def one(
    cluster: Cluster,
    catalogue: dict[str, Distributed],
    execute: Callable,
    operators: Operators,
    number: int,
    duck: duckdb.DuckDBPyConnection,
) -> Run:
    query = plans.tpch(number)
    loading.forget_reads(cluster, catalogue)
    cluster.reset_traffic()
    before = time.perf_counter()
    got = execute(cluster, catalogue, query.plan, operators)
    seconds, traffic = time.perf_counter() - before, cluster.traffic()
    blocks = sum(read for read, _ in loading.blocks_read(cluster, catalogue).values())
    before = time.perf_counter()
    expected = duck.sql(plans.sql(number)).fetchall()
    theirs = time.perf_counter() - before
    same = is_same(got, expected, query.scales)
    return Run(
        number, same, len(got), traffic.moved, sum(traffic.to_leader), blocks, seconds, theirs
    )


def is_same(got: pa.Table, expected: list[tuple], scales: list[int | None]) -> bool:
    """Whether these are DuckDB's rows, in order: decimals exact, floats to 1e-9."""
    rows = [tuple(row.values()) for row in got.to_pylist()]
    return len(rows) == len(expected) and all(
        _alike(value, theirs, scale)
        for row, other in zip(rows, expected)
        for value, theirs, scale in zip(row, other, scales)
    )


def _alike(value: object, theirs: object, scale: int | None) -> bool:
    if isinstance(theirs, Decimal):
        return value == int(theirs.scaleb(scale or 0))
    if isinstance(theirs, float) and isinstance(value, float):
        return abs(value - theirs) <= 1e-9 * max(abs(value), abs(theirs))
    return value == theirs


def duckdb_over(scale: float) -> duckdb.DuckDBPyConnection:
    """DuckDB with TPC-H's tables, one thread."""
    connection = duckdb.connect(config={"threads": 1})
    folder = data.generate(scale)
    for name in data.TABLES:
        connection.execute(f"create view {name} as select * from '{folder / name}.parquet'")
    return connection


def on_processes(
    execute: Callable, operators: Operators, scale: float = 0.1, slices: int = 4, address: str = ""
) -> list[Run]:
    """The same on processes of their own, or on the workers of a Dask scheduler at ``address``; prints a
    line for each query. Raises CourseError where these take more memory than is free."""
    if not address:  # the workers there have memory of their own
        memory.require(scale, processes=True)
    # Dask takes half a second to import: only who needs it pays
    from warehouse.distribution.dask_cluster import DaskCluster

    with DaskCluster(slices, address or None) as cluster:
        found = _run(cluster, execute, operators, scale)
    print(lines(found))
    return found


def lines(runs: list[Run]) -> str:
    """A table of them as text."""
    head = f"{'query':>5} {'same':>5} {'rows':>6} {'between slices':>15} {'to leader':>10} {'blocks':>7} {'s':>6} {'DuckDB':>6}"
    body = [
        f"{r.number:>5} {'yes' if r.same else 'NO':>5} {r.rows:>6,} {r.moved:>15,} {r.to_leader:>10,}"
        f" {r.blocks:>7,} {r.seconds:>6.2f} {r.duckdb_seconds:>6.2f}"
        for r in runs
    ]
    whole = [sum(values) for values in zip(*(r[2:] for r in runs))]
    rows, moved, leader, blocks, seconds, theirs = whole
    body.append(
        f"{'all':>5} {sum(r.same for r in runs):>5} {rows:>6,} {moved:>15,} {leader:>10,} {blocks:>7,}"
        f" {seconds:>6.2f} {theirs:>6.2f}"
    )
    return "\n".join([head, *body])
