"""Queries of TPC-H through the reference's generator, interpreter and cutter, beside DuckDB and the
evaluator."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import duckdb
import pyarrow as pa
import pytest

from tests.solved import solved
from warehouse import data, plans
from warehouse.code_generation import runtime
from warehouse.code_generation.compiler import Compiler, in_python
from warehouse.plans import Scan, evaluate

LAB = "code_generation"
COMPILED = (1, 6, 14, 19)
SMALL_ENOUGH = [n for n in range(1, 23) if n not in (9, 17, 18, 21)]  # to be run row by row


@cache
def right() -> dict[str, object]:
    return solved(LAB)


@cache
def tables() -> dict[str, pa.Table]:
    return {name: plans.stored(data.table(name, 0.01)) for name in data.TABLES}


@cache
def duckdb_rows(number: int) -> list[tuple]:
    connection, folder = duckdb.connect(), data.generate(0.01)
    for name in data.TABLES:
        connection.execute(f"create view {name} as select * from '{folder / name}.parquet'")
    return connection.sql(plans.sql(number)).fetchall()


def source(table: str, columns: list[str]) -> pa.Table:
    return tables()[table].select(columns)


def tuples(table: str, columns: list[str]):
    return zip(*(tables()[table][name].to_pylist() for name in columns))


def parts(get) -> runtime.Parts:
    functions = (right()[n] for n in ("segments", "streams", "parameterise", "generate"))
    return runtime.Parts(*functions, get)


def same(got: object, expected: object, scale: int | None) -> bool:
    if isinstance(expected, Decimal):
        return got == int(expected.scaleb(scale))
    if isinstance(expected, float):
        return got == pytest.approx(expected, rel=1e-9)
    return got == expected


def expect_duckdbs(number: int, rows: list[dict]) -> None:
    expected = duckdb_rows(number)
    assert expected and len(rows) == len(expected)
    for ours, theirs in zip(rows, expected):
        assert all(map(same, ours.values(), theirs, plans.tpch(number).scales)), (ours, theirs)


@pytest.mark.parametrize("number", COMPILED)
def test_generated_segments_give_duckdbs_rows_compiled(number):
    compiler = Compiler()
    cache_ = right()["SegmentCache"](100, compiler)
    for _ in range(2):
        got = runtime.run(plans.tpch(number).plan, source, parts(cache_.get))
        expect_duckdbs(number, got.to_pylist())
        # the second time nothing is compiled
        assert compiler.compilations == cache_.compiled == len(cache_.held)


@pytest.mark.parametrize("number", COMPILED)
def test_generated_segments_give_duckdbs_rows_in_plain_python(number):
    got = runtime.run(plans.tpch(number).plan, source, parts(lambda text, _: in_python(text)))
    expect_duckdbs(number, got.to_pylist())


@pytest.mark.parametrize("number", SMALL_ENOUGH)
def test_the_interpreter_gives_duckdbs_rows(number):
    expect_duckdbs(number, list(right()["interpret"](plans.tpch(number).plan, tuples)))


@pytest.mark.parametrize("rows", [1, 1_000, 60_175, 100_000])
def test_batches_give_what_the_evaluator_gives(rows):
    from warehouse.code_generation.kernels import Kernels

    plan = plans.tpch(6).plan.input.input  # what is aggregated
    few = tables()["lineitem"].slice(0, 50) if rows == 1 else tables()["lineitem"]
    expected = evaluate.run(plan, lambda table, columns: few.select(columns))
    got = right()["run_batches"](plan, few, rows, Kernels())
    assert got.equals(expected)


@pytest.mark.parametrize("number", range(1, 23))
def test_every_segment_comes_after_what_it_needs(number):
    plan = plans.tpch(number).plan
    cut = right()["segments"](plan)
    for place, segment in enumerate(cut):
        assert all(need < place for need in segment.needs)
    scans = [s for s in plans.steps(plan) if isinstance(s, Scan)]
    reads = [s.source for s in cut if not isinstance(s.source, int)]
    assert sorted(r.table for r in reads) == sorted(s.table for s in scans)
    streams = right()["streams"](cut)
    at = {n: level for level, stream in enumerate(streams) for n in stream}
    assert sorted(at) == list(range(len(cut)))
    for place, segment in enumerate(cut):
        assert at[place] == max((at[need] + 1 for need in segment.needs), default=0)
