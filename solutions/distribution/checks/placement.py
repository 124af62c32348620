"""Of the exercise detach: what a part weighs. And how tables are put on slices for the others."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

import numpy as np
import pyarrow as pa

from solutions.distribution.checks import local
from warehouse.checks import (
    Wrong,
    at_most,
    drive,
    generator,
    run,
    same,
    shown_as,
)
from warehouse.checks.compare import calls, show
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    EVEN,
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
    "uint64": (pa.uint64(), [2**64 - 1, 0, None, 2**63, 2**53 + 1]),
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
    "lists without nulls": (pa.list_(pa.int64()), [[1, 2], [2**53 + 1], []]),
    "lists of texts": (pa.list_(pa.string()), [["a", "another"], [], ["東京"]]),
    "large lists": (pa.large_list(pa.decimal256(50, 2)), [[Decimal("1.25")], [], [None]]),
    "structs without nulls": (pa.struct({"a": pa.int64()}), [{"a": 2**60}, {"a": None}]),
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
    """What a detached part may weigh when pickled: its own rows and a little more, bitmaps of nulls
    among it, which new buffers may have where the old ones had none."""
    chunks = max((column.num_chunks for column in table.columns), default=0)
    bits = sum(_values_in(chunk) for column in table.columns for chunk in column.chunks)
    return 1.01 * table_bytes(table) + bits / 8 + MORE_BYTES + CHUNK_BYTES * chunks


def _values_in(array: pa.Array) -> int:
    """How many values it holds, those of its lists and structs counted."""
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        return len(array) + _values_in(array.flatten())
    if pa.types.is_struct(array.type):
        return len(array) + sum(map(_values_in, array.flatten()))
    return len(array)


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
            f"bytes (1.01 times its own, a bit a value, {MORE_BYTES:,}, and {CHUNK_BYTES} a chunk)",
        )


def expect_mixed_light(detach: Callable) -> None:
    """Tables of which one column fills its buffers, and the other is a part of a larger one. Of the
    booleans, what they have too much is less than a hundredth of the whole table."""
    rows = PARENT_ROWS // 10
    whole = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(300), rows, [None, pa.py_buffer(bytes(300 * rows))]
    )
    truths = pa.array(np.arange(2 * PARENT_ROWS) % 3 == 0)
    for part in (truths.slice(rows, rows), parent("float64").slice(rows, rows)):
        columns = [whole, part] if part.type == pa.bool_() else [part, whole]
        expect_light(detach, pa.table(dict(zip("ab", columns))))


def expect_unlike_chunks_light(detach: Callable) -> None:
    """A column of two chunks beside one of a single chunk, each of them a part of a larger one."""
    numbers = parent("int64")
    two = pa.chunked_array([numbers.slice(5, 60), numbers.slice(900, 40)])
    expect_light(detach, pa.table({"a": two, "b": numbers.slice(70, 100)}))


def expect_each_its_own(detach: Callable) -> None:
    """Parts of one size that are there for one call only: each must come back as itself."""
    numbers, rows = pa.table({"n": np.arange(400)}), 3
    for at, part in enumerate(local.short_lived("detach", detach, numbers, rows, 8)):
        same_columns(part, numbers.slice(at, rows))


def expect_pieces_light(detach: Callable, pieces: Sequence[tuple[int, int]]) -> None:
    """A table of chunks that are each a slice (start, rows) of a larger one."""
    whole = part_of(("int64", "bool"), 0, PARENT_ROWS)
    cut = [whole.slice(start, rows) for start, rows in pieces]
    expect_light(detach, pa.concat_tables([whole.schema.empty_table(), *cut]))


def expect_odd_schema_kept(detach: Callable) -> None:
    """Columns of odd names, two of one name, not nullable, with metadata, and a list whose items are
    neither nullable nor called as ever."""
    names = ("", "a.b", 'say "k"', "x", "x")
    fields_ = [
        pa.field(name, pa.int64(), nullable=at != 1, metadata={"encoding": "delta"} if at else None)
        for at, name in enumerate(names)
    ]
    schema = pa.schema(fields_, metadata={"distkey": "a.b"})
    columns = [pa.array(np.arange(PARENT_ROWS) * (at + 1)) for at in range(len(names))]
    items = pa.list_(pa.field("n", pa.int64(), nullable=False, metadata={"unit": "piece"}))
    schema = schema.append(pa.field("items", items))
    columns.append(pa.array([[at] for at in range(4)], items))
    columns = [column.slice(0, 4) for column in columns]
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
