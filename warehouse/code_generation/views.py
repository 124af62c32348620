"""The code_generation lab's views: each shows the student's own part at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from itertools import islice

import ipywidgets as widgets
import numpy as np

from warehouse import data, plans
from warehouse.code_generation import runtime
from warehouse.code_generation.compiler import in_python
from warehouse.code_generation.kernels import Kernels
from warehouse.code_generation.records import Compute, Group, Keep, Probe
from warehouse.drawing import live, shown, sideways, table

SCALE = 0.01
QUERIES = (1, 6, 14, 19)


def _tables(name: str, columns: list[str]) -> list[tuple]:
    rows = plans.stored(data.table(name, SCALE).select(columns))
    return list(zip(*(rows[column].to_pylist() for column in columns)))


def rows_pulled(interpret: Callable) -> widgets.HTML:
    """How many rows of lineitem are pulled for the first rows of a filter."""

    def draw() -> str:
        columns = ["l_orderkey", "l_quantity"]
        rows, lines = _tables("lineitem", columns), []
        predicate = ["<", ["column", "l_quantity"], ["literal", 500]]
        for wanted in (1, 10, 100):
            pulled = [0]

            def source(table: str, asked: list[str], pulled: list = pulled) -> Iterator[tuple]:
                for row in rows:
                    pulled[0] += 1
                    yield tuple(row[columns.index(name)] for name in asked)

            plan = plans.Scan("lineitem", columns, columns, predicate)
            got = len(list(islice(interpret(plan, source), wanted)))
            lines.append([got, f"{pulled[0]:,}", f"{len(rows):,}"])
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


def parameters(segments: Callable, parameterise: Callable) -> widgets.VBox:
    """What is taken out of each segment of a query, and the steps that are left."""
    number = widgets.Dropdown(options=list(QUERIES), value=6, description="TPC-H query")

    def draw() -> str:
        lines = []
        for place, (segment, types) in enumerate(_typed(segments(plans.tpch(number.value).plan))):
            shape, values = parameterise(segment, types)
            steps = "; ".join(map(str, (each for step in shape.steps for each in _asked(step))))
            lines.append([place, escape(steps), escape(", ".join(map(str, values)))])
        return sideways(table(["segment", "left", "taken out"], lines))

    return live(draw, number)


def _asked(step: object) -> list:
    if isinstance(step, Keep):
        return [step.predicate]
    if isinstance(step, Compute):
        return [each for each in step.expressions if each[0] != "column"]
    return [] if step.residual is None else [step.residual]


def _typed(cut: list) -> Iterator[tuple]:
    """Segments with the kinds of their columns: those of the source and of what they probe."""
    handed: list[dict[str, str]] = []
    for segment in cut:
        if isinstance(segment.source, int):
            types = dict(handed[segment.source])
        else:
            name, columns, names = segment.source
            read = plans.stored(data.table(name, SCALE).select(columns).slice(0, 1))
            types = {n: runtime.column(read[c]).kind for n, c in zip(names, columns)}
        seen = dict(types)
        for step in segment.steps:
            if isinstance(step, Probe):
                types |= {name: handed[step.build][name] for name in step.names}
                seen |= {name: types[name] for name in step.names}
            elif isinstance(step, Compute):
                kinds = {**types, **seen}
                seen = {n: runtime.kind_of(e, kinds) for n, e in zip(step.names, step.expressions)}
        if isinstance(segment.sink, Group):
            by = {name: seen[name] for name in segment.sink.group_by}
            seen = by | dict.fromkeys(segment.sink.names, "int")
        handed.append(seen)
        yield segment, types


def source_of(segments: Callable, parameterise: Callable, generate: Callable) -> widgets.VBox:
    """The loop of each segment of a query, and what was taken out of it."""
    number = widgets.Dropdown(options=list(QUERIES), value=6, description="TPC-H query")

    def draw() -> str:
        said = []

        def generated(shape: object, types: dict[str, str]) -> str:
            said.append(generate(shape, types))
            return said[-1]

        def source(name: str, columns: list[str]) -> object:
            return plans.stored(data.table(name, SCALE).select(columns).slice(0, 1_000))

        parts = runtime.Parts(
            segments, _one_by_one, parameterise, generated, lambda text, _: in_python(text)
        )
        try:
            runtime.run(plans.tpch(number.value).plan, source, parts)
        except (ZeroDivisionError, ValueError):  # of so few rows none may be left to be summed up
            if not said:
                raise
        return sideways("".join(f"<pre>{escape(text)}</pre>" for text in said))

    return live(draw, number)


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
            counts = [sum(getattr(c, n) for c in clusters) for n in ("hits", "fleet_hits", "compiled")]
            lines.append([told, *(f"{each:,}" for each in counts)])
        return table(["caches", "local hits", "fleet's", "compiled"], lines)

    return shown(draw)
