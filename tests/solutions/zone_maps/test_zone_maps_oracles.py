"""The zone maps lab's oracles, against brute force over whole small domains and against DuckDB."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from solutions.zone_maps.checks import inputs, oracles
from warehouse.relations import sql
from warehouse.zone_maps.records import OPERATORS, Predicate, ZoneMap

NAN = float("nan")
NUMBERS = (-1, 0, 1, 2)


def every_condition():
    for op in oracles.COMPARE:
        yield from ((op, value) for value in (*NUMBERS, None, NAN))
    yield from (("between", ends) for ends in itertools.product((*NUMBERS, None, NAN), repeat=2))
    for length in range(3):
        lists = itertools.combinations((*NUMBERS, None, NAN), length)
        yield from (("in", list(values)) for values in lists)
    yield from (("is_null", None), ("is_not_null", None))


def test_every_operator_of_the_lab_is_drawn():
    assert {op for op, _ in every_condition()} == set(OPERATORS)


def test_a_zone_may_hold_a_row_exactly_where_some_row_that_fits_it_matches():
    for low, high in itertools.combinations_with_replacement((-1, 0, 1, 2), 2):
        for nulls in (0, 1):
            fitting = [*range(low, high + 1), *[None] * nulls]
            zone = ZoneMap(low, high, nulls, 4)
            for op, value in every_condition():
                expected = any(oracles.row_matches(row, op, value) for row in fitting)
                assert oracles.may_hold(zone, op, value) == expected, (zone, op, value)


@pytest.mark.parametrize("nulls", [0, 2, 4])
def test_a_block_without_values_matches_no_comparison(nulls):
    zone = ZoneMap(None, None, nulls, 4)
    for op, value in every_condition():
        expected = {"is_null": nulls > 0, "is_not_null": nulls < 4}.get(op, False)
        assert oracles.may_hold(zone, op, value) == expected


def named(value):
    return value if isinstance(value, (list, tuple)) else [value]


def test_rows_match_as_in_sql():
    """DuckDB agrees where the condition names values alone: of NaN the course has its own rule."""
    given = pa.table({"x": [*NUMBERS, None]})
    for op, value in every_condition():
        if op in ("is_null", "is_not_null") or not named(value):  # SQL has no empty list
            continue
        if not all(map(oracles.is_value, named(value))):
            continue
        condition = oracles.where([Predicate("x", op, value)])
        found = sql(f"select coalesce({condition}, false) as hit from given", given=given)
        expected = [oracles.row_matches(row, op, value) for row in given["x"].to_pylist()]
        assert found["hit"].to_pylist() == expected, condition


def test_no_comparison_with_nan_or_null_is_true():
    for op, value in every_condition():
        if op not in ("is_null", "is_not_null"):
            assert not oracles.row_matches(NAN, op, value)
            assert not oracles.row_matches(None, op, value)


def test_zone_maps_of_a_column_by_hand_and_as_parquet_keeps_them():
    rows = [4.0, None, 1.0, NAN, NAN, None]
    expected = [ZoneMap(4.0, 4.0, 1, 2), ZoneMap(1.0, 1.0, 0, 2), ZoneMap(None, None, 1, 2)]
    assert oracles.zones_of(rows, 2) == expected
    assert oracles.zones_of(pa.array(rows), 2) == expected
    assert oracles.zones_of([], 2) == []
    table = pa.table({"n": [5, 3, None, 8, 1], "t": ["b", "a", "z", None, "q"]})
    found = oracles.parquet_zones(table, 2)
    assert found == {name: oracles.zones_of(table[name], 2) for name in table.column_names}


def test_zone_maps_of_many_rows_are_those_of_few():
    column = pa.chunked_array([[5, 3, 9], [8, 1]])
    assert oracles.zones_of_many(column, 2) == oracles.zones_of(column, 2)


def test_rows_in_order_are_duckdbs():
    rng = np.random.default_rng(5)
    k = [None if x == 4 else int(x) for x in rng.integers(0, 5, 60)]
    x = [None if v == 3 else NAN if v == 2 else float(v) for v in rng.integers(0, 4, 60)]
    table = pa.table({"k": pa.array(k), "x": pa.array(x, pa.float64()), "row": range(60)})
    for keys in (["k"], ["x", "k"], ["k", "x"]):
        by = ", ".join(f"{key} asc nulls last" for key in (*keys, "row"))
        expected = sql(f"select row from given order by {by}", given=table)
        assert oracles.in_order(table, keys)["row"].equals(expected["row"])


def test_curve_keys_by_hand_and_bit_by_bit():
    a, b = np.array([30, 10, 20, 20]), np.array([0, 0, 5, 9])
    assert oracles.curve_keys([a], 2).tolist() == [3, 0, 1, 1]
    keys = oracles.curve_keys([a, b], 2)
    assert keys.dtype == np.uint64 and keys.tolist() == [10, 0, 6, 7]
    rng = np.random.default_rng(1)
    columns, bits = [rng.integers(0, 9, 20) for _ in range(3)], 4
    codes = [[sum(column < value) * 2**bits // 20 for value in column] for column in columns]
    expected = [
        sum((int(codes[j][row]) >> k & 1) << (k * 3 + 2 - j) for k in range(bits) for j in range(3))
        for row in range(20)
    ]
    assert oracles.curve_keys(columns, bits).tolist() == expected
    assert oracles.curve_keys([np.empty(0), np.empty(0)], 8).tolist() == []
    full = oracles.curve_keys([np.arange(4)] * 2, 32)
    assert int(full[-1]) == 0b1111 << 60  # rank 3 of 4: the two upper bits of both


def test_the_share_of_blocks_that_are_skipped():
    columns = {"a": np.array([1, 2, 5, 6, 9]), "b": np.array([7, 7, 7, 7, 0])}
    assert oracles.share_skipped(columns, 2, {"a": (5, 5)}) == pytest.approx(200 / 3)
    assert oracles.share_skipped(columns, 2, {"a": (5, 9), "b": (1, 9)}) == pytest.approx(200 / 3)
    assert oracles.share_skipped(columns, 2, {"b": (0, 9)}) == 0


def test_predicates_in_sql_and_duckdbs_rows():
    table = pa.table(
        {
            "day": [date(1994, 1, 1), date(1994, 2, 1)],
            "name": ["AIR", "RAIL"],
            "money": [Decimal("0.05"), Decimal("0.09")],
        }
    )
    cases = [
        ([Predicate("day", "between", (date(1994, 1, 1), date(1994, 1, 31)))], ["AIR"]),
        (
            [Predicate("name", "in", ["RAIL", "SHIP"]), Predicate("money", ">=", Decimal("0.09"))],
            ["RAIL"],
        ),
        ([Predicate("name", "<>", "AIR"), Predicate("money", "<", Decimal("0.09"))], []),
    ]
    for predicates, names in cases:
        found = oracles.duckdb_rows(table, predicates, ["name", "money"])
        assert found["name"].to_pylist() == names
        assert found.schema.equals(table.select(["name", "money"]).schema)
        hit = oracles.hits(table, predicates)
        assert [name for name, yes in zip(table["name"].to_pylist(), hit) if yes] == names


def test_query_6_as_predicates_and_as_ranges_is_the_same():
    rows = inputs.q6_columns(0.01)
    numbers = {name: inputs.whole_numbers(rows[name]) for name in inputs.Q6_RANGES}
    within = np.ones(rows.num_rows, bool)
    for name, (low, high) in inputs.Q6_RANGES.items():
        within &= (numbers[name] >= low) & (numbers[name] <= high)
    found = oracles.duckdb_rows(rows, inputs.Q6, inputs.Q6_SHOWN)
    assert found.num_rows == np.count_nonzero(within) > 0
