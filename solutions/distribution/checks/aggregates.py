"""Of the exercise two_phase_aggregate: groups of tables on a cluster, beside DuckDB's.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
from hypothesis import strategies as st

from solutions.distribution.checks.placement import loaded
from warehouse.checks import drive, raises, shown_as
from warehouse.distribution import cluster as clusters
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    ALL,
    EVEN,
    Placed,
    Traffic,
)
from warehouse.relations import same_rows, sql

#: Hypothesis strategy: rows of two columns to group by, whole numbers and texts, and one of numbers.
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.integers(-100, 100)),
    min_size=6,
    max_size=40,
)


def grouped_by_duckdb(
    table: pa.Table, group_by: list[str], aggregates: list[tuple[str, str]]
) -> pa.Table:
    """DuckDB's answer, columns called as the task has them."""

    def term(function: str, column: str) -> str:
        floats = pa.types.is_floating(table.schema.field(column).type)
        # DuckDB's sums of whole numbers are 128 bits wide; the task asks for int64
        cast = "::bigint" if function == "sum" and not floats else ""
        return f"{function}({column}){cast} as {function}_{column}"

    names = ", ".join(group_by)
    terms = ", ".join(term(*pair) for pair in aggregates)
    return sql(f"select {names}, {terms} from t group by {names}", t=table)


def expect_aggregate(
    two_phase_aggregate: Callable,
    parts: list[pa.Table],
    grouped: str,
    aggregated: str,
    style: str = EVEN,
    cluster: Cluster | None = None,
) -> Traffic:
    """The table in ``parts``, one per slice, grouped as DuckDB groups it, in this process where no
    cluster is given; returns what travelled.

    ``grouped``: columns, ``"g h"``. ``aggregated``: functions of columns, ``"count x, sum x"``.
    """
    group_by = grouped.split()
    aggregates = [tuple(term.split()) for term in aggregated.split(", ")]

    @shown_as("two_phase_aggregate")
    def aggregate(
        cluster: Cluster, table: Placed, group_by: list[str], aggregates: list[tuple[str, str]]
    ) -> tuple[object, Traffic]:
        cluster.reset_traffic()
        got = two_phase_aggregate(cluster, table, group_by, aggregates)
        return got, cluster.traffic()

    whole = pa.concat_tables(parts[:1] if style == ALL else parts)
    if cluster is None:
        with clusters.InProcess(len(parts)) as here:
            table = loaded(here, "t", parts, style)
            got, traffic = drive(aggregate, here, table, group_by, aggregates)
    else:
        table = loaded(cluster, "t", parts, style)
        got, traffic = drive(aggregate, cluster, table, group_by, aggregates)
    same_rows(got, grouped_by_duckdb(whole, group_by, aggregates))
    return traffic


def expect_aggregates_refused(two_phase_aggregate: Callable, grouped: str, term: str) -> None:
    """An aggregate or a grouping that there is not, the aggregate by its name."""
    function, column = term.split()
    known = ("count", "sum", "min", "max", "avg")
    parts = [pa.table({"g": ["a"], "x": pa.array([1], pa.int64())})] * 2
    with clusters.InProcess(2) as cluster:
        arguments = cluster, loaded(cluster, "t", parts), grouped.split(), [(function, column)]
        naming = "" if function in known else function
        raises(ValueError, two_phase_aggregate, *arguments, naming=naming)
