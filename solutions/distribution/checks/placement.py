"""Of the exercises detach and plan_join: what a part weighs, what a join of two layouts moves."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from hypothesis import assume
from hypothesis import strategies as st

from warehouse.checks import (
    Wrong,
    at_most,
    drive,
    fields,
    generator,
    raises,
    run,
    run_each,
    same,
    shown_as,
)
from warehouse.checks.compare import calls, show
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    ALL,
    EVEN,
    KEY,
    LABELS,
    JoinPlan,
    Placed,
    Shipment,
    placed,
    table_bytes,
)


def dealt(table: pa.Table, slices: int) -> list[pa.Table]:
    """The parts of a table under EVEN: row i on slice i % slices."""
    return [table.take(pa.array(np.arange(s, len(table), slices))) for s in range(slices)]


def loaded(
    cluster: Cluster, name: str, parts: list[pa.Table], style: str = EVEN, key: str | None = None
) -> Placed:
    """Load a table that is cut into ``parts``, one per slice; returns the planner's record of
    it."""
    cluster.load(name, parts)
    return placed(name, parts, style, key)


# detach

PARENT_ROWS = 24_000  # rows of the tables that parts are cut from: 3,000 bytes even of booleans
MORE_BYTES = 2_000  # that a column's pickle may weigh besides its rows: schema, object headers
CHUNK_BYTES = 500  # and for each of its chunks

_NAN = np.array([0x7FF8000000000000, 0x7FF8000000000123, 0xFFF8000000000001], np.uint64)
_MOMENT = datetime(2026, 11, 27, 2, 3, 4, 567_891)
#: Of every type that a table's column may have, values that a copy by way of another type changes.
VALUES: dict[str, tuple[pa.DataType, object]] = {
    "int8": (pa.int8(), [-128, 127, 0, None, 3]),
    "int32": (pa.int32(), [-(2**31), 2**31 - 1, 0, None]),
    "int64": (pa.int64(), [2**53 + 1, -(2**63), 2**63 - 1, 0, None]),
    "uint64": (pa.uint64(), [2**64 - 1, 0, None, 2**63]),
    "float16": (pa.float16(), np.array([1.5, -0.0, np.inf, 65504], np.float16)),
    "float32": (pa.float32(), np.array([0.1, -0.0, -np.inf, np.nan], np.float32)),
    "float64": (pa.float64(), np.concatenate([_NAN.view(np.float64), [-0.0, 0.1, np.inf]])),
    "bool": (pa.bool_(), [True, False, None, True]),
    "date32": (pa.date32(), [date(1, 1, 1), date(9999, 12, 31), None]),
    "date64": (pa.date64(), [date(1970, 1, 2), None]),
    "timestamp[ns]": (pa.timestamp("ns"), [1_700_000_000_123_456_789, -1, None]),
    "timestamp[us, zone]": (pa.timestamp("us", "Asia/Kathmandu"), [_MOMENT, None]),
    "time64[ns]": (pa.time64("ns"), [86_399_999_999_999, 1, None]),
    "time32[s]": (pa.time32("s"), [time(23, 59, 59), None]),
    "duration[ns]": (pa.duration("ns"), [1, -(2**62), None]),
    "decimal128": (pa.decimal128(38, 9), [Decimal("12345678901234567890.000000001"), None]),
    "fixed_size_binary": (pa.binary(3), [b"\0\0\0", b"abc", None]),
    "list": (pa.list_(pa.int64()), [[1, None, 2**53 + 1], [], None]),
    "struct": (pa.struct({"a": pa.int64(), "b": pa.string()}), [{"a": 2**60, "b": "x"}, None]),
}
TEXTS: dict[str, tuple[pa.DataType, object]] = {
    "string": (pa.string(), ["a rather long comment", "", None, "\0", "東京", "null"]),
    "large_string": (pa.large_string(), ["another rather long comment", None, ""]),
    "binary": (pa.binary(), [b"\xff\x00 and so on", b"", None]),
    "large_binary": (pa.large_binary(), [b"\xff\x00 and so on", b""]),
    "texts without nulls": (pa.string(), ["a comment", "", "another"]),
}
#: Pieces (start, rows) of a parent, of which a table of several chunks is made.
PIECES = (
    [],
    [(0, 400), (15_000, 300)],
    [(7, 0), (PARENT_ROWS - 1, 1)],
    [(3, 5), (9, 0), (9, 0), (20_000, 1_000), (8, 2)],
)


@cache
def _order(few: int) -> pa.Array:
    return pa.array(np.arange(PARENT_ROWS) * 7 // 3 % few)


@cache
def parent(kind: str) -> pa.Array:
    """``PARENT_ROWS`` values of a type, in an order without a period that is a power of two."""
    arrow, values = (VALUES | TEXTS)[kind]
    few = pa.array(values, arrow)
    return few.take(_order(len(few)))


def part_of(kinds: Sequence[str], start: int, length: int) -> pa.Table:
    """A part of a table with a column of each of these types, called c0, c1 and so on."""
    columns = {f"c{i}": parent(kind) for i, kind in enumerate(kinds)}
    return pa.table(columns).slice(start, length)


def same_columns(got: object, expected: pa.Table) -> pa.Table:
    """``got`` must be an Arrow table of the same schema, metadata and values, bit for bit, whatever
    its columns are called; returns it."""
    if type(got) is not pa.Table:
        raise Wrong("an Arrow table was asked for", show(expected), show(got), calls.text)
    if not got.schema.equals(expected.schema, check_metadata=True):
        raise Wrong(
            "the schema differs",
            expected.schema.to_string(show_field_metadata=True),
            got.schema.to_string(show_field_metadata=True),
            calls.text,
        )
    if len(got) != len(expected):
        raise Wrong("the number of rows differs", str(len(expected)), str(len(got)), calls.text)
    for at, name in enumerate(expected.column_names):
        mine, right = _bits(got.column(at)), _bits(expected.column(at))
        if not mine.equals(right):
            row = next(row for row in range(len(right)) if not mine[row].equals(right[row]))
            raise Wrong(
                f"column {at}, {name!r}, differs, first in row {row}",
                show(expected.column(at)[row]),
                show(got.column(at)[row]),
                calls.text,
            )
    return got


def _bits(column: pa.ChunkedArray) -> pa.Array:
    """Floats as the whole numbers of the same bits."""
    whole = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return whole.view(f"int{whole.type.bit_width}") if pa.types.is_floating(whole.type) else whole


def light_bytes(table: pa.Table) -> float:
    """What a detached part may weigh when pickled: its own rows and a little more."""
    chunks = max((column.num_chunks for column in table.columns), default=0)
    return 1.01 * table_bytes(table) + MORE_BYTES + CHUNK_BYTES * chunks


def expect_each_light(detach: Callable, kinds: Sequence[str]) -> None:
    """A few dozen rows out of a parent of each of these types, in columns of three."""
    rng = generator("detach", *kinds)
    for at in range(0, len(kinds), 3):
        start, length = int(rng.integers(PARENT_ROWS - 40)), int(rng.integers(1, 40))
        expect_light(detach, part_of(kinds[at : at + 3], start, length))


def expect_light(detach: Callable, part: pa.Table) -> None:
    """``detach`` must give the same rows, and each column without its parent's bytes."""
    got = same_columns(run(detach, part), part)
    for at, name in enumerate(part.column_names):
        alone = got.select([at])
        at_most(
            len(pickle.dumps(alone, protocol=5)),
            light_bytes(alone),
            f"column {at}, {name!r}, of the detached part, pickled,",
            f"bytes (1.01 times its own, {MORE_BYTES:,}, and {CHUNK_BYTES} a chunk)",
        )


def expect_pieces_light(detach: Callable, pieces: Sequence[tuple[int, int]]) -> None:
    """A table of chunks that are each a slice (start, rows) of a larger one."""
    whole = part_of(("int64", "bool"), 0, PARENT_ROWS)
    cut = [whole.slice(start, rows) for start, rows in pieces]
    expect_light(detach, pa.concat_tables([whole.schema.empty_table(), *cut]))


def expect_odd_schema_kept(detach: Callable) -> None:
    """Columns of odd names, two of one name, not nullable, with metadata; a part without rows and
    one with a few."""
    names = ("", "a.b", 'say "k"', "x", "x")
    fields_ = [
        pa.field(name, pa.int64(), nullable=at != 1, metadata={"encoding": "delta"} if at else None)
        for at, name in enumerate(names)
    ]
    schema = pa.schema(fields_, metadata={"distkey": "a.b"})
    columns = [pa.array(np.arange(PARENT_ROWS) * (at + 1)) for at in range(len(names))]
    table = pa.Table.from_arrays(columns, schema=schema)
    expect_light(detach, table.slice(1, 2))


def expect_light_on_the_wire(detach: Callable, cluster: Cluster, table: pa.Table) -> None:
    """Each slice sends every other a small share of its copy of ``table``, in a record: what their
    rows weigh, and what each of the records may weigh besides."""
    slices, share_rows = range(cluster.slices), len(table) // cluster.slices // 2

    def share(table: pa.Table, number: int) -> Shipment:
        return Shipment(number, detach(table.slice(number * share_rows, share_rows)))

    def rows_received(*shipments: Shipment) -> int:
        return sum(shipment.table.num_rows for shipment in shipments)

    @shown_as("detach")
    def shipped(cluster: Cluster, table: pa.Table) -> tuple[int, int]:
        copies = cluster.load("n", [table] * len(slices))
        # by itself: what a grader of two processes sends with a function of ours is its name alone
        cluster.fetch(cluster.run(0, detach, copies[0]))
        cluster.reset_traffic()
        sent = [[cluster.run(s, share, copies[s], number) for number in slices] for s in slices]
        got = [cluster.run(d, rows_received, *(sent[s][d] for s in slices)) for d in slices]
        return sum(cluster.fetch(got)), cluster.traffic().moved

    received, moved = drive(shipped, cluster, table)
    same(received, len(slices) ** 2 * share_rows, "the number of rows that arrived")
    limit = len(slices) * (len(slices) - 1) * light_bytes(table.slice(0, share_rows))
    at_most(moved, limit, "what was written to the wire", "bytes (1.01 times the rows' own)")


# plan_join

#: Kinds of sides of a join on ``on``: style, and whether its key is the column of ``on``.
ON_KEY, OTHER_KEY, DEALT, COPIES = "its key", "another key", "EVEN", "ALL"


class Case(NamedTuple):
    """A join to plan: ``outer``, ``inner``, ``on``."""

    outer: Placed
    inner: Placed
    on: tuple[str, str]


def ways(case: Case) -> list[tuple[int, str]]:
    """The task's table, line by line: (bytes, label) of each way that is possible."""
    outer, inner, (left, right) = case
    o, i, w = outer.bytes, inner.bytes, outer.slices
    on_key = (outer.style, outer.key) == (KEY, left), (inner.style, inner.key) == (KEY, right)
    table = {
        "DS_DIST_NONE": (all(on_key), Fraction(0)),
        "DS_DIST_ALL_NONE": (inner.style == ALL, Fraction(0)),
        "DS_DIST_INNER": (on_key[0] and inner.style != ALL, Fraction(i * (w - 1), w)),
        "DS_DIST_OUTER": (on_key[1] and outer.style != ALL, Fraction(o * (w - 1), w)),
        "DS_BCAST_INNER": (ALL not in (outer.style, inner.style), Fraction(i * (w - 1))),
        "DS_DIST_BOTH": (ALL not in (outer.style, inner.style), Fraction((i + o) * (w - 1), w)),
        "DS_DIST_ALL_INNER": (outer.style == ALL != inner.style, Fraction(i * (w - 1), w)),
    }
    return [(int(moved), label) for label, (possible, moved) in table.items() if possible]


def tied(case: Case) -> bool:
    """Whether several ways cost the least."""
    costs = [moved for moved, _ in ways(case)]
    return costs.count(min(costs)) > 1


#: Names of columns, of which (outer's, inner's) may be one and the same.
_COLUMNS = st.sampled_from(["k", "l_k", "", "o.k", "select"])


_SIZES, _SLICES = st.integers(0, 10**6), st.integers(2, 128)
#: Bytes that no float holds, shared by slices that do not divide them.
_HUGE, _SEVERAL = st.integers(2**60, 2**70).map(lambda n: 2 * n + 1), st.integers(3, 9)


@st.composite
def cases(
    draw: st.DrawFn,
    outer: Sequence[str],
    inner: Sequence[str],
    sizes: st.SearchStrategy = _SIZES,
    ties: bool = False,
    slices: st.SearchStrategy = _SLICES,
    larger: int = 0,
) -> Case:
    """Joins of an outer and an inner side of these kinds: of ``sizes``, and often such that two
    ways cost nearly the same. ``ties``: as much, in some; in none otherwise."""
    on = draw(_COLUMNS), draw(_COLUMNS)
    w, o = draw(slices), draw(sizes)
    near = st.builds(
        lambda at, by: max(0, at + by),
        st.sampled_from([o // w, o // max(1, w - 1)]),
        st.integers(-2, 2),
    )
    i = draw(st.one_of(sizes, near)) if not larger else larger * o + draw(st.integers(1, 999))
    placed_ = []
    for at, (kinds, size) in enumerate(((outer, o), (inner, i))):
        kind = draw(st.sampled_from(list(kinds)))
        # the other table's column is another key, too, if it is called otherwise
        others = [name for name in ("z", on[1 - at], "") if name != on[at]]
        key = on[at] if kind == ON_KEY else draw(st.sampled_from(others))
        style = {DEALT: EVEN, COPIES: ALL}.get(kind, KEY)
        key = key if style == KEY else None
        placed_.append(Placed("lo"[at], style, key, size // 8, size, w))
    case = Case(*placed_, on)
    assume(ties or not tied(case))
    return case


CASES = {
    "both on the key": cases([ON_KEY], [ON_KEY]),
    "inner ALL": cases([ON_KEY, OTHER_KEY, DEALT, COPIES], [COPIES]),
    "one on the key": st.one_of(
        cases([ON_KEY], [DEALT]),
        cases([DEALT], [ON_KEY], st.one_of(_SIZES, _HUGE)),
    ),
    "both EVEN": cases([DEALT], [DEALT]),
    "outer ALL": cases([COPIES], [ON_KEY, OTHER_KEY, DEALT], st.one_of(_SIZES, _HUGE)),
    "another key": st.one_of(
        cases([OTHER_KEY], [ON_KEY, OTHER_KEY, DEALT], larger=2),
        cases([ON_KEY, DEALT], [OTHER_KEY], larger=2),
    ),
    "huge": st.one_of(
        cases([ON_KEY], [DEALT], _HUGE, slices=_SEVERAL),
        cases([DEALT], [DEALT], _HUGE, slices=_SEVERAL, larger=1),
    ),
    "ties": st.one_of(
        cases([DEALT], [DEALT], ties=True, slices=st.just(1)),
        cases([DEALT], [DEALT], st.integers(0, 3), True, st.integers(2, 5)),
        # without a byte each way that is possible costs as much as any other
        cases([ON_KEY], [DEALT], st.just(0), True),
    ).filter(tied),
}


def expect_plan(plan_join: Callable, case: Case) -> None:
    """Label and bytes of the plan must be those of the cheapest way, the first of equals."""
    moved, label = min(ways(case), key=lambda way: way[0])
    got = fields(run(plan_join, *case), JoinPlan)
    if got[0] not in LABELS:
        raise Wrong("label is none of Redshift's", label, show(got[0]), calls.text)
    same(got[0], label, "label")
    same(got[1], moved, "bytes_moved")


def expect_carried(plan_join: Callable) -> None:
    """The plan must hold the two tables and the columns that it was made for."""
    cases = [
        Case(
            Placed("l", outer, "k" if outer == KEY else None, 9, 72, 3),
            Placed("o", inner, None, 8, 64, 3),
            ("k", "o.k"),
        )
        for outer, inner in ((EVEN, EVEN), (KEY, ALL), (ALL, EVEN))
    ]
    for case, plan in run_each(plan_join, cases):
        got = fields(plan, JoinPlan)
        for name, value, expected in zip(("outer", "inner"), got[2:4], case[:2]):
            same(value, expected, name)
        on = list(got[4]) if isinstance(got[4], (list, tuple)) else got[4]
        same(on, list(case.on), "on, the pair of columns,")


#: Sides of a join, (style, slices) of each, that have no plan.
REFUSED = (
    ((EVEN, 4), (EVEN, 5)),
    ((ALL, 4), (ALL, 3)),
    ((EVEN, 4), ("AUTO", 4)),
    (("even", 4), (EVEN, 4)),
    (("", 4), (ALL, 4)),
    ((KEY, 4), ("HASH", 4)),
)


def expect_no_plan(plan_join: Callable) -> None:
    """Each of ``REFUSED`` must be refused."""
    for pair in REFUSED:
        sides = [Placed(n, s, "k" if s == KEY else None, 9, 72, w) for n, (s, w) in zip("lo", pair)]
        raises(ValueError, plan_join, *sides, ("k", "k"))
