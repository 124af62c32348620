"""The table optimisation lab's views: the join graph and what a choice of keys keeps of it, blocks
a sort key leaves, advice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

import ipywidgets as widgets
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import columns, data, drawing
from warehouse.distribution.dask_cluster import DaskCluster
from warehouse.drawing import attempt, shown
from warehouse.drawing import table as html_table
from warehouse.relations import sql
from warehouse.table_optimization import joingraph
from warehouse.table_optimization.joingraph import Edge, fits, saved
from warehouse.table_optimization.joinruns import measured
from warehouse.table_optimization.workload import sizes, week

_KEPT, _LOST, _INK = "#1f5fa8", "#c2571a", "#777777"


def _graph(
    edges: Sequence[Edge],
    keys: Mapping[str, str] | None = None,
    width: int = 560,
    height: int = 330,
) -> str:
    """Tables on a circle, a line for every edge: solid where it is co-located under ``keys``,
    dashed where it is not."""
    tables = sorted({edge.left for edge in edges} | {edge.right for edge in edges})
    place = {
        table: (
            width / 2 + (width / 2 - 90) * math.cos(2 * math.pi * i / len(tables)),
            height / 2 + (height / 2 - 40) * math.sin(2 * math.pi * i / len(tables)),
        )
        for i, table in enumerate(tables)
    }
    heaviest = max((edge.weight for edge in edges), default=1) or 1
    shapes = []
    for number, edge in enumerate(edges):
        (x1, y1), (x2, y2) = place[edge.left], place[edge.right]
        # a second edge between the same tables bends
        twin = sum(other[::2][:2] == edge[::2][:2] for other in edges[:number])
        mx, my = (x1 + x2) / 2 + 26 * twin, (y1 + y2) / 2 + 26 * twin
        kept = keys is None or fits(edge, keys)
        ends = f"{edge.left}.{edge.left_column} = {edge.right}.{edge.right_column}"
        shapes.append(
            drawing.path(
                f"M{x1:.0f},{y1:.0f} Q{mx:.0f},{my:.0f} {x2:.0f},{y2:.0f}",
                drawing.title(f"{ends}: {edge.weight / 1e6:,.1f} MB a week"),
                fill="none",
                stroke=_KEPT if kept else _LOST,
                stroke_width=round(1.5 + 8 * edge.weight / heaviest, 1),
                stroke_dasharray="none" if kept else "4 5",
            )
        )
    for table, (x, y) in place.items():
        key = f" ({keys[table]})" if keys and table in keys else ""
        words = {"text_anchor": "middle", "font_size": 13, "style": "fill:currentColor"}
        shapes.append(drawing.circle(round(x), round(y), 7, fill=_INK))
        shapes.append(drawing.text(round(x), round(y - 12), table + key, **words))
    label = f"{len(edges)} joins between {len(tables)} tables"
    return drawing.svg((width, height), label, shapes, style=f"max-width:{width}px")


def _week_graph(number: int) -> list[Edge]:
    """The join graph of a week, for views of exercises after the first; in SQL, as a warehouse
    would ask its log."""
    log = [
        (*min(j[:2], j[2:]), *max(j[:2], j[2:]), query.times)
        for query in week(number)
        for j in query.joins
    ]
    names = ("a", "x", "b", "y", "times")
    bytes_of = pa.table({"name": list(sizes()), "size": list(sizes().values())})
    asked = """select a, x, b, y, sum(times * least(left_side.size, right_side.size))::bigint
               from log
               join bytes_of left_side on a = left_side.name
               join bytes_of right_side on b = right_side.name
               group by all order by all"""
    return [
        Edge(*row.values())
        for row in sql(
            asked, log=pa.table(dict(zip(names, zip(*log)))), bytes_of=bytes_of
        ).to_pylist()
    ]


def _own_wish(edges: Sequence[Edge]) -> dict[str, str]:
    """What no adviser should do: each table takes the column that its own joins want most, whatever
    its neighbours do."""
    worth: dict[str, dict[str, int]] = {}
    for edge in edges:
        for table, column in (edge[:2], edge[2:4]):
            of_table = worth.setdefault(table, {})
            of_table[column] = of_table.get(column, 0) + edge.weight
    return {table: max(of_table, key=of_table.get) for table, of_table in worth.items()}


def join_graph(build: Callable) -> widgets.VBox:
    """The student's graph of a week of your choice."""
    number = widgets.SelectionSlider(options=[1, 2, 3], value=1, description="week")
    picture = widgets.HTML()

    def draw(change: object = None) -> None:
        picture.value = attempt(lambda: _graph(build(week(number.value), sizes())))

    number.observe(draw, names="value")
    draw()
    return widgets.VBox([number, picture])


def chosen_keys(choose: Callable[[list[Edge]], dict[str, str]]) -> widgets.HTML:
    """What a choice of keys keeps of week 1, week 3 and a path on which greedy is wrong by nearly
    half."""
    path = [
        Edge("a", "x", "b", "x", 10_000_000),
        Edge("b", "y", "c", "y", 11_000_000),
        Edge("c", "z", "d", "z", 10_000_000),
    ]

    def draw() -> str:
        parts = []
        for title, edges in (
            ("week 1", _week_graph(1)),
            ("week 3", _week_graph(3)),
            ("a path", path),
        ):
            keys = choose(edges)
            whole = sum(edge.weight for edge in edges)
            kept = f"{saved(edges, keys) / 1e6:,.0f} of {whole / 1e6:,.0f} MB"
            parts.append(f"<p><b>{title}</b>: {kept} a week need not travel.</p>")
            parts.append(_graph(edges, keys))
        return "".join(parts)

    return shown(draw)


def heuristics(choose: Callable[[list[Edge]], dict[str, str]]) -> widgets.HTML:
    """Shares of all joins that are co-located on 200 random graphs: the student's heuristic, and
    tables that ask nobody. Then the layouts that it recommends for TPC-H, on a cluster of
    processes: the bytes that were sent, beside EVEN's."""

    def on_cluster() -> str:
        rows = []
        with DaskCluster(4) as cluster:
            for number in (1, 3):
                keys = choose(_week_graph(number))
                even, yours = (measured(cluster, week(number), layout)[0] for layout in ({}, keys))
                words = ", ".join(f"{table} by {key}" for table, key in sorted(keys.items()))
                rows.append(
                    [
                        number,
                        words,
                        f"{even / 1e6:,.1f}",
                        f"{yours / 1e6:,.1f}",
                        f"{yours / even:.0%}",
                    ]
                )
        title = "<b>TPC-H's joins on four processes</b>, megabytes between slices as they were sent"
        return f"<p>{title}:</p>" + html_table(["week", "your layout", "even", "yours", ""], rows)

    def scale(shares: list[float]) -> str:
        frame = drawing.rect(10, 4, 540, 20, fill="none", stroke=_INK)
        look = {"stroke": _KEPT, "stroke_opacity": 0.35, "stroke_width": 3}
        places = [round(10 + 540 * share, 1) for share in shares]
        marks = [drawing.line(x, 4, x, 24, **look) for x in places]
        label = "shares of the graphs, from none to all"
        return drawing.svg((560, 28), label, [frame, *marks], style="max-width:560px")

    def draw() -> str:
        rng = np.random.default_rng(11)
        graphs = [joingraph.random_graph(rng, 3 + number % 6) for number in range(200)]
        whole = [sum(edge.weight for edge in graph) for graph in graphs]
        rows = []
        for title, one in (("every table for itself", _own_wish), ("yours", choose)):
            shares = [saved(graph, one(graph)) / most for graph, most in zip(graphs, whole)]
            mean = f"{np.mean(shares):.1%} of all joins' weight on average"
            rows.append(
                f"<p><b>{title}</b>: {mean}, {min(shares):.0%} at worst.</p>{scale(shares)}"
            )
        return (
            "".join(rows)
            + "<p>Left: nothing is co-located. Right: every join is, which few graphs allow.</p>"
            + on_cluster()
        )

    return shown(draw)


def sort_keys(choose: Callable) -> widgets.HTML:
    """For every candidate of lineitem the blocks that three weeks of filters read; the student's
    choice is marked."""

    def draw() -> str:
        raw = data.table("lineitem", 0.01, ["l_shipdate", "l_quantity"])
        table = pa.table(
            {
                "l_shipdate": raw["l_shipdate"],
                "l_quantity": pa.array(columns.to_streams(raw["l_quantity"])["values"] // 100),
            }
        )
        table = table.take(pa.array(np.random.default_rng(3).permutation(table.num_rows)))
        filters = [
            (p, query.times)
            for number in (1, 2, 3)
            for query in week(number)
            for of, p in query.filters
            if of == "lineitem"
        ]
        chosen, rows = choose(table, filters, 1024), []
        for name in ("(as it came)", *table.column_names):
            ordered = table if name.startswith("(") else table.sort_by(name)
            read = 0
            for predicate, times in filters:
                for start in range(0, ordered.num_rows, 1024):
                    ends = pc.min_max(ordered[predicate.column].slice(start, 1024))
                    low, high = ends["min"].as_py(), ends["max"].as_py()
                    hit = (
                        low < predicate.value
                        if predicate.op == "<"
                        else low <= predicate.value[1] and high >= predicate.value[0]
                    )
                    read += times * hit
            every = -(-ordered.num_rows // 1024) * sum(times for _, times in filters)
            yours = " (yours)" if name == chosen else ""
            rows.append(
                f"<tr><td>{escape(name)}{yours}</td><td style='text-align:right'>{read:,}</td>"
                f"<td style='text-align:right'>{1 - read / every:.0%}</td></tr>"
            )
        head = "<tr><th>sorted by</th><th>blocks read</th><th>skipped</th></tr>"
        return f"<table>{head}{''.join(rows)}</table>"

    return shown(draw)


def table_encodings(choose: Callable) -> widgets.HTML:
    """The student's encodings for orders and part; numbers are said to be framed, whatever they
    are."""

    def draw() -> str:
        parts = []
        for name, key in (("orders", "o_orderdate"), ("part", None), ("supplier", None)):
            got = choose(data.table(name, 0.01), key, lambda values, rows, seed: "for")
            cells = "".join(
                f"<tr><td>{escape(column)}</td><td>{escape(str(encoding))}</td></tr>"
                for column, encoding in got.items()
            )
            parts.append(f"<td style='vertical-align:top'><b>{name}</b><table>{cells}</table></td>")
        return f"<table><tr>{''.join(parts)}</tr></table>"

    return shown(draw)


def adviser(advise: Callable) -> widgets.HTML:
    """Three weeks in a row: each week's advice is weighed, carried out where it pays, and the bytes
    of the joins are added up."""

    def draw() -> str:
        keys: dict[str, str] = {}
        rows = []
        for number in (1, 2, 3):
            advice = advise(_week_graph(number), sizes(), keys, _own_wish, 4, 2)
            before = joingraph.workload_bytes(week(number), sizes(), keys)
            if advice.pays:
                keys = keys | advice.changes
            after = joingraph.workload_bytes(week(number), sizes(), keys)
            words = (
                ", ".join(f"{table} by {key}" for table, key in advice.changes.items()) or "nothing"
            )
            rows.append(
                f"<tr><td>{number}</td><td>{escape(words)}</td>"
                f"<td style='text-align:right'>{advice.moved / 1e6:,.1f}</td>"
                f"<td>{'yes' if advice.pays else 'no'}</td>"
                f"<td style='text-align:right'>{before / 1e6:,.0f}</td>"
                f"<td style='text-align:right'>{after / 1e6:,.0f}</td></tr>"
            )
        names = ("week", "change", "MB moved once", "done", "MB of joins before", "and after")
        head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
        return f"<table>{head}{''.join(rows)}</table>"

    return shown(draw)
