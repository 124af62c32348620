"""The snapshot isolation lab's views: versions and snapshots, own writes, histories drawn, blocks
redirected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import live
from warehouse.snapshot_isolation.driver import drive
from warehouse.snapshot_isolation.judge import judge
from warehouse.snapshot_isolation.reading import Reading
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


def history_svg(history: Iterable[tuple], anomaly: Anomaly | None = None) -> str:
    """A history as an SVG: a row for each transaction, its operations from left to right in the
    order in which they happened. With ``anomaly`` only the transactions concerned are drawn, the
    operations that show it are framed, and a cycle is drawn as arrows from what comes first to what
    must come after it."""
    reading = Reading(history)
    marked = set(anomaly.at) if anomaly else set()
    arrows = (
        [
            (edge, _end_of(reading, edge, True), _end_of(reading, edge, False))
            for edge in anomaly.cycle
        ]
        if anomaly
        else []
    )
    marked |= {at for _, start, goal in arrows for at in (start, goal)}
    concerned = {reading.ops[at].txn for at in marked} or set(reading.txns)
    keys = {reading.ops[at].key for at in marked} - {None}
    shown = [at for at, op in enumerate(reading.ops) if op.txn in concerned]
    if len(shown) > _MOST:
        shown = [
            at
            for at in shown
            if at in marked
            or reading.ops[at].key in keys
            or reading.ops[at].kind in ("begin", "commit", "conflict", "abort")
        ]
        shown = sorted(
            [
                *[at for at in shown if at in marked],
                *[at for at in shown if at not in marked][-(_MOST - len(marked)) :],
            ]
        )
    column = {at: place for place, at in enumerate(shown)}
    rows = {
        number: place
        for place, number in enumerate(dict.fromkeys(reading.ops[at].txn for at in shown))
    }
    width, height = _LEFT + _STEP * len(shown) + 20, _ROW * len(rows) + 34

    def middle(at: int) -> tuple[float, float]:
        return _LEFT + _STEP * (column[at] + 0.5), 30 + _ROW * rows[reading.ops[at].txn]

    parts = []
    for number, row in rows.items():
        own = [at for at in shown if reading.ops[at].txn == number]
        y = 30 + _ROW * row
        parts.append(
            f'<text x="4" y="{y + 4}" font-weight="bold" fill="currentColor">T{escape(str(number))}</text>'
            f'<line x1="{middle(own[0])[0]:.0f}" x2="{middle(own[-1])[0]:.0f}" y1="{y}" y2="{y}" '
            f'stroke="{_GREY}" stroke-width="2"/>'
        )
    for at in shown:
        op, (x, y) = reading.ops[at], middle(at)
        fill = {
            "write": _BLUE,
            "delete": _BLUE,
            "read": _GREEN,
            "scan": _GREEN,
            "conflict": _RED,
            "error": _RED,
        }.get(op.kind, _GREY)
        frame = f' stroke="{_RED}" stroke-width="3"' if at in marked else ""
        details = (
            escape(f"{_label(op)}: {op.value}")
            if op.kind in ("scan", "error")
            else escape(_label(op))
        )
        parts.append(
            f'<g><title>{details}</title><rect x="{x - 29}" y="{y - 11}" width="58" height="22" rx="5" fill="{fill}"{frame}/>'
            f'<text x="{x}" y="{y + 4}" fill="white" text-anchor="middle">{escape(_label(op)[:10])}</text></g>'
        )
    for edge, start, goal in arrows:
        (x1, y1), (x2, y2) = middle(start), middle(goal)
        down = 13 if y2 > y1 else -13
        bend = (y1 + y2) / 2 if y1 != y2 else y1 + 2.2 * down
        parts.append(
            f'<path d="M{x1:.0f},{y1 + down} Q{(x1 + x2) / 2:.0f},{bend:.0f} {x2:.0f},{y2 - down}" fill="none" stroke="{_RED}" '
            f'stroke-width="2" marker-end="url(#tip)"/>'
            f'<text x="{x1 + (x2 - x1) * 0.25 + 6:.0f}" y="{y1 + (y2 - y1) * 0.4 + 4:.0f}" fill="{_RED}" '
            f'font-weight="bold" paint-order="stroke" stroke="white" stroke-width="3">'
            f"{escape(edge.kind)} {escape(str(edge.key))}</text>"
        )
    says = escape(anomaly.text if anomaly else "a history")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{says}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" style="max-width:100%;height:auto" font-family="sans-serif" font-size="11">'
        f'<defs><marker id="tip" viewBox="0 0 8 8" '
        f'refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{_RED}"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )


def history_html(history: Iterable[tuple], found: list[Anomaly] | None = None) -> str:
    """A history drawn, and under it in words what is wrong with it; the first finding is the one
    marked."""
    history, found = list(history), found or []
    words = "".join(f"<li><b>{escape(a.name)}</b>: {escape(a.text)}</li>" for a in found[:4])
    return (
        f'<div style="overflow-x:auto">{history_svg(history, found[0] if found else None)}</div>'
        + (f"<ul>{words}</ul>" if words else "")
    )


def schedule(make_store: Callable[[], object]) -> widgets.VBox:
    """Choose a schedule and a level; see what the store makes of it, and what the judges say."""

    def draw(name: str, serializable: bool) -> str:
        history = drive(make_store(), SCHEDULES[name].plan, serializable)
        found = judge(history, serializable)
        verdict = "nothing wrong" if not found else f"{len(found)} finding{'s' * (len(found) > 1)}"
        return f"<p>{escape(SCHEDULES[name].about)} <b>{verdict}</b>.</p>{history_html(history, found)}"

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
                f'background:{_BLUE if lit else _GREY};outline:{f"3px solid {_RED}" if lit else "none"}">'
                f"commit {version.stamp}<br><b>{text}</b></span>"
            )
        said = "no version" if seen is None else f"{escape(repr(seen))}"
        return f"<div>{''.join(boxes)}</div><p>A snapshot after commit {snapshot} sees {said}.</p>"

    snapshot = widgets.IntSlider(value=6, min=0, max=12, description="snapshot")
    return live(lambda: draw(snapshot.value), snapshot)


class _Shelf:
    """A fixed snapshot for a transaction to stand on: three rows, nothing to commit to."""

    def __init__(self) -> None:
        self.kept = {"x": 10, "y": 20, "z": 30}

    def read(self, number: int, key: str) -> object:
        return self.kept.get(key)

    def rows(self, number: int) -> dict:
        return dict(self.kept)

    def commit(self, number: int, writes: dict) -> None: ...

    def abort(self, number: int) -> None: ...


def own_writes(transaction: Callable) -> widgets.VBox:
    """What a transaction reads after writes of its own that you choose, beside its snapshot."""

    def draw(doing: str) -> str:
        shelf = _Shelf()
        txn = transaction(shelf, 1)
        for op in parse(doing):
            txn.write(op.key, op.value) if op.kind == "write" else txn.delete(op.key)
        rows = txn.scan(lambda key, value: value % 3 == 0)
        keys = sorted(shelf.kept | {op.key: 0 for op in parse(doing)})
        lines = "".join(
            f"<tr><td>{key}</td><td>{shelf.kept.get(key, '')}</td><td><b>{escape(str(txn.read(key)))}</b></td>"
            f"<td>{escape(str(rows.get(key, '')))}</td></tr>"
            for key in keys
        )
        return (
            "<table><tr><th>row</th><th>its snapshot</th><th>read gives</th><th>scan for values divisible by 3 finds</th></tr>"
            f"{lines}</table>"
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
                f'<span style="display:inline-block;min-width:5.2em;padding:.2em .4em;margin:1px;color:white;background:'
                f'{_BLUE if v.stamp in left else _GREY};{"" if v.stamp in left else "text-decoration:line-through"}">'
                f"{v.stamp}: {'deleted' if v.value is None else v.value}</span>"
                for v in versions
            )
            lines.append(f"<div><b>{key}</b> {cells}</div>")
        said = f"The last commit is 8. vacuum says it dropped {escape(str(dropped))}; struck out is what is gone."
        return f"<p>{said}</p>{''.join(lines)}"

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
    return f'<div style="overflow-x:auto"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


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
            f'<span style="display:inline-block;width:3.4em;padding:.3em 0;margin:1px;text-align:center;color:white;background:'
            f'{_GREY if old == new else _RED}">{old}<br>{"=" if old == new else "→ " + escape(str(new))}</span>'
            for old, new in zip(base.blocks, version.blocks)
        )
        said = f"{len(changes)} rows changed: {blocks.written - before} of {len(base.blocks)} blocks written."
        return f"<p>{said}</p><div>{cells}</div>"

    first = widgets.IntSlider(value=100, min=0, max=900, description="row / 1000")
    how_many = widgets.IntSlider(value=1, min=1, max=6, description="rows")
    return live(lambda: draw(first.value, how_many.value), first, how_many)
