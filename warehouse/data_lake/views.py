"""The data_lake lab's views: each shows the student's own part at work."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from html import escape

import ipywidgets as widgets
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.data_lake import lineitem
from warehouse.data_lake.http_store import lake_over_http
from warehouse.data_lake.parquet_files import parse_footer
from warehouse.data_lake.records import Aggregate, DataFile, Footer, Predicate
from warehouse.drawing import SHADES, live, rect, shown, svg, table, text

PALE = "#9aa4ae"
SCALE, GROUP_ROWS = 0.01, 1_000
OPS = ["=", "<", "<=", ">", ">="]


def partitions_left(prune_partitions: Callable) -> widgets.VBox:
    """The paths of a lake, and those that the student's function leaves."""
    op = widgets.Dropdown(options=OPS, value=">=", description="year")
    year = widgets.IntSlider(value=1996, min=1991, max=1999, description="than")

    def draw() -> str:
        paths = list(lineitem.files(SCALE, GROUP_ROWS))
        left = prune_partitions(paths, [Predicate("year", op.value, year.value)], lineitem.TYPES)
        lines = [f"<b>{escape(p)}</b>" if p in left else f"<s>{escape(p)}</s>" for p in paths]
        return "<br>".join(lines) + f"<p>{len(left)} of {len(paths)} files are left.</p>"

    return live(draw, op, year)


def _file(year: int) -> Footer:
    return parse_footer(lineitem.files(SCALE, GROUP_ROWS)[f"lineitem/year={year}/part-0.parquet"])


def groups_kept(row_groups: Callable) -> widgets.VBox:
    """The row groups of half a year by date, and those that the student's function keeps."""
    month = widgets.IntSlider(value=3, min=1, max=8, description="month")

    def draw() -> str:
        footer = _file(1994)
        asked = lineitem.month(1994, month.value)[1:]
        kept = row_groups(footer, asked)
        lines = []
        for at, group in enumerate(footer.row_groups):
            its = group.chunks["l_shipdate"]
            lines.append([at, its.minimum, its.maximum, "read" if at in kept else "left out"])
        return table(["row group", "from", "to", ""], lines)

    return live(draw, month)


def ranges_fetched(byte_ranges: Callable) -> widgets.VBox:
    """A file as a strip of bytes: chunks that are needed, and what is fetched."""
    gap = widgets.IntSlider(value=0, min=0, max=20_000, step=250, description="gap")

    def draw() -> str:
        footer = _file(1994)
        numbers, columns = [1, 2], [*lineitem.COLUMNS, "l_shipdate"]
        fetched = byte_ranges(footer, numbers, columns, gap.value)
        end = max(c.data_page + c.size for g in footer.row_groups for c in g.chunks.values())
        scale, shapes = 620 / end, []
        for group in footer.row_groups:
            for chunk in group.chunks.values():
                start = chunk.dictionary_page or chunk.data_page
                shapes.append(
                    rect(start * scale, 2, max(0.5, chunk.size * scale - 0.5), 20, fill=PALE)
                )
        for start, length in fetched:
            shapes.append(rect(start * scale, 26, max(1, length * scale), 20, fill=SHADES[0]))
        needed = [footer.row_groups[n].chunks[c].size for n in numbers for c in columns]
        total = sum(length for _, length in fetched)
        said = f"{len(fetched)} GETs fetch {total:,} bytes, of which {sum(needed):,} are needed"
        shapes.append(text(0, 64, said, font_size=13))
        return svg((622, 72), said, shapes, fill="currentColor", style="max-width:640px")

    return live(draw, gap)


def scanned(scan: Callable, row_groups: Callable, byte_ranges: Callable) -> widgets.HTML:
    """A month of query 6 over HTTP: what the student's scan fetched of each file."""

    def ranges(footer: Footer, numbers: list[int], columns: list[str]) -> list:
        return byte_ranges(footer, numbers, columns, 1_024)

    def draw() -> str:
        lake = lineitem.files(SCALE, GROUP_ROWS)
        names = [name for name in lake if "year=1994" in name]
        with lake_over_http() as store:
            for name in names:
                store.put(name, lake[name])
            before = len(store.asked)
            asked = lineitem.month(1994, 3)[1:]
            rows = scan(store, names, asked, lineitem.COLUMNS, row_groups, ranges, 8_192)
            lines = [
                [name, "the last" if start < 0 else f"{start:,}", f"{length or -start:,}"]
                for _, name, start, length in store.asked[before:]
            ]
        stored = sum(map(len, lake.values()))
        fetched = store.bytes_moved - sum(len(lake[name]) for name in names)
        return table(["GET of", "from", "bytes"], lines) + (
            f"<p>{rows.num_rows:,} rows out of {fetched:,} bytes: {fetched / stored:.2%} of the"
            f" {stored:,} that are stored.</p>"
        )

    return shown(draw)


def handed_on(push_aggregates: Callable, merge: Callable) -> widgets.HTML:
    """Query 6's sum and two more, over the files of a year: what each file hands on, and the
    whole."""
    asked = [Aggregate("count", None, False), Aggregate("avg", "l_quantity", False)]
    asked.append(Aggregate("max", "l_shipdate", False))

    def draw() -> str:
        pushed, parts, lines = push_aggregates(asked), [], []
        for name, held in lineitem.files(SCALE, GROUP_ROWS).items():
            if "year=1994" in name:
                rows = pq.read_table(io.BytesIO(held), columns=["l_quantity", "l_shipdate"])
                parts.append({(1994,): [_computed(it, rows) for it in pushed]})
                lines.append([name, f"{len(rows):,} rows", *parts[-1][1994,]])
        words = [f"{it.function}({it.column or '*'})" for it in pushed]
        whole = ", ".join(map(str, merge(asked, parts)[1994,]))
        head = ["file", "instead of", *words]
        return table(head, lines) + f"<p>Merged, count(*), avg and max: {escape(whole)}.</p>"

    return shown(draw)


def _computed(it: Aggregate, rows: pa.Table) -> object:
    """A reader's part. Quantities are whole in TPC-H."""
    if it.column is None:
        return len(rows)
    value = getattr(pc, it.function)(rows[it.column]).as_py()
    return int(value) if isinstance(value, Decimal) else value


def planned(commit: Callable, plan_files: Callable) -> widgets.HTML:
    """Five commits over HTTP, then plans of some days of each version."""

    def draw() -> str:
        lines = []
        with lake_over_http() as store:
            for number in range(5):
                day = 8 * number
                files = [
                    DataFile(f"day={day + it}/part-0", 100, {"day": (day + it, day + it)})
                    for it in range(8)
                ]
                commit(store, "sales", files, ["day=0/part-0"] if number == 4 else [])
            for version in (1, 4, 5):
                before = store.requests.copy()
                found = plan_files(store, "sales", [Predicate("day", "<", 3)], version)
                asked = store.requests - before
                lines.append([version, ", ".join(found), asked["list"], asked["get"]])
        return table(["version", "files with days before 3", "LISTs", "GETs"], lines)

    return shown(draw)


def joined(prune_by_join: Callable) -> widgets.VBox:
    """A table by date and one by product, joined with some products: which files are opened."""
    count = widgets.IntSlider(value=5, min=0, max=40, description="products")

    def draw() -> str:
        keys, shapes, lines = lineitem.some_parts(SCALE, count.value), [], []
        for at, order in enumerate(("l_shipdate", "l_partkey")):
            files = lineitem.with_bounds(SCALE, order, 40, "l_partkey")
            left = prune_by_join(files, "l_partkey", keys, "inner")
            lines.append(f"by {order[2:]} {len(left)}")
            shapes.append(text(0, 30 * at + 16, order, font_size=13))
            for place, file in enumerate(files):
                fill = SHADES[0] if file.path in left else PALE
                shapes.append(rect(100 + 13 * place, 30 * at + 2, 11, 20, fill=fill))
        said = f"of 40 files are opened: {', '.join(lines)}"
        return svg((622, 64), said, shapes, fill="currentColor", style="max-width:640px") + said

    return live(draw, count)
