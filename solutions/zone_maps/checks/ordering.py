"""Judgements of sorts and curves: each calls the student's functions, which it is given, and raises
``Wrong``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import (
    held,
    keys_of_one_array,
    keys_of_views,
    keys_told,
    keys_written,
    sorted_told,
)
from solutions.zone_maps.checks.inputs import Q6_RANGES
from solutions.zone_maps.checks.oracles import Rows, in_order
from solutions.zone_maps.checks.scanning import same_rows
from solutions.zone_maps.checks.together import Pool, odd, prepared, texts_of, written
from warehouse.checks import (
    Wrong,
    at_least,
    in_notebook,
    no_slower_than,
    raises,
    run,
    run_each,
    same_array,
    same_table,
)
from warehouse.checks.compare import calls, show
from warehouse.zone_maps.blocks import q6_columns


def expect_sorted(compound_sort: Callable, given: pa.Table | dict[str, list], keys: list) -> None:
    table = given if isinstance(given, pa.Table) else pa.table(given)
    expect_each_sorted(compound_sort, [(table, keys)])


def expect_each_sorted(compound_sort: Callable, cases: list[tuple[pa.Table, list[str]]]) -> None:
    """``cases``: (table, keys), sent across together."""
    for (table, keys), got in run_each(compound_sort, cases):
        named = zip(table.column_names, table.columns)  # two may have one name
        columns = ", ".join(f"{name}: {values.shown(column)}" for name, column in named)
        same_rows(got, in_order(table, keys), f"{columns}; by {keys}")


def expect_no_such_keys(compound_sort: Callable) -> None:
    """What must be refused, also without rows: no keys, and keys that are no columns."""
    table = pa.table({"k": [3, 1], "l": [2, 2]})
    for rows in (table, table.slice(0, 0)):
        expect_sorted(compound_sort, rows, ["k"])
        raises(ValueError, compound_sort, rows, [])
        raises(ValueError, compound_sort, rows, ["k", "quay"], naming="quay")
        raises(ValueError, compound_sort, rows, ["K", "k"], naming="K")


#: By name: what ``compound_sort`` is given.
GENERATED_TABLES: dict[str, Callable[[], list]] = {
    "three keys": values.grids,
    "ties": values.tied,
    "nulls and NaN": partial(values.sortable, nulls=True),
    "all types and names": partial(values.sortable, nulls=False),
}


def expect_generated_sorted(compound_sort: Callable, name: str) -> None:
    """As ``expect_each_sorted``, of the generated tables of that name."""
    make = GENERATED_TABLES[name]

    def given() -> list:
        pool = Pool()
        cases = [[pool.table(table), keys] for table, keys in make()]
        return [pool.columns(), cases]

    sent, right = prepared(
        f"tables, {name}", given, lambda: [written(in_order(*case)) for case in make()]
    )
    wrong = odd(texts_of(compound_sort, sorted_told, sent), right)
    if wrong:
        cases = make()
        expect_each_sorted(compound_sort, [cases[at] for at in wrong])


def expect_schema_kept(compound_sort: Callable) -> None:
    """Metadata, of the table and of a column, and what may be null; with rows and without."""
    schema = pa.schema(
        [
            pa.field("k", pa.int32(), nullable=False, metadata={"unit": "day"}),
            pa.field("tags", pa.list_(pa.string())),
        ],
        metadata={"loaded by": "nightly"},
    )
    table = pa.table({"k": [3, 1, 2], "tags": [["x"], [], None]}, schema=schema)
    expect_sorted(compound_sort, {"k": [2, 1]}, ["k"])
    for rows in (table, table.slice(0, 0)):
        got = run(compound_sort, rows, ["k"])
        told = got.schema.to_string() if type(got) is pa.Table else show(got)
        if type(got) is not pa.Table or not got.schema.equals(schema, check_metadata=True):
            raise Wrong("the schema must stay, all of it", schema.to_string(), told, calls.text)


def expect_other_columns_kept(compound_sort: Callable) -> None:
    """Columns beside the key of types that no key has, with values that Python's own types lose; texts
    that end in characters of code 0."""
    table = pa.table(
        {
            "k": [3, 1, 2],
            "moment": pa.array([1, 2**60 + 1, None], pa.timestamp("ns")),
            "word": pa.array(["b", "a", "b"]).dictionary_encode(),
            "pair": [{"a": 1}, None, {"a": 3}],
            "raw": [b"", None, b"\xff"],
            "half": pa.array(np.array([1, 2, 3], np.float16)),
        }
    )
    same_table(run(compound_sort, table, ["k"]), table.take(pa.array([1, 2, 0])))
    expect_sorted(compound_sort, pa.table([["b", "a"], [2, 1], [3, 4]], ["l", "k", "l"]), ["k"])
    expect_sorted(compound_sort, {"t": ["a\0", "a", "a\0\0", "a"], "at": [1, 2, 3, 4]}, ["t"])


def expect_names_and_long_texts(compound_sort: Callable) -> None:
    """Keys with names that one would give to a helper column, and texts that end differently."""
    names = ["row", "rows", "row_number", "index", "place", "position", "order"]
    table = pa.table({name: [2, 3, 1, 3, 1] for name in names} | {"at": list(range(5))})
    expect_each_sorted(compound_sort, [(table, [name]) for name in names])
    alike = [pa.table({"k": pa.array([b, None, a, b], kind)}) for kind, a, b in inputs.NEIGHBOURS]
    expect_each_sorted(compound_sort, [(table, ["k"]) for table in alike])
    long = "x" * 1200
    texts = [long + end for end in ("b", "", "c", "a", "b")] + ["\U0001f600", "\uffee"]
    expect_sorted(compound_sort, {"t": texts, "at": list(range(7))}, ["t"])


def expect_nothings_to_tie(compound_sort: Callable) -> None:
    """Among rows of NaN, and among those of null, the next key decides."""
    nan = float("nan")
    for kind in (pa.float64(), pa.float32()):
        k = pa.array([nan, 1.0, nan, None, nan, None, 1.0], kind)
        table = pa.table({"k": k, "l": [3, 2, 2, 8, 1, 7, 1]})
        expect_sorted(compound_sort, table, ["k", "l"])
    signed = pa.array(np.array([2.0, -np.nan, 1.0, np.nan, -np.inf]))  # a NaN may have a sign
    expect_sorted(compound_sort, pa.table({"k": signed, "at": list(range(5))}), ["k"])
    nothing = pa.nulls(3, pa.int64())
    for keys in (["k", "l"], ["l", "k"]):
        expect_sorted(compound_sort, pa.table({"k": nothing, "l": [2, 3, 1]}), keys)


def _sorted_dates(compound_sort: Callable, table: pa.Table) -> pa.Table:
    """The ship dates alone of ``table``, as sorted by them."""
    got = run(compound_sort, table, ["l_shipdate"])
    alike = type(got) is pa.Table and got.schema.equals(table.schema)
    if not alike or got.num_rows != table.num_rows:
        same_table(got, table)
    return got.select(["l_shipdate"])


def expect_sorted_at_speed(compound_sort: Callable, ratio: float, rows: int) -> None:
    """The first ``rows`` of lineitem by ship date and quantity, at ``ratio`` of the speed of Arrow's
    sort."""
    table, keys = q6_columns(0.01).select([*Q6_RANGES]).slice(0, rows), ["l_shipdate", "l_quantity"]
    by_arrow = lambda: table.sort_by([(key, "ascending") for key in keys])
    same_table(_sorted_dates(compound_sort, table), by_arrow().select(keys[:1]))
    what = f"compound_sort of {rows:,} rows by two keys"
    no_slower_than(lambda: compound_sort(table, [*keys]), by_arrow, ratio, what, rounds=2)


def expect_skipped_by_q6(compound_sort: Callable, percent: float) -> None:
    """Of lineitem SF0.01 by ship date, in blocks of 1,024 rows."""
    got = _sorted_dates(compound_sort, q6_columns(0.01).select([*Q6_RANGES]))
    dates = inputs.whole_numbers(got["l_shipdate"])
    ranges = {"l_shipdate": Q6_RANGES["l_shipdate"]}
    skipped = oracles.share_skipped({"l_shipdate": dates}, 1024, ranges)
    at_least(skipped, percent, "the share of blocks that query 6 skips", "%")


def expect_each_keys(z_order: Callable, cases: list[tuple[list[Rows], int]]) -> None:
    """``cases``: (columns, bits), sent across together."""
    asked = [([np.asarray(column) for column in columns], bits) for columns, bits in cases]
    for (columns, bits), got in run_each(z_order, asked):
        right = oracles.curve_keys(columns, bits)
        if keys_written(got) != keys_written(right):
            what = f"the keys of {', '.join(map(show, columns))}, {bits} bits of each,"
            same_array(got, right, what)


def expect_keys_kept(z_order: Callable, cases: list[tuple[list[np.ndarray], int]]) -> None:
    """The keys of every case must stay as they are when those of the next are made."""

    def keys_of_all(cases: list) -> list:
        # nothing in it that the student may not see: the process can go on
        return in_notebook(held, z_order, cases, keeps=True)

    for (columns, bits), got in zip(cases, run(keys_of_all, cases)):
        what = f"after z_order of other columns, the keys of {', '.join(map(show, columns))}, "
        same_array(got, oracles.curve_keys(columns, bits), what + f"{bits} bits of each,")

    def keys_of_fillings(fillings: list, bits: int) -> list:
        return in_notebook(keys_of_one_array, z_order, fillings, bits, keeps=True)

    fillings = [[3, 1, 2, 4], [4, 3, 2, 1], [1, 1, 2, 2], [3, 1, 2, 4]]
    for rows, got in zip(fillings, run(keys_of_fillings, fillings, 4)):
        what = f"the keys of {rows}, in an array that held others in the call before,"
        same_array(got, oracles.curve_keys([np.array(rows)], 4), what)


def expect_keys_of_views(z_order: Callable, cases: list[tuple]) -> None:
    """``cases``: (columns, bits, kind of view)."""
    for columns, bits, kind in cases:

        def keys_of_a_view(columns: list, bits: int, kind: int = kind) -> object:
            return in_notebook(keys_of_views, z_order, kind, columns, bits, keeps=True)

        what = f"the keys of a view of {', '.join(map(show, columns))} ({bits} bits each)"
        keys, changed = run(keys_of_a_view, columns, bits)
        same_array(keys, oracles.curve_keys(columns, bits), what)
        if changed:
            wrong = "z_order changed columns that are views of others"
            raise Wrong(wrong, "all as they were", f"changed: numbers {changed}", calls.text)


def _views() -> list[tuple]:
    cases = values.arrays_of_types()[::2]
    kinds = [values.VIEWS[number % len(values.VIEWS)] for number in range(len(cases))]
    return [(*case, kind) for case, kind in zip(cases, kinds)]


#: By name: columns, and how those are judged of which another text came back than the right one.
GENERATED_KEYS: dict[str, tuple[Callable[[], list], Callable]] = {
    "different values": (values.different, expect_each_keys),
    "grids of bits": (values.grids_of_bits, expect_each_keys),
    "all types": (values.arrays_of_types, expect_each_keys),
    "views": (_views, expect_keys_of_views),
}


def expect_generated_keys(z_order: Callable, name: str) -> None:
    """As ``expect_each_keys``, of the generated columns of that name, or of views of them."""
    make, judge = GENERATED_KEYS[name]

    def right() -> list[str]:
        return [keys_written(oracles.curve_keys(columns, bits)) for columns, bits, *_ in make()]

    sent, known = prepared(
        f"keys, {name}", lambda: [[[*case, *[None] * (3 - len(case))] for case in make()]], right
    )
    wrong = odd(texts_of(z_order, keys_told, sent), known)
    if wrong:
        cases = make()
        judge(z_order, [cases[at] for at in wrong])


def expect_no_keys(z_order: Callable) -> None:
    """What must be refused: no columns, columns of different lengths, bits that do not fit."""
    a, none = np.array([3, 1, 2, 4]), np.empty(0, np.int64)
    expect_each_keys(z_order, [([a, a], 2)])
    # one value beside many numpy would repeat
    pairs = [(a, a[:1]), (a[:1], a), (a, none), (none, a), (a, np.arange(5))]
    others = [
        [odd if place == at else most for place in range(many)]
        for most, odd in pairs
        for many in (2, 3)
        for at in range(many)
    ]
    for columns in ([], *others, [a, a[:1], a[:1], a]):
        raises(ValueError, z_order, columns, 4)
    for columns, bits in ([a], 0), ([a], -1), ([a], 33), ([a] * 3, 22), ([a] * 65, 1), ([none], 0):
        raises(ValueError, z_order, columns, bits)


def expect_keys_at_speed(z_order: Callable, column: np.ndarray, ratio: float) -> None:
    no_slower_than(
        lambda: z_order([column, column], 31),
        # one alone is so short that a moment of another process's decides
        lambda: [np.argsort(column, kind="stable") for _ in range(20)],
        ratio,
        f"z_order of {len(column):,} rows",
        rounds=2,
    )


def expect_skipped(
    z_order: Callable, by_query_6: float, by_a_month: float, by_1_percent_of_parts: float
) -> None:
    """Percent of blocks of lineitem SF0.01: along (date, discount, quantity), 1,024 rows a block, and
    along (date, part), 512 rows a block."""
    columns = q6_columns(0.01)
    table = {name: inputs.whole_numbers(columns[name]) for name in [*Q6_RANGES, "l_partkey"]}

    def skipped(names: list[str], bits: int, block_rows: int, *asked: dict) -> list[float]:
        keys = run(z_order, [table[name] for name in names], bits)
        order = _order_along(keys, len(table["l_shipdate"]))
        along = {name: table[name][order] for name in names}
        return [oracles.share_skipped(along, block_rows, ranges) for ranges in asked]

    month = {"l_shipdate": (inputs.day_number(1995, 3, 1), inputs.day_number(1995, 3, 31))}
    parts = {"l_partkey": (701, 720)}  # of 2,000
    (share,) = skipped([*Q6_RANGES], 5, 1024, Q6_RANGES)
    at_least(share, by_query_6, "the share of blocks that query 6 skips", "%")
    by_date, by_part = skipped(["l_shipdate", "l_partkey"], 8, 512, month, parts)
    at_least(by_date, by_a_month, "the share of blocks that a month of dates skips", "%")
    what = "the share of blocks that 1 % of the parts skips"
    at_least(by_part, by_1_percent_of_parts, what, "%")


#: Of the laws: their check looks at what is kept between two of its calls, and they are made of calls
#: that are looked at one by one besides.
MANY_KEYS = {"keys_of_all": "z_order is called again under its own name"}


def _order_along(keys: object, rows: int) -> np.ndarray:
    """Row numbers in the order of ``keys``, of which there must be ``rows``, at most 16 bits each:
    these numpy sorts quickest."""
    fit = type(keys) is np.ndarray and keys.dtype == np.uint64 and keys.shape == (rows,)
    if not fit or int(keys.max()) >= 2**16:
        asked = "16 bits in all were asked for, one uint64 key a row"
        raise Wrong(asked, f"{rows:,} keys below 65,536", show(keys))
    return np.argsort(keys.astype(np.uint16), kind="stable")


# Append and vacuum.
