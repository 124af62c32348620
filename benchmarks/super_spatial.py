"""What two days of events cost as texts and as columns, how many bytes each takes, and how many blocks of places a
polygon meets, by the order in which they are stored. Prints tables, writes super_spatial.json.

The book quotes that file and nothing typed by hand. Counts of blocks, places and bytes: the same on every machine but for
the bytes, which depend on the versions of Arrow and DuckDB. The student's parts are the lab's reference solution.
Run by ``make bench``.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import shapely
from rich.console import Console
from rich.table import Table as Shown

from autograder.paths import source_notebook
from warehouse.super_spatial import worlds
from warehouse.super_spatial.records import Box, Place
from warehouse.super_spatial.storage import parquet_bytes
from warehouse.super_spatial.views import position

EVENTS, DAYS, EVENT_BLOCK = 20_000, 20, 1_000
SHARE, AT_MOST = 0.8, 9
PLACES, PLACE_BLOCK = 100_000, 1_024
WIDTHS, QUERIES = (2, 10, 30), 200
ORDERS = ("as they came", "longitude", "z", "Hilbert")


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("super_spatial"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def two_days(parts: dict) -> dict:
    """Blocks of events that a query of two days reads, bytes, and whether the documents come back."""
    documents = worlds.events(EVENTS, DAYS)
    columns = parts["choose_paths"](documents, SHARE, AT_MOST)
    apart = parts["shred"](documents, columns)
    if parts["assemble"](columns, apart) != documents:
        raise ValueError("the reference solution does not put its own documents together again")
    time = [column.path for column in columns].index(("time",))
    blocks = list(worlds.blocks(apart.values[time], EVENT_BLOCK))
    begins, ends = 9 * worlds.DAY, 11 * worlds.DAY
    read = sum(min(its) < ends and max(its) >= begins for its in blocks)
    return {
        "documents": EVENTS,
        "days": DAYS,
        "blocks": len(blocks),
        "read": read,
        "columns": [[".".join(column.path), column.kind] for column in columns],
        "kept in the rest": {
            ".".join(column.path): sum(value is None for value in values)
            for column, values in zip(columns, apart.values)
        },
        "bytes": parquet_bytes(documents, columns, apart),
    }


def searched(parts: dict, ordered: list[Place], corners: tuple, flat: bool = False) -> dict:
    """Blocks read, places looked at exactly, and places in the polygon. ``flat``: with boxes from the least longitude to
    the greatest."""
    area = shapely.Polygon(corners)
    blocks = list(worlds.blocks(ordered, PLACE_BLOCK))
    around = plain if flat else parts["box_of"]
    read, asked = [], []

    def load(number: int) -> list[Place]:
        read.append(number)
        return blocks[number]

    def exact(longitude: float, latitude: float) -> bool:
        asked.append((longitude, latitude))
        return bool(area.intersects(shapely.Point(worlds.turned(longitude, corners), latitude)))

    query = around([Place(0, (x + 180) % 360 - 180, y) for x, y in corners])
    hits = parts["search"](load, [around(block) for block in blocks], query, 0.0, exact)
    return {"blocks": len(blocks), "read": len(read), "asked": len(asked), "hits": len(hits)}


def plain(places: list[Place]) -> Box:
    """The box from the least longitude to the greatest, as if the plane were flat."""
    longitudes = [place.longitude for place in places]
    latitudes = [place.latitude for place in places]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def squares(places: list[Place], width: int) -> list[Box]:
    """Boxes of this many degrees around some of the places, those that lie across a border of the map left out."""
    half = width / 2
    middles = [place for place in places[:: PLACES // QUERIES] if abs(place.longitude) < 180 - half]
    return [Box(x - half, y - half, x + half, y + half) for _, x, y in middles]


def map_of(parts: dict) -> tuple[dict, dict, dict]:
    """By the order of the places: the mean number of blocks that squares of some widths read; a polygon around one town;
    and one across the 180th meridian, with round boxes and with flat ones."""
    places = worlds.places(PLACES)
    town, means = {}, {}
    for order in ORDERS:
        along = position(order, parts["grid"], parts["hilbert"])
        ordered = sorted(places, key=along)
        town[order] = searched(parts, ordered, worlds.POLYGON)
        zones = [parts["box_of"](block) for block in worlds.blocks(ordered, PLACE_BLOCK)]
        means[order] = {
            f"{width} degrees": round(
                sum(parts["may_match"](zone, query) for query in queries for zone in zones)
                / len(queries),
                2,
            )
            for width in WIDTHS
            if (queries := squares(places, width))
        }
    across = {
        name: searched(parts, ordered, worlds.ACROSS, flat)
        for name, flat in (("round boxes", False), ("flat boxes", True))
    }
    return means, town, across


def main() -> None:
    parts = solution()
    means, town, across = map_of(parts)
    figures = {
        "two days": two_days(parts),
        "squares": means,
        "one town": town,
        "across 180 degrees": across,
    }
    console = Console()
    for title in ("one town", "across 180 degrees"):
        shown = Shown("", "blocks", "read", "asked", "hits", title=title)
        for name, its in figures[title].items():
            shown.add_row(name, *(f"{number:,}" for number in its.values()))
        console.print(shown)
    console.print(figures["two days"])
    console.print(means)
    text = json.dumps(figures, indent=2)
    Path(__file__).with_suffix(".json").write_text(text + "\n")


if __name__ == "__main__":
    main()
