"""The code_generation lab's views: each shows the student's own part at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from html import escape
from itertools import islice
from math import isclose

import duckdb
import ipywidgets as widgets
import numpy as np
import pyarrow as pa

from warehouse import data, plans
from warehouse.code_generation import runtime
from warehouse.code_generation.compiler import Compiler, in_python
from warehouse.code_generation.kernels import Kernels
from warehouse.code_generation.records import Compute, Keep
from warehouse.drawing import live, shown, sideways, table

SCALE = 0.01
QUERIES = (1, 6, 14, 19)


def _tables(name: str, columns: list[str]) -> list[tuple]:
    rows = plans.stored(data.table(name, SCALE).select(columns))
    return list(zip(*(rows[column].to_pylist() for column in columns)))


def rows_pulled(interpret: Callable) -> widgets.HTML:
    """How many rows of lineitem are pulled for the first rows of a filter."""

    columns = ["l_orderkey", "l_quantity"]
    predicate = ["<", ["column", "l_quantity"], ["literal", 500]]
    plan = plans.Scan("lineitem", columns, columns, predicate)

    def counted(rows: list[tuple], wanted: int) -> list[str]:
        pulled = 0

        def source(table: str, asked: list[str]) -> Iterator[tuple]:
            nonlocal pulled
            for row in rows:
                pulled += 1
                yield tuple(row[columns.index(name)] for name in asked)

        got = len(list(islice(interpret(plan, source), wanted)))
        return [f"{got}", f"{pulled:,}", f"{len(rows):,}"]

    def draw() -> str:
        rows = _tables("lineitem", columns)
        lines = [counted(rows, wanted) for wanted in (1, 10, 100)]
        return table(["rows taken", "rows pulled", "rows of the table"], lines)

    return shown(draw)


def batches(run_batches: Callable) -> widgets.HTML:
    """Calls and values of Q6's first segment, by the size of its batches."""

    def draw() -> str:
        plan = plans.tpch(6).plan.input.input
        scan = next(step for step in plans.steps(plan) if isinstance(step, plans.Scan))
        rows = plans.stored(data.table("lineitem", SCALE).select(scan.columns))
        lines = []
        for size in (1_024, 16_384, 65_536):
            kernels = Kernels()
            got = run_batches(plan, rows, size, kernels)
            lines.append([f"{size:,}", kernels.calls, f"{kernels.values:,}", f"{len(got):,}"])
        return table(["rows a batch", "calls", "values", "rows left"], lines)

    return shown(draw)


def _query() -> widgets.Dropdown:
    return widgets.Dropdown(options=list(range(1, 23)), value=14, description="TPC-H query")


def cut(segments: Callable, streams: Callable) -> widgets.VBox:
    """A query's segments, and the streams in which they run."""
    number = _query()

    def draw() -> str:
        found = segments(plans.tpch(number.value).plan)
        level = {each: at for at, stream in enumerate(streams(found)) for each in stream}
        lines = []
        for place, segment in enumerate(found):
            source = segment.source if isinstance(segment.source, int) else segment.source.table
            steps = ", ".join(type(step).__name__ for step in segment.steps)
            lines.append([level[place], place, source, steps, type(segment.sink).__name__])
        return sideways(table(["stream", "segment", "reads", "steps", "ends in"], sorted(lines)))

    return live(draw, number)


def _written(number: int, *parts: Callable) -> None:
    """Goes through a query's segments with a cutter, a ``parameterise`` and a ``generate``; no loop
    runs."""

    def source(name: str, columns: list[str]) -> object:
        return plans.stored(data.table(name, SCALE).select(columns).slice(0, 1_000))

    cut, parameterise, generate = parts
    given = runtime.Parts(cut, _one_by_one, parameterise, generate, _not_run)
    runtime.run(plans.tpch(number).plan, source, given)


def _loops() -> widgets.Dropdown:
    return widgets.Dropdown(options=list(QUERIES), value=6, description="TPC-H query")


def parameters(segments: Callable, parameterise: Callable) -> widgets.VBox:
    """What is taken out of each segment of a query, and what is left of its expressions."""
    number = _loops()

    def draw() -> str:
        lines = []

        def seen(segment: object, types: dict[str, str]) -> tuple:
            shape, values = parameterise(segment, types)
            left = "; ".join(str(each) for step in shape.steps for each in _asked(step))
            lines.append([len(lines), left, ", ".join(map(str, values))])
            return shape, values

        _written(number.value, segments, seen, lambda shape, types: "def segment(*given): return 0")
        return sideways(table(["segment", "left", "taken out"], lines))

    return live(draw, number)


def _asked(step: object) -> list:
    """The expressions of a step, but for columns that it only hands on."""
    if isinstance(step, Keep):
        return [step.predicate]
    if isinstance(step, Compute):
        return [each for each in step.expressions if each[0] != "column"]
    return [] if step.residual is None else [step.residual]


def source_of(segments: Callable, parameterise: Callable, generate: Callable) -> widgets.VBox:
    """The loop of each segment of a query."""
    number = _loops()

    def draw() -> str:
        said = []

        def generated(shape: object, types: dict[str, str]) -> str:
            said.append(generate(shape, types))
            return said[-1]

        _written(number.value, segments, parameterise, generated)
        return sideways("".join(f"<pre>{escape(text)}</pre>" for text in said))

    return live(draw, number)


def _not_run(text: str, types: tuple) -> Callable:
    """In place of a loop what lets the next one be written: each group has a row, all else none."""
    in_python(text)  # which says where it is no Python

    def segment(*given: object) -> int:
        out = given[-1]
        if len(out) > 1:
            out[1][:] = 1
        return 0

    return segment


def _one_by_one(cut: list) -> list[list[int]]:
    return [[number] for number in range(len(cut))]


def stream_of_queries(cache: Callable) -> widgets.HTML:
    """Clusters that ask for segments by a law of few shapes: who finds them, with and without a fleet."""

    def draw() -> str:
        rng, lines = np.random.default_rng(1), []
        asked = rng.zipf(1.3, (20, 100)) % 1_000

        class Fleet(dict):
            put = dict.__setitem__

        for told, fleet in (("local", None), ("local and fleet", Fleet())):
            clusters = [cache(50, lambda source, types: source, fleet) for _ in asked]
            for number in range(asked.shape[1]):
                for cluster, shapes in zip(clusters, asked):
                    cluster.get(f"shape {shapes[number]}", ("int64[]",))
            counts = [
                sum(getattr(c, n) for c in clusters) for n in ("hits", "fleet_hits", "compiled")
            ]
            lines.append([told, *(f"{each:,}" for each in counts)])
        return table(["caches", "local hits", "fleet's", "compiled"], lines)

    return shown(draw)


def beside_duckdb(
    segments: Callable,
    streams: Callable,
    parameterise: Callable,
    generate: Callable,
    cache: Callable,
) -> widgets.HTML:
    """Four queries of TPC-H through all parts of the lab, twice each, and whether DuckDB's rows come."""

    def draw() -> str:
        compiler, connection, lines = Compiler(), duckdb.connect(), []
        parts = runtime.Parts(segments, streams, parameterise, generate, cache(50, compiler).get)
        for name in data.TABLES:
            file = data.generate(SCALE) / f"{name}.parquet"
            connection.execute(f"create view {name} as select * from '{file}'")
        for number in QUERIES:
            query, before = plans.tpch(number), compiler.compilations
            found = [runtime.run(query.plan, _stored, parts).to_pylist() for _ in range(2)]
            wanted = connection.sql(plans.sql(number)).fetchall()
            equal = all(_alike(rows, wanted, query.scales) for rows in found)
            compiled = compiler.compilations - before
            lines.append([f"Q{number}", len(wanted), "yes" if equal else "no", compiled])
        return table(["query", "rows", "DuckDB's rows, twice", "compiled"], lines)

    return shown(draw)


def _stored(name: str, columns: list[str]) -> pa.Table:
    return plans.stored(data.table(name, SCALE).select(columns))


def _alike(rows: list[dict], wanted: list[tuple], scales: list) -> bool:
    """Whether these are DuckDB's rows, in order; money is a whole number here and a decimal there."""

    def same(got: object, right: object, scale: int | None) -> bool:
        if isinstance(right, Decimal):
            return got == int(right.scaleb(scale))
        return isclose(got, right, rel_tol=1e-9) if isinstance(right, float) else got == right

    pairs = zip(rows, wanted)
    return len(rows) == len(wanted) and all(all(map(same, r.values(), w, scales)) for r, w in pairs)
