"""Of the exercise two_phase_aggregate: groups of tables on a cluster, beside DuckDB's.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from solutions.distribution.checks import local
from solutions.distribution.checks.failing import expect_losses_come_out, expect_refused_untouched
from solutions.distribution.checks.oracle import answered
from solutions.distribution.checks.placement import dealt, loaded
from warehouse import data
from warehouse.checks import at_most, drive, kept, same, shown_as
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    ALL,
    EVEN,
    Placed,
    Traffic,
    placed,
)
from warehouse.relations import same_rows

_BIG = 2**53 + 1
LINES = 20_000  # of TPC-H's lineitem, SF0.01


def typed_table() -> pa.Table:
    """Groups of every type, and columns whose sums and extremes need all of their bits."""
    n = 60
    return pa.table(
        {
            "text": [["", "a", "A", "a "][i % 4] for i in range(n)],
            "day": [date(2026, 1, 1 + i % 3) for i in range(n)],
            "yes": [i % 5 == 0 for i in range(n)],
            "small": pa.array([i % 7 - 3 for i in range(n)], pa.int8()),
            "i": pa.array([2**31 - 1 - i for i in range(n)], pa.int32()),
            "big": pa.array([(_BIG + 2 * i) * (-1) ** (i // 30) for i in range(n)], pa.int64()),
            "wide": pa.array([2**54 + i for i in range(n)], pa.int64()),
            "f": [(-1) ** i * 10.0 ** (i % 9) for i in range(n)],
            "word": [f"w{i * 7 % 11}{' ' * (i % 2)}" if i % 4 else None for i in range(n)],
        }
    )


def odd_table() -> pa.Table:
    """Columns whose names need quotes."""
    names = ["select", "a.b", "two words", 'say "x"', "", "net_sum_of_x"]
    columns = [[i % 3 for i in range(20)], [i % 2 for i in range(20)], *[range(20)] * 4]
    return pa.Table.from_arrays([pa.array(list(column)) for column in columns], names=names)


ODD_TERMS = (
    ["two words", "select"],
    [
        *[("sum", ""), ("count", "a.b"), ("max", 'say "x"'), ("avg", "two words"), ("min", "")],
        ("max", "net_sum_of_x"),
    ],
)
#: What a list of names may be joined with on its way, and cut by again.
_CUT = [",", ", ", " ", "|", "_", "-", "\0", "\x1f", ":", ""]


def cut_names() -> tuple[pa.Table, list[str], list[tuple[str, str]]]:
    """Columns whose names hold what names are joined with, and are each other's pieces; what they
    are grouped by, and their aggregates."""
    names = ["a", "b", *(f"a{s}b" for s in _CUT if s not in ("", "\0"))]
    columns = [pa.array([(i + at) % (2 + at % 2) for i in range(20)]) for at in range(len(names))]
    functions = ["sum", "count", "max", "avg", "min"]
    terms = [(functions[at % 5], name) for at, name in enumerate(names)]
    return pa.Table.from_arrays(columns, names=names), names[1:5], terms


UNEVEN = pa.table(
    {
        "g": [1, 1, 1, 1, 2, 2],
        "x": [1, 2, 3, 10, 5, 6],
        "f": [0.5, 1.5, -2.0, 8.25, 1e9, 2.0],
    }
)
WITH_NULLS = pa.table(
    {
        "g": [1, 1, None, 2, 2, None],
        "x": [None, 4, 5, None, None, 7],
        "f": [1.0, None, None, None, None, 3.0],
    }
)


#: Groups that are told apart by their values alone, not by texts of these.
ALIKE = pa.table(
    {
        "t": [None, "None", "null", "", "nan", None, *(f"a{s}b" for s in _CUT), *["a"] * len(_CUT)],
        "h": [*["c"] * (6 + len(_CUT)), *(f"b{s}c" for s in _CUT)],
        "n": [None, None, None, None, None, 0, *[2] * (2 * len(_CUT))],
        "x": list(range(6 + 2 * len(_CUT))),
    }
)


def in_three(table: pa.Table, first: int, second: int) -> list[pa.Table]:
    """Three parts, cut before these rows."""
    return [table[:first], table[first:second], table[second:]]


def grouped_by_duckdb(
    table: pa.Table, group_by: list[str], aggregates: list[tuple[str, str]]
) -> pa.Table:
    """DuckDB's answer, columns called as the task has them."""

    def term(function: str, column: str) -> str:
        floats = pa.types.is_floating(table.schema.field(column).type)
        # DuckDB's sums of whole numbers are 128 bits wide; the task asks for int64
        cast = "::bigint" if function == "sum" and not floats else ""
        return f"{function}({quoted(column)}){cast} as {quoted(f'{function}_{column}')}"

    def quoted(name: str) -> str:
        return (
            f"t.c{table.column_names.index(name)}"
            if name in table.column_names
            else ('"' + name.replace('"', '""') + '"')
        )

    names = ", ".join(map(quoted, group_by))
    terms = ", ".join(term(*pair) for pair in aggregates)
    renamed = table.rename_columns([f"c{at}" for at in range(table.num_columns)])
    found = answered(f"select {names}, {terms} from t group by {names}", t=renamed)
    return found.rename_columns([*group_by, *found.column_names[len(group_by) :]])


def aggregate_and_weigh(
    cluster: Cluster,
    two_phase_aggregate: Callable,
    table: Placed,
    group_by: list[str],
    aggregates: list[tuple[str, str]],
) -> tuple[object, Traffic]:
    """The answer, and what had travelled for it."""
    got = two_phase_aggregate(cluster, table, group_by, aggregates)
    return got, cluster.traffic()


class Query(NamedTuple):
    """A table in ``parts``, one per slice, to be grouped.

    ``grouped``: columns, ``"g h"``. ``aggregated``: functions of columns, ``"count x, sum x"``.
    Lists where names have blanks.
    """

    parts: list[pa.Table]
    grouped: str | list[str]
    aggregated: str | list[tuple[str, str]]
    style: str = EVEN

    def arguments(self) -> tuple[Placed, list[str], list[tuple[str, str]]]:
        names, terms = self.grouped, self.aggregated
        return (
            placed("t", self.parts, self.style),
            names.split() if isinstance(names, str) else list(names),
            [tuple(term.split()) for term in terms.split(", ")]
            if isinstance(terms, str)
            else list(terms),
        )

    def expect(self, got: object) -> None:
        """``got`` must be what DuckDB groups."""
        _, group_by, aggregates = self.arguments()
        whole = pa.concat_tables(self.parts[:1] if self.style == ALL else self.parts)
        same_rows(got, grouped_by_duckdb(whole, group_by, aggregates))
        expected = [*group_by, *(f"{function}_{column}" for function, column in aggregates)]
        same(got.column_names, expected, "the columns, in their order,")


def expect_aggregates(two_phase_aggregate: Callable, *queries: Query) -> list[Traffic]:
    """``Query.expect`` of each, in one process; returns what travelled."""
    cases = [({"t": query.parts}, query.arguments()) for query in queries]
    sent = aggregate_and_weigh, two_phase_aggregate, cases
    travelled = []
    for query, (got, traffic) in zip(queries, local.each("two_phase_aggregate", *sent)):
        query.expect(got)
        travelled.append(traffic)
    return travelled


_BY_HAND = {"count": len, "sum": sum, "min": min, "max": max}


class ByHand(Query):
    """Of a table without nulls."""

    def expect(self, got: object) -> None:
        """``got`` must be what plain Python groups: DuckDB takes ten times as long."""
        _, group_by, aggregates = self.arguments()
        groups: dict[tuple, list[dict]] = {}
        for row in pa.concat_tables(self.parts).to_pylist():
            groups.setdefault(tuple(row[name] for name in group_by), []).append(row)
        columns = dict(zip(group_by, zip(*groups)))
        for function, column in aggregates:
            columns[f"{function}_{column}"] = [
                _BY_HAND[function]([row[column] for row in rows]) for rows in groups.values()
            ]
        same_rows(got, pa.table(columns))


def expect_groups(two_phase_aggregate: Callable, rows: list[tuple], slices: int) -> None:
    """Rows of g, h and x over so many slices, grouped by two columns and by one."""
    table = pa.table(dict(zip("ghx", zip(*rows))))
    expect_aggregates(
        two_phase_aggregate,
        ByHand(dealt(table, slices), "g h", "count x, sum x, min x, max x, sum g"),
        ByHand(dealt(table, 2), "h", "max x, count h"),
    )


def expect_few_bytes(two_phase_aggregate: Callable, cluster: Cluster, to_leader: int) -> None:
    """Four groups of the first lines of TPC-H's lineitem, SF0.01: so many bytes may come to the
    leader, and none travel between slices."""

    @shown_as("two_phase_aggregate")
    def aggregate(cluster: Cluster, *arguments: object) -> tuple[object, Traffic]:
        cluster.reset_traffic()
        return aggregate_and_weigh(cluster, two_phase_aggregate, *arguments)

    names = ["l_returnflag", "l_linestatus", "l_suppkey", "l_linenumber"]
    one = pa.array(np.ones(LINES, np.int64))  # whose average is 1, however it is made
    lines = kept(
        lambda: data.table("lineitem", 0.01, names).slice(0, LINES), "lines", LINES, seeded=False
    )
    terms = "max l_suppkey, avg one, sum l_linenumber, min l_linenumber"
    lines = lines.append_column("one", one)
    query = Query(dealt(lines, cluster.slices), "l_returnflag l_linestatus", terms)
    cluster.load("t", query.parts)
    got, traffic = drive(aggregate, cluster, *query.arguments())
    query.expect(got)
    at_most(traffic.moved, 0, "what slices sent each other", "bytes")
    at_most(sum(traffic.to_leader), to_leader, "what the slices sent to the leader", "bytes")


LONG, TWO_GROUPS = 1_500, 15_000  # letters of a group's name; bytes of two such, sent four times
SIXTEEN_GROUPS = 30_000  # bytes of sixteen such, sent once: less than of 24


def expect_groups_alone(two_phase_aggregate: Callable) -> None:
    """From slices of few rows and from such of many chunks, too, come lines of groups, here two of
    long names, and not rows; and where two in three rows are groups of their own, no more than these."""
    for terms, limit, asked in (
        ("sum x, count x", TWO_GROUPS, [(12, 1, 2), (60, 10, 2)]),
        ("sum x", SIXTEEN_GROUPS, [(24, 1, 16)]),
    ):
        parts = [_long_groups(*one) for one in asked]
        (traffic,) = expect_aggregates(two_phase_aggregate, Query(parts, "g", terms))
        for (rows, _, groups), sent in zip(asked, traffic.to_leader):
            shown = f"what a slice of {rows} rows in {groups} groups sent to the leader"
            at_most(sent, limit, shown, "bytes")


def _long_groups(rows: int, chunks: int, groups: int) -> pa.Table:
    names = pa.array([chr(ord("a") + at) * LONG for at in range(groups)])
    column = names.take(pa.array([i % groups for i in range(rows)]))
    part = pa.table({"g": column, "x": pa.array(range(rows), pa.int64())})
    size = rows // chunks
    return pa.concat_tables([part.slice(at * size, size) for at in range(chunks)])


def parts_of(rows: int, first: int = 0, kind: str = "int64") -> list[pa.Table]:
    """Two parts of one group a, g, and the numbers from ``first`` on, x."""
    numbers = pa.array(range(first, first + rows), kind)
    return [pa.table({"g": ["a"] * rows, "x": numbers})] * 2


#: (group_by, aggregate) that there is not. Arrow knows some of the functions.
REFUSED = (
    ("g", "mean x"),
    ("g", "product x"),
    ("g", "first x"),
    ("g", "SUM x"),
    ("", "sum x"),
)


def expect_aggregates_refused(two_phase_aggregate: Callable, grouped: str, term: str) -> None:
    """An aggregate or a grouping that there is not, the aggregate by its name, wherever it stands,
    before anything has run."""
    function, column = term.split()
    known = ("count", "sum", "min", "max", "avg")
    terms = [("max", column), ("count", column)]
    terms.insert(len(function) % 3, (function, column))  # first, in the middle, or last
    naming = "" if function in known else function
    expect_refused_untouched(
        two_phase_aggregate,
        lambda cluster: (loaded(cluster, "t", parts_of(1)), grouped.split(), terms),
        naming,
    )


def expect_losses(two_phase_aggregate: Callable) -> None:
    """A slice that is lost comes out, and nothing is left over for the next answer."""
    parts = parts_of(3)
    arguments = placed("t", parts, EVEN), ["g"], [("avg", "x"), ("count", "x")]
    asked = aggregate_and_weigh, two_phase_aggregate, {"t": parts}, arguments
    got, _ = expect_losses_come_out("two_phase_aggregate", *asked)
    same_rows(got, pa.table({"g": ["a"], "avg_x": [1.0], "count_x": [6]}))


def expect_again(two_phase_aggregate: Callable) -> None:
    """Two clusters side by side whose tables have one name, and on one of them other rows later, as
    many and as long, then some of another type, of which the planner has not heard."""
    jobs = []
    later = (0, 3), (0, 3), (1, 4), (1, 4), (0, 5), (0, 5), (0, 6, "float64")
    for cluster, *rows in later:
        parts = parts_of(3, *rows)
        known = parts if len(rows) == 1 else parts_of(0)
        arguments = placed("t", known, EVEN), ["g"], [("sum", "x"), ("count", "x")]
        jobs.append((cluster, {"t": parts}, arguments))
    sent = aggregate_and_weigh, two_phase_aggregate, jobs
    for (_, tables, _), (got, _) in zip(jobs, local.calls("two_phase_aggregate", *sent)):
        total = 2 * sum(tables["t"][0]["x"].to_pylist())
        same_rows(got, pa.table({"g": ["a"], "sum_x": [total], "count_x": [6]}))
