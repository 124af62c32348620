"""The concurrency_scaling lab's views: each shows the student's own part at work. One that follows controls is made
with ``warehouse.drawing.live``."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from warehouse.concurrency_scaling import clusters
from warehouse.concurrency_scaling.records import Block, Cluster, Query, Statement, Table
from warehouse.drawing import SHADES, live, path, rect, svg, table, text

SLICES = 32
DAYS = {"a burst": "burst", "pulses": "pulses", "hills": "hills"}


def hashed(slices: int, nodes: int) -> list[str]:
    """The owners of slices by a hash, modulo the number of nodes."""
    return [f"n{zlib.crc32(b'slice %d' % number) % nodes}" for number in range(slices)]


def _lanes(before: list[str], after: list[str], nodes: int) -> str:
    """A line for each node: its slices, and a frame around those that moved."""
    shapes = []
    for node in range(nodes):
        y, place = 22 * node, 0
        shapes.append(text(2, y + 15, f"n{node}", font_size=12))
        for number, owner in enumerate(after):
            if owner == f"n{node}":
                moved = before[number] != owner
                shade = SHADES[1] if moved else SHADES[0]
                x = 34 + 18 * place
                shapes.append(rect(x, y + 2, 15, 17, fill=shade, rx=0 if moved else 6))
                place += 1
    return svg((620, 22 * nodes), "slices by node", shapes, fill="currentColor")


def owners(resize: Callable) -> widgets.VBox:
    """Slices on their nodes after a change of size, by the function and by a hash: what moved has square corners."""
    before = widgets.IntSlider(value=4, min=1, max=10, description="nodes now")
    after = widgets.IntSlider(value=5, min=1, max=10, description="nodes then")

    def draw() -> str:
        old = [f"n{number % before.value}" for number in range(SLICES)]
        mine = resize(list(old), [f"n{number}" for number in range(after.value)])
        pairs = {
            "your function": (old, mine),
            "a hash, modulo the nodes": (hashed(SLICES, before.value), hashed(SLICES, after.value)),
        }
        pictures = []
        for name, (one, other) in pairs.items():
            moved = sum(a != b for a, b in zip(one, other))
            pictures.append(f"<p>{name}: {moved} of {SLICES} slices move (square corners)</p>")
            pictures.append(_lanes(one, other, after.value))
        return "".join(pictures)

    return live(draw, before, after)


def arrivals(rehydrate: Callable) -> widgets.VBox:
    """The share of what is wanted that is there, after parts of all bytes have come, by order."""
    seed = widgets.IntSlider(value=1, min=1, max=20, description="node")

    def draw() -> str:
        rng = np.random.default_rng(seed.value)
        sizes, heats = rng.lognormal(5, 1, 60).astype(int) + 1, rng.lognormal(0, 1.5, 60)
        blocks = [
            Block(f"b{number}", int(size), float(heat))
            for number, (size, heat) in enumerate(zip(sizes, heats))
        ]
        known = {block.name: block for block in blocks}
        orders = {
            "as they lie": blocks,
            "small ones first": sorted(blocks, key=lambda block: block.size),
            "hot ones first": sorted(blocks, key=lambda block: -block.heat),
            "your order": [known[name] for name in rehydrate(list(blocks))],
        }
        rows = []
        for name, order in orders.items():
            came = np.cumsum([block.size for block in order])
            heat = np.cumsum([block.heat for block in order])
            there = [
                float(heat[came <= part * came[-1]].max(initial=0.0)) / heat[-1]
                for part in (0.1, 0.25, 0.5, 0.75)
            ]
            rows.append([name, *(f"{share:.0%}" for share in there)])
        return table(["of what is wanted, after", "10 %", "25 %", "50 %", "75 % of bytes"], rows)

    return live(draw, seed)


def longest(waits: Callable) -> widgets.VBox:
    """Waits over a day with a burst, by minutes."""
    slots = widgets.IntSlider(value=5, min=1, max=60, description="slots")

    def draw() -> str:
        queries = clusters.burst(np.random.default_rng(1)).queries
        waited = waits([Query(*query) for query in queries], slots.value)
        top, shapes = max(1.0, max(waited)), []
        for minute in range(15):
            of = [w for q, w in zip(queries, waited) if 60 * minute <= q.arrival < 60 * minute + 60]
            high = 120 * max(of, default=0.0) / top
            shapes.append(rect(10 + 40 * minute, 130 - high, 34, max(1.0, high), fill=SHADES[0]))
            shapes.append(text(14 + 40 * minute, 146, f"{minute}", font_size=11))
        told = (
            f"{np.percentile(waited, 99):.1f} s wait 99 % at most; the longest {max(waited):.1f} s"
        )
        picture = svg((620, 150), "longest wait by minute", shapes, fill="currentColor")
        return f"<p>{told} (by the minute of arrival)</p>{picture}"

    return live(draw, slots)


def curve(erlang_c: Callable) -> widgets.VBox:
    """The chance to wait and the mean wait by the number of slots."""
    load = widgets.FloatSlider(value=4.0, min=0.5, max=40.0, step=0.5, description="load")

    def draw() -> str:
        rows, least = [], int(load.value) + 1
        for slots in (least, least + 1, least + 2, least + 4, least + 8, 2 * least):
            chance = erlang_c(slots, load.value)
            mean = chance * 4.0 / (slots - load.value)
            rows.append([slots, f"{load.value / slots:.0%}", f"{chance:.1%}", f"{mean:.2f} s"])
        return table(["slots", "busy", "have to wait", "mean wait, queries of 4 s"], rows)

    return live(draw, load)


def routed(route: Callable) -> widgets.VBox:
    """Where statements go, as burst clusters fall behind."""
    behind = widgets.IntSlider(value=2, min=0, max=10, description="b1 behind")

    def draw() -> str:
        tables = {
            name: Table(
                name, name == "interleaved", name == "temporary", name == "everywhere", False
            )
            for name in ("orders", "interleaved", "temporary", "everywhere")
        }
        main = Cluster("main", 20, 5, 5)
        bursts = [Cluster("b1", 20 - behind.value, 0, 5), Cluster("b2", 20, 3, 5)]
        rows = []
        for kind, name in (
            ("select", "orders"),
            ("select", "interleaved"),
            ("select", "temporary"),
            ("select", "everywhere"),
            ("insert", "orders"),
            ("insert", "everywhere"),
        ):
            for snapshot in (15, 20):
                where = route(Statement(kind, [name], snapshot, True), tables, main, bursts)
                rows.append([kind, name, snapshot, "waits" if where is None else "" + where])
        return table(["statement", "table", "snapshot", "goes to"], rows)

    return live(draw, behind)


def _day(came: clusters.Day, length: float) -> str:
    """The queue as an area, and bands of clusters that are ready and that start."""
    shapes, wide, top = [], 600 / length, max(10, *(told.queued for told in came.seen))
    seen = [told for told in came.seen if told.now < length]
    points = " ".join(f"L{told.now * wide:.1f},{100 - 90 * told.queued / top:.1f}" for told in seen)
    shapes.append(path(f"M0,100 {points} L600,100 Z", fill=SHADES[1], fill_opacity=0.5))
    shapes.append(text(4, 14, f"queue, up to {top}", font_size=12))
    for told in seen:
        for number in range(told.ready + told.starting):
            y, ready = 196 - 9 * number, number < told.ready
            mark = rect(
                told.now * wide,
                y if ready else y + 2,
                clusters.TICK * wide,
                7 if ready else 2,
                fill=SHADES[0] if ready else SHADES[2],
            )
            shapes.append(mark)
    shapes.append(text(4, 114, "clusters: ready (thick), starting (thin)", font_size=12))
    return svg((600, 206), "queue and clusters over the day", shapes, fill="currentColor")


def day(make: type) -> widgets.VBox:
    """What a scaler does on a day, beside none and nine that are always there."""
    kind = widgets.Dropdown(options=list(DAYS), description="day")
    seed = widgets.IntSlider(value=1, min=1, max=20, description="which")

    def draw() -> str:
        rows, trace = [], getattr(clusters, DAYS[kind.value])
        for name, decide in (
            ("none", clusters.none),
            ("nine, always", clusters.always(9)),
            ("your scaler", make().decide),
        ):
            queries, length = trace(np.random.default_rng(seed.value))
            came = clusters.simulate(queries, length, decide)
            rows.append([name, f"{came.p99():.1f} s", f"{came.mean():.1f} s", f"{came.paid():,} s"])
        head = ["burst clusters", "99 % wait at most", "mean wait", "paid"]
        return _day(came, length) + table(head, rows)

    return live(draw, kind, seed)


def costs(bill: Callable) -> widgets.VBox:
    """The same seconds of work, in activations of several lengths."""
    credits = widgets.IntSlider(value=0, min=0, max=3600, step=300, description="free seconds")
    price = widgets.FloatSlider(value=13.04, min=1.0, max=50.0, step=0.01, description="$ an hour")

    def draw() -> str:
        rows = []
        for seconds in (3, 10, 30, 60, 240, 2400):
            each = [(600.0 * number, 600.0 * number + seconds) for number in range(2400 // seconds)]
            cost = bill(each, float(credits.value), price.value)
            rows.append([len(each), f"{seconds} s", f"{cost:.2f} $"])
        return table(["activations", "each of", "2,400 s of work cost"], rows)

    return live(draw, credits, price)
