"""The warmup lab's views: each shows the student's own part at work."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape

import ipywidgets as widgets

from warehouse import data, plans
from warehouse.drawing import SHADES, live, rect, shown, sideways, svg, table, text
from warehouse.plans import Join, Plan, Scan
from warehouse.warmup import catalogue

QUERIES = range(1, 23)
PALE = "#9aa4ae"


def _query(value: int = 6) -> widgets.Dropdown:
    return widgets.Dropdown(options=list(QUERIES), value=value, description="TPC-H query")


def _outline(plan: Plan, deep: int = 0) -> list[str]:
    """A plan as lines, the last step on top, what it works on below it and further right."""
    said = type(plan).__name__
    if isinstance(plan, Join):
        said += f" ({plan.kind})"
    if isinstance(plan, Scan):
        said = f"<b>{said} {escape(plan.table)}</b>: {escape(', '.join(plan.columns))}"
    lines = ["&nbsp;" * 2 * deep + said]
    for below in plans.inputs(plan):
        lines += _outline(below, deep + 1)
    return lines


def plan_and_scans(find_scans: Callable) -> widgets.VBox:
    """A query's plan as an outline, and the scans that the student's function finds in it."""
    number = _query()

    def draw() -> str:
        plan = plans.tpch(number.value).plan
        found = find_scans(plan)
        outline = "<br>".join(_outline(plan))
        rows = [[name, ", ".join(columns)] for name, columns in found]
        head = f"<p>{len(found)} scan{'s' * (len(found) != 1)} found:</p>"
        code = f"<div style='font-family:monospace;white-space:nowrap'>{outline}</div>"
        return sideways(code) + head + table(["table", "columns"], rows)

    return live(draw, number)


def column_widths(by_rows: Callable, by_columns: Callable) -> widgets.VBox:
    """A table's columns, each as wide as the student's function counts it, and those lit that a
    query names."""
    number = _query()
    name = widgets.Dropdown(options=list(data.TABLES), value="lineitem", description="table")

    def draw() -> str:
        held = data.table(name.value, catalogue.SCALE)
        scans = [s for s in plans.steps(plans.tpch(number.value).plan) if isinstance(s, Scan)]
        named = {column for s in scans if s.table == name.value for column in s.columns}
        asked = [column for column in held.column_names if column in named]
        whole, read = by_rows(held), by_columns(held, asked)
        shapes, high = [], 20
        for row, column in enumerate(held.column_names):
            taken = by_columns(held, [column])
            y = row * high
            shapes.append(text(136, y + 14, column, text_anchor="end", font_size=12))
            fill = SHADES[0] if column in named else PALE
            shapes.append(rect(142, y + 2, max(1, 360 * taken * 3 / whole), high - 5, fill=fill))
            said = f"{taken:,} {'read' if column in named else ''}"
            shapes.append(text(148 + 360 * taken * 3 / whole, y + 14, said, font_size=12))
        label = f"bytes of the columns of {name.value}"
        size = (640, high * len(held.column_names))
        picture = svg(size, label, shapes, fill="currentColor", style="max-width:640px")
        if not asked:
            return f"{picture}<p>Query {number.value} does not read {name.value}.</p>"
        return (
            f"{picture}<p>Query {number.value} reads {whole:,} bytes from rows, {read:,} from"
            f" columns: {whole / read:.1f} times as few.</p>"
        )

    return live(draw, number, name)


@cache
def _first_rows(count: int) -> list[int]:
    """The lengths of the first rows of lineitem in Arrow's bytes."""
    rows = data.table("lineitem", catalogue.SCALE).slice(0, count)
    return [rows.slice(row, 1).nbytes for row in range(count)]


def rows_in_pages(count_pages: Callable) -> widgets.VBox:
    """The first rows of lineitem in pages of a size that can be chosen: a line for each page."""
    page = widgets.IntSlider(value=512, min=192, max=2_048, step=64, description="page")
    rows = 24

    def draw() -> str:
        lengths = _first_rows(rows)
        # a page begins where the count of the rows so far goes up
        counts = [count_pages(lengths[: row + 1], page.value) for row in range(rows)]
        pages = count_pages(lengths, page.value)
        shapes, high, wide, at = [], 22, 560, 0
        for row, (length, number) in enumerate(zip(lengths, counts)):
            at = 0 if row == 0 or number != counts[row - 1] else at
            y, scale = (number - 1) * high, wide / page.value
            fill = SHADES[row % 2]
            shapes.append(rect(2 + at * scale, y + 2, length * scale - 1, high - 6, fill=fill))
            at += length
        for number in range(pages):
            y = number * high + 2
            frame = {"fill": "none", "stroke": "currentColor"}
            shapes.append(rect(1.5, y - 0.5, wide + 1, high - 5, **frame))
        label = f"{rows} rows in {pages} pages"
        picture = svg((wide + 8, pages * high + 4), label, shapes, style="max-width:640px")
        used = sum(lengths) / (pages * page.value) if pages else 0
        return (
            f"{picture}<p>{rows} rows of {sum(lengths):,} bytes in {pages} pages of {page.value}:"
            f" {1 - used:.0%} of their bytes stay empty.</p>"
        )

    return live(draw, page)


def all_queries(find_scans: Callable, bytes_read: Callable) -> widgets.HTML:
    """What each of the 22 queries reads from rows and from columns, by the student's functions."""

    def draw() -> str:
        sizes = catalogue.sizes()
        rows, whole = [], [0, 0]
        for number in QUERIES:
            scans = find_scans(plans.tpch(number).plan)
            read = [bytes_read(scans, sizes, store) for store in ("rows", "columns")]
            whole = [before + more for before, more in zip(whole, read)]
            rows.append([f"Q{number}", *_line(read)])
        rows.append(["all", *_line(whole)])
        return table(["query", "MB from rows", "MB from columns", "times as few"], rows)

    return shown(draw)


def _line(read: list[int]) -> list[str]:
    by_rows, by_columns = read
    times = f"{by_rows / by_columns:.1f}" if by_columns else "-"
    return [f"{by_rows / 1e6:.2f}", f"{by_columns / 1e6:.2f}", times]
