"""The distribution lab's views: rows on slices, what a part weighs, plans, who sends what to whom,
partial results, skew."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import ipywidgets as widgets
import numpy as np
import pyarrow as pa

from warehouse import data
from warehouse.distribution.cluster import InProcess
from warehouse.distribution.records import ALL, EVEN, KEY, JoinPlan, Placed, placed, table_bytes
from warehouse.drawing import SHADES, live

_COLUMNS = {
    "orders": ["o_orderkey", "o_custkey", "o_orderdate", "o_orderpriority"],
    "lineitem": ["l_orderkey", "l_partkey", "l_shipdate", "l_shipmode"],
    "customer": ["c_custkey", "c_name", "c_nationkey"],
}


def _bars(labels: list[str], values: list[float], unit: str, mean: float | None = None) -> str:
    """Horizontal bars with their figures written beside them; a mean is said in words below."""
    longest = max(max(values), 1)
    rows = "".join(
        f'<tr><td style="text-align:right">{label}</td><td style="width:26em;text-align:left">'
        f'<div style="display:inline-block;height:1em;background:{SHADES[0]};'
        f'width:{100 * value / longest * 0.7:.1f}%"></div> {value:,.0f} {unit}</td></tr>'
        for label, value in zip(labels, values)
    )
    return f"<table>{rows}</table>" + (
        f"<p>mean {mean:,.0f} {unit}</p>" if mean is not None else ""
    )


def _cut(table: pa.Table, slices: int) -> list[pa.Table]:
    rows = table.take(np.random.default_rng(7).permutation(len(table)))
    return [rows.take(pa.array(np.arange(s, len(rows), slices))) for s in range(slices)]


def slices(distribute: Callable) -> widgets.VBox:
    """Choose a table, a style, a key and a number of slices; see how many rows each slice gets."""
    loaded = {name: data.table(name, 0.01, columns) for name, columns in _COLUMNS.items()}
    keys = [f"{name}.{column}" for name, columns in _COLUMNS.items() for column in columns]
    style = widgets.Dropdown(options=[KEY, EVEN, ALL], description="style")
    key = widgets.Dropdown(options=keys, description="column")
    count = widgets.IntSlider(value=4, min=1, max=16, description="slices")

    def draw() -> str:
        name, column = key.value.split(".")
        parts = distribute(loaded[name], style.value, column, count.value)
        rows = [len(part) for part in parts]
        mean = sum(rows) / len(rows)
        skew = max(rows) / mean if mean else 1
        return (
            f"<p><b>{name}</b>, SF0.01, {loaded[name].num_rows:,} rows. Skew {skew:.2f}.</p>"
            + _bars([f"slice {s}" for s in range(len(rows))], rows, "rows", mean)
        )

    return live(draw, style, key, count)


def weights(detach: Callable) -> widgets.VBox:
    """What a slice of lineitem weighs when it is pickled: as it is, and detached."""
    table = data.table(
        "lineitem", 0.01, ["l_orderkey", "l_partkey", "l_shipmode", "l_comment"]
    ).combine_chunks()
    rows = widgets.IntSlider(value=2000, min=0, max=len(table), step=500, description="rows")

    def draw() -> str:
        part = table.slice(0, rows.value)
        figures = [
            table_bytes(part),
            len(pickle.dumps(part, 5)),
            len(pickle.dumps(detach(part), 5)),
        ]
        return _bars(["its own rows", "the slice, pickled", "detached, pickled"], figures, "bytes")

    return live(draw, rows)


def plans(plan_join: Callable) -> widgets.VBox:
    """The planner's label and bytes for every pair of styles: outer 120 MB, inner as large as you
    say."""
    size = widgets.IntSlider(value=36, min=1, max=240, description="inner, MB")
    count = widgets.IntSlider(value=4, min=1, max=64, description="slices")
    styles = [
        ("EVEN", EVEN, None),
        ("KEY on the join", KEY, "k"),
        ("KEY on another", KEY, "other"),
        ("ALL", ALL, None),
    ]

    def draw() -> str:
        head = "".join(f"<th>inner {label}</th>" for label, *_ in styles)
        body = ""
        for label, style, key in styles:
            cells = ""
            for _, inner_style, inner_key in styles:
                plan = plan_join(
                    Placed("outer", style, key, 10**6, 120_000_000, count.value),
                    Placed(
                        "inner", inner_style, inner_key, 10**5, size.value * 1_000_000, count.value
                    ),
                    ("k", "k"),
                )
                cells += f"<td>{plan.label}<br><b>{plan.bytes_moved / 1e6:,.1f} MB</b></td>"
            body += f'<tr><th style="text-align:left">outer {label}</th>{cells}</tr>'
        return f"<table><tr><td></td>{head}</tr>{body}</table>"

    return live(draw, size, count)


def exchanges(run_join: Callable, split: Callable) -> widgets.VBox:
    """Choose a label; see the bytes that each slice sends to each, and beside the plan's figure
    what was counted."""
    tables = {
        "lineitem": data.table("lineitem", 0.01, ["l_orderkey", "l_partkey"]),
        "orders": data.table("orders", 0.01, ["o_orderkey", "o_custkey"]),
    }
    ways = {
        "DS_DIST_NONE": (KEY, KEY),
        "DS_DIST_ALL_NONE": (EVEN, ALL),
        "DS_DIST_INNER": (KEY, EVEN),
        "DS_DIST_OUTER": (EVEN, KEY),
        "DS_BCAST_INNER": (EVEN, EVEN),
        "DS_DIST_BOTH": (EVEN, EVEN),
        "DS_DIST_ALL_INNER": (ALL, EVEN),
    }
    choose = widgets.Dropdown(options=list(ways), value="DS_DIST_BOTH", description="label")

    def draw() -> str:
        with InProcess(4) as cluster:
            records = []
            for (name, table), style, key in zip(
                tables.items(), ways[choose.value], ("l_orderkey", "o_orderkey")
            ):
                parts = (
                    split(table, key, 4)
                    if style == KEY
                    else [table] * 4
                    if style == ALL
                    else _cut(table, 4)
                )
                cluster.load(name, parts)
                records.append(placed(name, parts, style, key))
            outer, inner = records
            # Three of four parts of what is hashed anew, and three copies of what is broadcast.
            planned = {
                "DS_DIST_INNER": inner.bytes * 3 // 4,
                "DS_DIST_OUTER": outer.bytes * 3 // 4,
                "DS_DIST_BOTH": (outer.bytes + inner.bytes) * 3 // 4,
                "DS_BCAST_INNER": inner.bytes * 3,
                "DS_DIST_ALL_INNER": inner.bytes * 3 // 4,
            }
            moved = planned.get(choose.value, 0)
            cluster.reset_traffic()
            plan = JoinPlan(choose.value, moved, outer, inner, ("l_orderkey", "o_orderkey"))
            parts = cluster.keep("result", run_join(cluster, plan))
            traffic = cluster.traffic()
            rows = [len(table) for table in cluster.fetch(parts)]
        most = max(max(map(max, traffic.between)), 1)
        head = "".join(f"<th>to {s}</th>" for s in range(4))
        body = "".join(
            f"<tr><th>from {a}</th>"
            + "".join(
                f'<td style="background:rgba(31,95,168,{0.6 * sent / most:.2f})">{sent:,}</td>'
                for sent in line
            )
            + "</tr>"
            for a, line in enumerate(traffic.between)
        )
        return (
            f"<table><tr><td></td>{head}</tr>{body}</table>"
            f"<p>Planned {moved:,} bytes, counted {traffic.moved:,}. "
            f"Rows of the result on each slice: {', '.join(f'{n:,}' for n in rows)}.</p>"
        )

    return live(draw, choose)


def partials(two_phase_aggregate: Callable) -> widgets.VBox:
    """Group lineitem by a column you choose; see the bytes that reach the leader beside the bytes
    of the rows."""
    columns = ["l_returnflag", "l_shipmode", "l_suppkey", "l_partkey", "l_orderkey"]
    table = data.table("lineitem", 0.01, [*columns, "l_linenumber"])
    choose = widgets.Dropdown(options=columns, description="group by")

    def draw() -> str:
        used = table.select([choose.value, "l_linenumber"])
        with InProcess(4) as cluster:
            parts = _cut(used, 4)
            cluster.load("lineitem", parts)
            cluster.reset_traffic()
            got = two_phase_aggregate(
                cluster, placed("lineitem", parts, EVEN), [choose.value], [("avg", "l_linenumber")]
            )
            sent = sum(cluster.traffic().to_leader)
        return f"<p>{len(got):,} groups of {len(used):,} rows.</p>" + _bars(
            ["the rows", "sent to the leader"], [table_bytes(used), sent], "bytes"
        )

    return live(draw, choose)


def balance(redistribute_skewed: Callable, split: Callable) -> widgets.VBox:
    """One key with a share of the rows that you set: rows per slice by hash alone, and by
    ``redistribute_skewed``."""
    share = widgets.IntSlider(value=50, min=0, max=95, step=5, description="heavy, %")

    def draw() -> str:
        rng = np.random.default_rng(7)
        keys = np.where(rng.random(20_000) < share.value / 100, 42, rng.integers(0, 2000, 20_000))
        outer, inner = pa.table({"k": keys}), pa.table({"id": np.arange(2000)})
        plain = [len(part) for part in split(outer, "k", 4)]
        with InProcess(4) as cluster:
            records = []
            for name, table in (("outer", outer), ("inner", inner)):
                parts = _cut(table, 4)
                cluster.load(name, parts)
                records.append(placed(name, parts, EVEN))
            both = redistribute_skewed(cluster, *records, ("k", "id"))
            mine = [len(table) for table in cluster.fetch(list(both[0]))]
        labels = [f"slice {s}" for s in range(4)]
        return (
            "<b>by hash alone</b>"
            + _bars(labels, plain, "rows")
            + "<b>your way</b>"
            + _bars(labels, mine, "rows", 5000)
        )

    return live(draw, share)
