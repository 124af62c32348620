"""The snapshot isolation lab's views: versions and snapshots, own writes, histories drawn, blocks
redirected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import ipywidgets as widgets
import numpy as np

from warehouse import drawing
from warehouse.drawing import live, sideways
from warehouse.snapshot_isolation.driver import drive
from warehouse.snapshot_isolation.judge import judge
from warehouse.snapshot_isolation.reading import Reading
from warehouse.snapshot_isolation.recording import RecordingStore
from warehouse.snapshot_isolation.records import Anomaly, Edge, Op, Version
from warehouse.snapshot_isolation.schedules import SCHEDULES, parse

_BLUE, _RED, _GREEN, _GREY = "#1f5fa8", "#b3261e", "#2f7d4f", "#6b6b6b"
_STEP, _ROW, _LEFT = 62, 54, 46  # pixels: a column, a row, and what stands left of the first column
_MOST = 40  # columns that are drawn


def _label(op: Op) -> str:
    if op.kind in ("read", "write"):
        return f"{op.kind[0]} {op.key}={'none' if op.value is None else op.value}"
    if op.kind == "scan":
        return f"scan {op.key or 'all'}"
    return {"delete": f"del {op.key}", "conflict": "refused", "error": "error"}.get(
        op.kind, op.kind
    )


def _end_of(reading: Reading, edge: Edge, first: bool) -> int:
    """The position of the operation that an edge starts at (``first``) or points to."""
    number = edge.before if first else edge.after
    writes = edge.kind == "ww" or (edge.kind == "wr") == first
    kinds = ("write", "delete") if writes else ("read", "scan")
    places = [
        at
        for at, op in enumerate(reading.ops)
        if op.txn == number
        and op.kind in kinds
        and (
            op.key == edge.key
            or (op.kind == "scan" and (edge.kind == "rw scan" or edge.key in op.value))
        )
    ]
    return places[-1] if places else reading.txns[number].begin


_FILL = {
    "write": _BLUE,
    "delete": _BLUE,
    "read": _GREEN,
    "scan": _GREEN,
    "conflict": _RED,
    "error": _RED,
}


class _Grid:
    """Where the operations of a history stand: a row for each transaction, a column for each
    operation that is ``shown``."""

    def __init__(self, reading: Reading, shown: list[int]):
        self.ops = {at: reading.ops[at] for at in shown}
        self.columns = {at: place for place, at in enumerate(shown)}
        transactions = dict.fromkeys(op.txn for op in self.ops.values())
        self.rows = {number: place for place, number in enumerate(transactions)}
        self.size = _LEFT + _STEP * len(shown) + 20, _ROW * len(self.rows) + 34

    def middle(self, at: int) -> tuple[int, int]:
        """The middle of an operation's box, in pixels."""
        x = _LEFT + _STEP * self.columns[at] + _STEP // 2
        return x, 30 + _ROW * self.rows[self.ops[at].txn]

    def transaction(self, number: int) -> str:
        """Its name, and a line from its first operation to its last."""
        places = [self.middle(at) for at, op in self.ops.items() if op.txn == number]
        (first, y), (last, _) = places[0], places[-1]
        return drawing.text(
            4, y + 4, f"T{number}", font_weight="bold", fill="currentColor"
        ) + drawing.line(first, y, last, y, stroke=_GREY, stroke_width=2)

    def operation(self, at: int, framed: bool) -> str:
        op, (x, y) = self.ops[at], self.middle(at)
        words = _label(op)
        whole = f"{words}: {op.value}" if op.kind in ("scan", "error") else words
        frame = {"stroke": _RED, "stroke_width": 3} if framed else {}
        fill = _FILL.get(op.kind, _GREY)
        box = drawing.rect(x - 29, y - 11, 58, 22, rx=5, fill=fill, **frame)
        name = drawing.text(x, y + 4, words[:10], fill="white", text_anchor="middle")
        return drawing.element("g", drawing.title(whole) + box + name)

    def arrow(self, edge: Edge, start: int, goal: int) -> str:
        """From what comes first to what must come after it, and why."""
        (x1, y1), (x2, y2) = self.middle(start), self.middle(goal)
        down = 13 if y2 > y1 else -13
        bend = (y1 + y2) / 2 if y1 != y2 else y1 + 2.2 * down
        curve = drawing.path(
            f"M{x1},{y1 + down} Q{(x1 + x2) / 2:.0f},{bend:.0f} {x2},{y2 - down}",
            fill="none",
            stroke=_RED,
            stroke_width=2,
            marker_end="url(#tip)",
        )
        why = drawing.text(
            round(x1 + (x2 - x1) * 0.25 + 6),
            round(y1 + (y2 - y1) * 0.4 + 4),
            f"{edge.kind} {edge.key}",
            fill=_RED,
            font_weight="bold",
            paint_order="stroke",
            stroke="white",
            stroke_width=3,
        )
        return curve + why


def _shown(reading: Reading, marked: set[int]) -> list[int]:
    """The positions of the operations that are drawn: those of the transactions that ``marked``
    ones belong to, of all where none is marked; of many, those that concern the same rows."""
    concerned = {reading.ops[at].txn for at in marked} or set(reading.txns)
    shown = [at for at, op in enumerate(reading.ops) if op.txn in concerned]
    if len(shown) <= _MOST:
        return shown
    keys = {reading.ops[at].key for at in marked} - {None}
    ends = ("begin", "commit", "conflict", "abort")
    others = [
        at
        for at in shown
        if at not in marked and (reading.ops[at].key in keys or reading.ops[at].kind in ends)
    ]
    room = max(0, _MOST - len(marked))
    return sorted([*marked, *others[max(0, len(others) - room) :]])


def _tip() -> str:
    """The head of an arrow, which a path names as its end."""
    head = drawing.path("M0,0 L8,4 L0,8 z", fill=_RED)
    marker = {"viewBox": "0 0 8 8", "refX": 7, "refY": 4, "markerWidth": 7, "markerHeight": 7}
    return drawing.element(
        "defs", drawing.element("marker", head, id="tip", orient="auto", **marker)
    )


def history_svg(history: Iterable[tuple], anomaly: Anomaly | None = None) -> str:
    """A history as an SVG: a row for each transaction, its operations from left to right in the
    order in which they happened. With ``anomaly`` only the transactions concerned are drawn, the
    operations that show it are framed, and a cycle is drawn as arrows from what comes first to what
    must come after it."""
    reading = Reading(history)
    arrows = [
        (edge, _end_of(reading, edge, True), _end_of(reading, edge, False))
        for edge in (anomaly.cycle if anomaly else ())
    ]
    marked = {*(anomaly.at if anomaly else ()), *(at for _, *ends in arrows for at in ends)}
    grid = _Grid(reading, _shown(reading, marked))
    shapes = [
        _tip(),
        *(grid.transaction(number) for number in grid.rows),
        *(grid.operation(at, at in marked) for at in grid.ops),
        *(grid.arrow(*arrow) for arrow in arrows),
    ]
    width, height = grid.size
    return drawing.svg(
        grid.size,
        anomaly.text if anomaly else "a history",
        shapes,
        width=width,
        height=height,
        style="max-width:100%;height:auto",
        font_family="sans-serif",
        font_size=11,
    )


def history_html(history: Iterable[tuple], found: list[Anomaly] | None = None) -> str:
    """A history drawn, and under it in words what is wrong with it; the first finding is the one
    marked."""
    history, found = list(history), found or []
    words = "".join(f"<li><b>{escape(a.name)}</b>: {escape(a.text)}</li>" for a in found[:4])
    picture = history_svg(history, found[0] if found else None)
    return sideways(picture) + (f"<ul>{words}</ul>" if words else "")


def schedule(make_store: Callable[[], object]) -> widgets.VBox:
    """Choose a schedule and a level; see what the store makes of it, and what the judges say."""

    def draw(name: str, serializable: bool) -> str:
        history = drive(make_store(), SCHEDULES[name].plan, serializable)
        found = judge(history, serializable)
        verdict = "nothing wrong" if not found else f"{len(found)} finding{'s' * (len(found) > 1)}"
        words = f"<p>{escape(SCHEDULES[name].about)} <b>{verdict}</b>.</p>"
        return words + history_html(history, found)

    name = widgets.Dropdown(options=list(SCHEDULES), description="schedule")
    level = widgets.ToggleButtons(
        options=[("snapshot isolation", False), ("serialisable", True)], description="level"
    )
    return live(lambda: draw(name.value, level.value), name, level)


def chain(visible: Callable[[list[Version], int], Version | None]) -> widgets.VBox:
    """One row's versions on the line of commits; move the snapshot and see which of them it
    shows."""
    versions = [Version(2, 10), Version(5, 11), Version(6, 12), Version(9, None), Version(11, 40)]

    def draw(snapshot: int) -> str:
        seen = visible(list(versions), snapshot)
        boxes = []
        for version in versions:
            lit = seen is not None and version == seen
            text = "deleted" if version.value is None else str(version.value)
            boxes.append(
                f'<span style="display:inline-block;padding:.4em .7em;margin:.2em;color:white;'
                f"background:{_BLUE if lit else _GREY};"
                f'outline:{f"3px solid {_RED}" if lit else "none"}">'
                f"commit {version.stamp}<br><b>{text}</b></span>"
            )
        said = "no version" if seen is None else f"{escape(repr(seen))}"
        return f"<div>{''.join(boxes)}</div><p>A snapshot after commit {snapshot} sees {said}.</p>"

    snapshot = widgets.IntSlider(value=6, min=0, max=12, description="snapshot")
    return live(lambda: draw(snapshot.value), snapshot)


def own_writes(transaction: Callable) -> widgets.VBox:
    """What a transaction reads after writes of its own that you choose, beside its snapshot."""

    def draw(doing: str) -> str:
        store = RecordingStore({"x": 10, "y": 20, "z": 30})
        txn = transaction(store, 1)
        for op in parse(doing):
            txn.write(op.key, op.value) if op.kind == "write" else txn.delete(op.key)
        rows = txn.scan(lambda key, value: value % 3 == 0)
        keys = sorted(store.snapshot | {op.key: 0 for op in parse(doing)})
        lines = "".join(
            f"<tr><td>{key}</td><td>{store.snapshot.get(key, '')}</td>"
            f"<td><b>{escape(str(txn.read(key)))}</b></td>"
            f"<td>{escape(str(rows.get(key, '')))}</td></tr>"
            for key in keys
        )
        return (
            "<table><tr><th>row</th><th>its snapshot</th><th>read gives</th>"
            f"<th>scan for values divisible by 3 finds</th></tr>{lines}</table>"
        )

    doing = widgets.Dropdown(
        options=[
            "",
            "w1(x,12)",
            "d1(z)",
            "w1(u,33)",
            "w1(x,12) w1(z,31) d1(y) w1(u,33)",
            "w1(x,12) d1(x)",
        ],
        description="it did",
    )
    return live(lambda: draw(doing.value), doing)


def vacuumed(vacuum: Callable) -> widgets.VBox:
    """The versions alive before and after a vacuum, with the snapshots of running transactions that
    you choose."""
    chains = {"x": [1, 3, 4, 8], "y": [1, 6], "z": [1, 2, 5, 7], "u": [1, 2]}
    gone = {("u", 2), ("z", 7)}
    alive, dead = f"{_BLUE};", f"{_GREY};text-decoration:line-through"

    def draw(snapshots: tuple[int, ...]) -> str:
        given = {
            key: [Version(s, None if (key, s) in gone else 10 * s) for s in stamps]
            for key, stamps in chains.items()
        }
        kept = {key: list(versions) for key, versions in given.items()}
        dropped = vacuum(kept, list(snapshots), 8)
        lines = []
        for key, versions in given.items():
            left = {v.stamp for v in kept.get(key, [])}
            cells = "".join(
                '<span style="display:inline-block;min-width:5.2em;padding:.2em .4em;margin:1px;'
                f'color:white;background:{alive if v.stamp in left else dead}">'
                f"{v.stamp}: {'deleted' if v.value is None else v.value}</span>"
                for v in versions
            )
            lines.append(f"<div><b>{key}</b> {cells}</div>")
        said = f"The last commit is 8. vacuum says it dropped {escape(str(dropped))}"
        return f"<p>{said}; struck out is what is gone.</p>{''.join(lines)}"

    snapshots = widgets.SelectMultiple(
        options=list(range(1, 9)), value=(3,), rows=8, description="running"
    )
    return live(lambda: draw(tuple(snapshots.value)), snapshots)


def isolation(make_store: Callable[[], object]) -> widgets.VBox:
    """The table of what each store lets through: yours at both levels and, at the press of a
    button, DuckDB and PostgreSQL (which takes a few seconds to start)."""
    from warehouse.snapshot_isolation import engines  # duckdb and psycopg, for those who ask

    def draw(with_peers: bool) -> str:
        columns = {
            "yours, snapshot": engines.store_outcomes(make_store),
            "yours, serialisable": engines.store_outcomes(make_store, True),
        }
        columns |= engines.peers() if with_peers else {}
        return outcomes_html(engines.table(columns))

    peers = widgets.ToggleButton(
        value=False, description="beside DuckDB and PostgreSQL", layout=widgets.Layout(width="auto")
    )
    return live(lambda: draw(peers.value), peers)


def outcomes_html(rows: list[dict[str, str]]) -> str:
    """The table of ``warehouse.snapshot_isolation.engines.table`` for a page; what was let through
    is bold."""
    head = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in rows[0])
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:left;min-width:{16 if name == "what happens in it" else 7}em">'
            f"{'<b>' + escape(text) + '</b>' if text == 'LET THROUGH' else escape(text)}</td>"
            for name, text in row.items()
        )
        + "</tr>"
        for row in rows
    )
    return sideways(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def redirects(create_table: Callable, commit_rows: Callable, make_blocks: Callable) -> widgets.VBox:
    """A table of 16 blocks; choose rows to change and see which blocks the new version shares and
    which it had to write."""

    def draw(first: int, how_many: int) -> str:
        blocks = make_blocks()
        base = create_table(blocks, np.arange(1_000_000, dtype=np.int64), 65_536)
        before = blocks.written
        changes = {min(999_999, first * 1000 + 70_000 * i): -1 for i in range(how_many)}
        version = commit_rows(blocks, base, base, changes)
        cells = "".join(
            '<span style="display:inline-block;width:3.4em;padding:.3em 0;margin:1px;'
            f'text-align:center;color:white;background:{_GREY if old == new else _RED}">'
            f"{old}<br>{'=' if old == new else '→ ' + escape(str(new))}</span>"
            for old, new in zip(base.blocks, version.blocks)
        )
        written = f"{blocks.written - before} of {len(base.blocks)} blocks written"
        return f"<p>{len(changes)} rows changed: {written}.</p><div>{cells}</div>"

    first = widgets.IntSlider(value=100, min=0, max=900, description="row / 1000")
    how_many = widgets.IntSlider(value=1, min=1, max=6, description="rows")
    return live(lambda: draw(first.value, how_many.value), first, how_many)
