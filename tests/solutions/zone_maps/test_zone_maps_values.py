"""What the zone maps lab's generators really make: every feature that a task allows is counted."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from solutions.zone_maps.checks import made_histories, oracles, values
from warehouse.zone_maps.records import OPERATORS


def is_nan(value):
    return type(value) is float and value != value


def features_of(column):
    rows = column.to_pylist()
    yield str(column.type)
    if None in rows:
        yield "null"
        if any(type(row) is int and abs(row) > 2**53 for row in rows):
            yield "null beside a large integer"
    yield from ("NaN" for row in rows if is_nan(row))
    yield from ("infinity" for row in rows if row in (values.INF, -values.INF))
    yield from ("-0.0" for row in rows if type(row) is float and repr(row) == "-0.0")
    yield from ("falsy" for row in rows if row is not None and not row)
    if isinstance(column, pa.ChunkedArray):
        lengths = [len(chunk) for chunk in column.chunks]
        if len(lengths) > 1:
            yield "chunks"
        if 0 in lengths[1:-1]:
            yield "an empty chunk in the middle"


def lacking(counted, wanted):
    return sorted(name for name in wanted if not counted[name])


def test_domains_are_in_order_of_their_values():
    for name, (kind, given) in values.DOMAINS.items():
        assert all(low <= high for low, high in pairwise(given)), name
        assert pa.array(given, kind).to_pylist() == given, name


def test_columns_of_zone_maps():
    made = [
        *values.columns(values.WHOLE, 12, nulls=0.4),
        *values.columns(values.FLOATS, 20, nulls=0.3, nans=0.4),
        *values.columns_of_types(),
        *values.columns(("int8", "int64"), 20, chunked=True),
    ]
    counted = Counter(feature for column, _ in made for feature in features_of(column))
    wanted = [str(kind) for kind in values.TYPES]
    wanted += ["null", "null beside a large integer", "NaN", "infinity", "-0.0", "falsy", "chunks"]
    assert not lacking(counted, [*wanted, "an empty chunk in the middle"])


@pytest.mark.parametrize("of_types", [False, True])
def test_blocks(of_types):
    counted = Counter()
    for rows, op, value in values.blocks(of_types):
        zone = oracles.zone_of(rows)
        assert zone.minimum is not None
        right = oracles.may_hold(zone, op, value)
        hit = any(oracles.row_matches(row, op, value) for row in rows)
        counted[op, right] += 1
        counted["null"] += None in rows
        counted["NaN"] += any(map(is_nan, rows))
        counted["may match and does not"] += right and not hit
        counted["falsy value"] += not value and value != []
    operators = ("=", "<", "<=", ">", ">=", "in") if of_types else values.COMPARISONS
    wanted = [(op, right) for op in operators for right in (True, False)]
    wanted += ["null", "may match and does not", "falsy value"] + ["NaN"] * (not of_types)
    assert not lacking(counted, wanted)


@pytest.mark.parametrize("kind", [{}, {"of_types": True}, {"unzoned": 0.6}])
def test_questions(kind):
    counted = Counter()
    for asked in values.questions(**kind):
        hits = oracles.hits(asked.table, asked.predicates)
        counted["rows found"] += any(hits) and not all(hits)
        counted["no row found"] += not any(hits)
        counted["two predicates on a column"] += len({p.column for p in asked.predicates}) < len(
            asked.predicates
        )
        counted["a short last block"] += asked.table.num_rows % asked.block_rows > 0
        counted["without zone maps"] += len(asked.zoned) < asked.table.num_columns
        for column, op, value in asked.predicates:
            counted[op] += 1
            among = value if isinstance(value, (list, tuple)) else [value]
            if not op.startswith("is"):
                counted["None asked for"] += None in among
                counted["NaN asked for"] += any(map(is_nan, among))
            counted[column] += 1
        for name in asked.table.column_names:
            counted.update(features_of(asked.table[name].combine_chunks()))
            whole = {value for value in asked.table[name].to_pylist() if type(value) is int}
            one_float = len({*map(float, whole)}) < len(whole)
            counted["one float, and a null"] += one_float and asked.table[name].null_count > 0
    wanted = [*OPERATORS, "rows found", "no row found", "two predicates on a column"]
    wanted += ["a short last block"]
    if kind.get("of_types"):
        wanted += [
            *values.NAMES,
            *map(str, values.TYPES),
            "null beside a large integer",
            "one float, and a null",
        ]
    elif kind.get("unzoned"):
        wanted += ["without zone maps"]
    else:
        wanted += ["None asked for", "NaN asked for", "NaN", "null"]
    assert not lacking(counted, wanted)


@pytest.mark.parametrize("nulls", [False, True])
def test_sortable_tables(nulls):
    counted = Counter()
    for table, keys in values.sortable(nulls):
        counted.update(features_of(table[keys[0]].combine_chunks()))
        counted.update(keys)
        counted["two keys"] += len(keys) > 1
    wanted = [*map(str, values.TYPES), "-0.0", "infinity"]
    wanted += ["null", "NaN", "null beside a large integer", "two keys"] if nulls else []
    assert not lacking(counted, wanted)
    assert nulls or set(counted) >= {*values.NAMES}


def test_grids_have_no_equal_rows_and_ties_in_their_first_key():
    tied = 0
    for table, keys in values.grids():
        rows = list(zip(*(table[key].to_pylist() for key in keys)))
        assert len({*rows}) == len(rows)
        tied += len({row[0] for row in rows}) < len(rows)
    assert tied > 20


def test_tied_tables():
    counted = Counter()
    for table, keys in values.tied():
        rows = list(zip(*(table[key].to_pylist() for key in keys)))
        assert set(keys) | {"at"} == set(table.column_names)
        if len({*rows}) < len(rows):
            counted[len(keys)] += 1
            counted["long"] += len(rows) > 16
            counted["several orders of keys"] += keys != table.column_names[:-1]
    assert not lacking(counted, [1, 2, 3, 4, "long", "several orders of keys"])


def test_every_condition_is_asked_with_nothing_on_each_side():
    asked = Counter()
    for question in values.questions():
        if question.table.column_names == ["x"]:
            ((_, op, value),) = question.predicates
            among = value if isinstance(value, (list, tuple)) else [value]
            rows = question.table["x"].to_pylist()
            assert None in rows and 0 in rows
            asked[op, "null"] += None in among
            asked[op, "NaN"] += any(map(is_nan, among)) and any(map(is_nan, rows))
            asked[op, "-0.0"] += "-0.0" in map(repr, among) and "0.0" in map(repr, rows)
            asked[op, "0.0"] += "0.0" in map(repr, among) and "-0.0" in map(repr, rows)
    kinds = ("null", "NaN", "-0.0", "0.0")
    assert not lacking(asked, [(op, kind) for op in values.COMPARISONS for kind in kinds])


def test_arrays_of_types():
    counted = Counter()
    for columns, bits in values.arrays_of_types():
        assert len(columns) * bits <= 64
        for column in columns:
            counted[column.dtype.name] += 1
            for kind in values.VIEWS:
                view = values.view(column, kind)
                assert np.array_equal(view, column)
                counted["view"] += not view.flags.c_contiguous
                counted["not to be written to"] += not view.flags.writeable
    wanted = [np.dtype(name).name for name in values._DTYPES] + ["view", "not to be written to"]
    assert not lacking(counted, wanted)


def test_different_values_of_lengths_that_divide_nothing():
    for (column,), bits in values.different():
        assert len(np.unique(column)) == len(column) and 1 <= bits <= 32
    assert {bits for _, bits in values.different()} == set(range(1, 33))


@pytest.mark.parametrize("nothing", [False, True])
def test_histories(nothing):
    counted = Counter()
    for schema, keys, block_rows, batches in made_histories.histories(nothing):
        counted[keys] += 1
        counted[str(schema.field("day").type)] += 1
        counted["a vacuum between appends"] += None in batches[:-1]
        counted["blocks of one row"] += block_rows == 1
        for rows in batches:
            if rows is not None:
                days = rows["day"].to_pylist()
                counted["nothing but nulls"] += set(days) == {None}
                counted["nulls"] += None in days
                counted["ties"] += len({*days}) < len(days)
                counted["chunks"] += rows["day"].num_chunks > 1
    wanted = [("day", "item"), ("item", "day"), ("day",), "a vacuum between appends", "ties"]
    wanted += ["chunks", "blocks of one row", "string", "int64", "uint64", "double"]
    wanted += ["nothing but nulls", "nulls"] if nothing else []
    assert not lacking(counted, wanted)
