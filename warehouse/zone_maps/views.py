"""The zone maps lab's views: blocks as bars and squares, lit where the student's part would read or
did read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import escape

import ipywidgets as widgets
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import data, drawing, peers
from warehouse.drawing import attempt, live
from warehouse.zone_maps.blocks import BlockTable, SortedTable
from warehouse.zone_maps.records import Predicate, ZoneMap

_LIT, _DARK, _INK = "#c2571a", "#9aa0a6", "#1f5fa8"
_FIRST, _DAYS = date(1992, 1, 1), 2557  # the days that lineitem's ship dates lie in


def _rows() -> pa.Table:
    """60,175 rows of lineitem with whole numbers: days since 1992, discounts in percent,
    quantities, parts."""
    raw = data.table("lineitem", 0.01, ["l_shipdate", "l_discount", "l_quantity", "l_partkey"])
    return pa.table(
        {
            "ship date": raw["l_shipdate"],
            "discount": pa.array([int(100 * value) for value in raw["l_discount"].to_pylist()]),
            "quantity": pa.array([int(value) for value in raw["l_quantity"].to_pylist()]),
            "part": raw["l_partkey"].combine_chunks(),
        }
    )


def _orders(table: pa.Table) -> dict[str, pa.Table]:
    """The same rows as loaded, sorted by their dates, and shuffled."""
    shuffled = np.random.default_rng(7).permutation(table.num_rows)
    return {
        "as loaded": table,
        "sorted by ship date": table.sort_by("ship date"),
        "shuffled": table.take(pa.array(shuffled)),
    }


def _number(value: object) -> float:
    return float((value - _FIRST).days) if isinstance(value, date) else float(value)


def _bars(
    zones: list,
    low: float,
    high: float,
    lit: Callable[[int], bool] = lambda block: True,
    shown: int = 60,
) -> str:
    """One thin horizontal bar a block, from its minimum to its maximum on a scale of ``low`` to
    ``high``."""
    lines = []
    for block, zone in enumerate(zones[:shown]):
        if zone.minimum is None:
            lines.append('<div style="height:7px"></div>')
            continue
        left = 100 * (_number(zone.minimum) - low) / max(high - low, 1)
        width = max(0.5, 100 * (_number(zone.maximum) - _number(zone.minimum)) / max(high - low, 1))
        colour = _LIT if lit(block) else _DARK
        title = escape(f"block {block}: {zone.minimum} to {zone.maximum}")
        lines.append(
            f'<div title="{title}" style="height:6px;margin:1px 0 0 {left:.1f}%;'
            f'width:{min(width, 100 - left):.1f}%;background:{colour}"></div>'
        )
    more = f"<p>… and {len(zones) - shown} blocks more</p>" if len(zones) > shown else ""
    frame = f"max-width:44em;border:1px solid {_DARK};padding:2px"
    return f'<div style="{frame}">{"".join(lines)}</div>{more}'


def _squares(lit: list[bool]) -> str:
    shades = [(_LIT, _LIT) if on else ("transparent", _DARK) for on in lit]
    boxes = "".join(
        f'<span title="block {block}" style="display:inline-block;width:11px;height:11px;'
        f'margin:1px;background:{fill};border:1px solid {line}"></span>'
        for block, (fill, line) in enumerate(shades)
    )
    return f'<span style="line-height:1">{boxes}</span>'


def _zones(table: pa.Table, block_rows: int) -> dict[str, list[ZoneMap]]:
    """Zone maps of every column, for views of exercises that come after zone maps: Parquet's
    statistics of row groups."""
    groups = pq.ParquetFile(
        pa.BufferReader(peers.parquet(table, row_group_size=block_rows))
    ).metadata
    found: dict[str, list[ZoneMap]] = {name: [] for name in table.column_names}
    for group in range(groups.num_row_groups if table.num_rows else 0):
        for at, of_column in enumerate(found.values()):
            stored = groups.row_group(group).column(at).statistics
            of_column.append(
                ZoneMap(stored.min, stored.max, stored.null_count, groups.row_group(group).num_rows)
            )
    return found


def zone_bars(build_zone_map: Callable[[pa.ChunkedArray, int], list]) -> widgets.VBox:
    """Zone maps of a column of your choice as bars, for three orders of the same rows and any block
    size."""
    orders = _orders(_rows())

    def draw(order: str, column: str, block_rows: int) -> str:
        zones = build_zone_map(orders[order][column], block_rows)
        values = [_number(v) for zone in zones for v in (zone.minimum, zone.maximum)]
        low, high = min(values), max(values)
        mean = np.mean([_number(zone.maximum) - _number(zone.minimum) for zone in zones]) / max(
            high - low, 1
        )
        return (
            f"<p>{len(zones)} blocks; a block spans {mean:.0%} of the column's range on average."
            "</p>" + _bars(zones, low, high)
        )

    order = widgets.Dropdown(options=list(orders), description="rows")
    column = widgets.Dropdown(
        options=["ship date", "discount", "quantity", "part"], description="column"
    )
    block_rows = widgets.SelectionSlider(
        options=[512, 1024, 2048, 4096, 8192], value=2048, description="block rows"
    )
    return live(
        lambda: draw(order.value, column.value, block_rows.value), order, column, block_rows
    )


def lit(may_match: Callable[[ZoneMap, str, object], bool]) -> widgets.VBox:
    """A condition on the ship date, and the blocks of which ``may_match`` says that they may hold a
    match."""
    orders = {
        name: _zones(table.select(["ship date"]), 1024)["ship date"]
        for name, table in _orders(_rows()).items()
    }

    def draw(order: str, op: str, day: int) -> str:
        at = _FIRST + timedelta(day)
        value = {"between": (at, at + timedelta(30)), "in": [at, at + timedelta(365)]}.get(op, at)
        said = [bool(may_match(zone, op, value)) for zone in orders[order]]
        words = " and ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
        skipped = f"{1 - sum(said) / len(said):.0%} are skipped"
        said_so = f"{sum(said)} of {len(said)} blocks may match, {skipped}"
        bars = _bars(orders[order], 0, _DAYS, lambda block: said[block])
        return f"<p>ship date {escape(op)} {words}: {said_so}.</p>{_squares(said)}{bars}"

    order = widgets.Dropdown(options=list(orders), description="rows")
    op = widgets.Dropdown(
        options=["=", "<>", "<", "<=", ">", ">=", "between", "in"],
        value="between",
        description="operator",
    )
    day = widgets.IntSlider(value=1155, min=0, max=_DAYS, description="day")
    return live(lambda: draw(order.value, op.value, day.value), order, op, day)


def blocks_read(scan: Callable[[BlockTable, list[Predicate], list[str]], pa.Table]) -> widgets.VBox:
    """A query with two conditions: which blocks of which column your scan really read, and how many
    bytes."""
    tables = {
        name: BlockTable(table, 1024, _zones(table, 1024))
        for name, table in _orders(_rows()).items()
    }

    def draw(order: str, day: int, days: int, discount: int) -> str:
        table, at = tables[order], _FIRST + timedelta(day)
        table.forget()
        query = [
            Predicate("ship date", "between", (at, at + timedelta(days))),
            Predicate("discount", "=", discount),
        ]
        found = scan(table, query, ["part", "quantity"])
        every = table.num_blocks * len(table.column_names)

        def squares(column: str) -> str:
            return _squares([table.reads[column, block] > 0 for block in range(table.num_blocks)])

        rows = "".join(f"<div>{column}<br>{squares(column)}</div>" for column in table.column_names)
        again = sum(count - 1 for count in table.reads.values())
        twice = f" <b>{again} were read more than once.</b>" if again else ""
        return (
            f"<p>part and quantity where ship date between {at} and {at + timedelta(days)} "
            f"and discount = {discount}: {found.num_rows} rows; "
            f"{table.blocks_read} of {every} blocks read, {table.bytes_read / 1e3:,.0f} kB.{twice}"
            f"</p>{rows}"
        )

    order = widgets.Dropdown(options=list(tables), value="sorted by ship date", description="rows")
    day = widgets.IntSlider(value=1155, min=0, max=_DAYS, description="from day")
    days = widgets.IntSlider(value=30, min=0, max=365, description="days")
    discount = widgets.IntSlider(value=5, min=0, max=11, description="discount")
    return live(
        lambda: draw(order.value, day.value, days.value, discount.value), order, day, days, discount
    )


def sorted_blocks(compound_sort: Callable[[pa.Table, list[str]], pa.Table]) -> widgets.VBox:
    """Two keys of your choice: the blocks' zone maps of both columns after your sort."""
    table = _rows()
    names = table.column_names

    def draw(first: str, second: str) -> str:
        shown = list(dict.fromkeys((first, second)))
        parts = []
        for name, zones in _zones(compound_sort(table, shown).select(shown), 1024).items():
            low, high = (
                _number(v) for v in (min(z.minimum for z in zones), max(z.maximum for z in zones))
            )
            middle = (low + high) / 2
            skipped = np.mean(
                [not _number(z.minimum) <= middle <= _number(z.maximum) for z in zones]
            )
            says = f"a query for one value in the middle skips {skipped:.0%} of {len(zones)} blocks"
            parts.append(f"<p><b>{name}</b>: {says}.</p>{_bars(zones, low, high)}")
        return "".join(parts)

    first = widgets.Dropdown(options=names, value="ship date", description="first key")
    second = widgets.Dropdown(options=names, value="part", description="second key")
    return live(lambda: draw(first.value, second.value), first, second)


def curve(z_order: Callable[[list[np.ndarray], int], np.ndarray]) -> widgets.VBox:
    """A square of 32 by 32 pairs of values: the order your keys give them, cut into blocks."""
    side = 32
    x, y = (part.ravel() for part in np.meshgrid(np.arange(side), np.arange(side)))

    def draw(bits: int, rows: int, at: int) -> str:
        keys = z_order([x, y], bits)
        order = np.argsort(keys, kind="stable")
        block = np.empty(len(x), np.int64)
        block[order] = np.arange(len(x)) // rows
        touched_x, touched_y = len(np.unique(block[x == at])), len(np.unique(block[y == at]))
        cells = [
            drawing.rect(
                *(10 * a, 10 * b, 10, 10),
                fill=drawing.SHADES[n % len(drawing.SHADES)],
                opacity=1 if at in (a, b) else 0.45,
            )
            for a, b, n in zip(x.tolist(), y.tolist(), block.tolist())
        ]
        points = " ".join(
            f"{10 * a + 5},{10 * b + 5}" for a, b in zip(x[order].tolist(), y[order].tolist())
        )
        curve = drawing.element(
            "polyline", points=points, fill="none", stroke="white", stroke_width=1
        )
        size = (10 * side, 10 * side)
        picture = drawing.svg(
            size, "blocks along the curve", [*cells, curve], width=size[0], height=size[1]
        )
        return (
            f"<p>{int(block.max()) + 1} blocks. first column = {at} reads {touched_x} of them, "
            f"second column = {at} reads {touched_y}.</p>{picture}"
        )

    bits = widgets.IntSlider(value=5, min=1, max=5, description="bits")
    rows = widgets.SelectionSlider(options=[16, 32, 64, 128], value=64, description="block rows")
    at = widgets.IntSlider(value=11, min=0, max=side - 1, description="value")
    return live(lambda: draw(bits.value, rows.value, at.value), bits, rows, at)


def regions(append: Callable, vacuum: Callable) -> widgets.VBox:
    """A table sorted by day that takes in new days, late rows and vacuums; its blocks as bars,
    written ones lit."""
    block_rows, start = 8, 120
    rng = np.random.default_rng(7)

    def table_of(days: np.ndarray) -> pa.Table:
        return pa.table({"day": pa.array(np.asarray(days, np.int64))})

    def fresh() -> SortedTable:
        rows = table_of(np.sort(rng.integers(0, start, 96)))
        return SortedTable(
            ("day",),
            BlockTable(rows, block_rows, _zones(rows, block_rows)),
            BlockTable(rows.slice(0, 0), block_rows, {"day": []}),
        )

    state = {"stored": fresh(), "today": start, "said": "Nothing done yet."}
    picture = widgets.HTML()

    def draw() -> str:
        stored, parts = state["stored"], []
        for name, region in (
            ("sorted region", stored.sorted),
            ("unsorted region", stored.unsorted),
        ):
            kept = region.num_blocks - region.blocks_written if region.num_blocks else 0
            zones = region.zones.get("day", [])
            bars = _bars(zones, 0, state["today"] + 20, lambda block, kept=kept: block >= kept)
            missing = "" if "day" in region.zones else " (no zone maps)"
            parts.append(
                f"<p><b>{name}</b>: {region.num_rows} rows in {region.num_blocks} blocks{missing}; "
                f"lit: written by the step that made it</p>{bars}"
            )
        return f"<p>{state['said']}</p>{''.join(parts)}"

    def act(words: str, change: Callable[[SortedTable], SortedTable]) -> Callable[[object], None]:
        def clicked(button: object) -> None:
            def step() -> str:
                before = state["stored"]
                before.sorted.forget()
                before.unsorted.forget()
                state["stored"] = change(before)
                read = before.sorted.blocks_read + before.unsorted.blocks_read
                wrote = sum(
                    made.blocks_written
                    for was, made in zip(before[1:], state["stored"][1:])
                    if made is not was
                )
                state["said"] = f"{words}: {read} blocks read, {wrote} written."
                return draw()

            picture.value = attempt(step)

        return clicked

    def new_day(stored: SortedTable) -> SortedTable:
        state["today"] += 10
        return append(stored, table_of(rng.integers(state["today"] - 10, state["today"], 12)))

    def late_rows(stored: SortedTable) -> SortedTable:
        return append(stored, table_of(rng.integers(0, state["today"], 6)))

    buttons = []
    for label, change in (
        ("append new days", new_day),
        ("append late rows", late_rows),
        ("vacuum", lambda s: vacuum(s)),
    ):
        button = widgets.Button(description=label)
        button.on_click(act(label, change))
        buttons.append(button)
    picture.value = attempt(draw)
    return widgets.VBox([widgets.HBox(buttons), picture])
