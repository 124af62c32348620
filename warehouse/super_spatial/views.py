"""The views of the lab on semi-structured and spatial data: each shows the student's own part at work. One that follows
controls is made with ``warehouse.drawing.live``."""

from __future__ import annotations

import json
from collections.abc import Callable

import ipywidgets as widgets

from warehouse.drawing import SHADES, circle, live, path, rect, shown, svg, table
from warehouse.super_spatial import worlds
from warehouse.super_spatial.records import OPERATORS, Box, Place
from warehouse.super_spatial.storage import parquet_bytes

ORDER = {
    "user": {"name": "Kim", "mail": None},
    "items": [{"sku": "A55", "price": 5}, {"sku": 7, "price": None}],
    "paid": False,
}
PATHS = (
    ["user", "name"],
    ["user", "mail"],
    ["items", 0, "price"],
    ["items", -1, "price"],
    ["items", "price"],
    ["user", 0],
    ["paid"],
    ["items", 9, "price"],
)
VALUES = (None, True, 1, 1.5, "1", "P", "P ", [1], {"a": 1})
#: Of the maps: bits of an axis, places, and how many fit a block.
BITS, PLACES, BLOCK = 10, 4_096, 128
WIDE = 720


def found(navigate: Callable) -> widgets.HTML:
    """What some paths find in an order, and what they say if they are strict."""

    def draw() -> str:
        lines = []
        for steps in PATHS:
            try:
                strict = json.dumps(navigate(ORDER, steps, True))
            except LookupError as error:
                strict = f"error: {error}"
            lines.append([json.dumps(steps), json.dumps(navigate(ORDER, steps)), strict])
        return f"<p>{json.dumps(ORDER)}</p>" + table(["path", "finds", "strict"], lines)

    return shown(draw)


def compared(compare: Callable) -> widgets.VBox:
    """Every pair of some values by one operator."""
    operator = widgets.Dropdown(options=OPERATORS, description="operator")

    def draw() -> str:
        said = {True: "true", False: "false", None: "unknown"}
        lines = [
            [json.dumps(a), *(said[compare(operator.value, a, b)] for b in VALUES)] for a in VALUES
        ]
        return table([f"row {operator.value} column", *map(json.dumps, VALUES)], lines)

    return live(draw, operator)


def items(unnest: Callable) -> widgets.VBox:
    """The items of some orders, and how many DuckDB makes of the same."""
    import duckdb

    keep = widgets.Checkbox(description="keep orders without items")
    orders = [(event["id"], event) for event in worlds.events(12, 3)]

    def draw() -> str:
        made = unnest(orders, 1, "items", keep.value)
        lines = [[row[0], json.dumps(row[2]), row[3]] for row in made]
        texts = [json.dumps(event) for _, event in orders]
        join = "left join" if keep.value else "join"
        (theirs,) = duckdb.execute(
            "select count(*) from (select unnest($1) as doc) as orders"
            f" {join} lateral (select unnest((doc::json->'items')::json[]) as item) on true",
            [texts],
        ).fetchone()
        return table(["order", "item", "index"], lines) + f"<p>DuckDB: {theirs} rows.</p>"

    return live(draw, keep)


def chosen(choose_paths: Callable) -> widgets.VBox:
    """Which paths of some events become columns."""
    share = widgets.FloatSlider(value=0.8, min=0.05, max=1.0, step=0.05, description="share")
    most = widgets.IntSlider(value=8, min=0, max=20, description="at most")
    documents = worlds.events(2_000, 20)

    def draw() -> str:
        columns = choose_paths(documents, share.value, most.value)
        return table(["path", "kind"], [[".".join(its), kind] for its, kind in columns])

    return live(draw, share, most)


def shredded(shred: Callable, assemble: Callable) -> widgets.HTML:
    """Bytes of some events as texts, as DuckDB's VARIANT and as columns; blocks that a query of two days reads of
    each."""
    from warehouse.super_spatial.records import Column

    columns = [
        Column(("time",), "int"),
        Column(("id",), "int"),
        Column(("type",), "str"),
        Column(("amount",), "int"),
        Column(("user", "id"), "int"),
        Column(("user", "name"), "str"),
    ]

    def draw() -> str:
        documents = worlds.events(6_000, 20)
        apart = shred(documents, columns)
        same = assemble(columns, apart) == documents
        sizes = parquet_bytes(documents, columns, apart)
        times = list(worlds.blocks(apart.values[0], 500))
        first, behind = 9 * worlds.DAY, 11 * worlds.DAY
        read = sum(min(its) < behind and max(its) >= first for its in times)
        lines = [[name, f"{size:,}"] for name, size in sizes.items()]
        said = "as they were" if same else "not what they were"
        return table(["stored as", "bytes"], lines) + (
            f"<p>Two days of 20: {len(times)} of {len(times)} blocks of texts are read, {read} of"
            f" {len(times)} blocks of columns. Put together again the documents are {said}.</p>"
        )

    return shown(draw)


def xy(longitude: float, latitude: float) -> tuple[float, float]:
    """Where on a map of the globe a place is drawn."""
    return (longitude + 180) * 2, (90 - latitude) * 2


def outlines(zone: Box, **looks: object) -> list[str]:
    """A box on the map; two pieces where it lies across the meridian."""
    pieces = [(zone.west, zone.east)]
    if zone.west > zone.east:
        pieces = [(zone.west, 180.0), (-180.0, zone.east)]
    made = []
    for west, east in pieces:
        (x, y), (right, down) = xy(west, zone.north), xy(east, zone.south)
        made.append(rect(x, y, max(right - x, 1), max(down - y, 1), fill="none", **looks))
    return made


def position(order: str, grid: Callable, hilbert: Callable) -> Callable[[Place], object]:
    """What places are sorted by."""
    if order == "as they came":
        return lambda place: place.row
    if order == "longitude":
        return lambda place: place.longitude
    curve = hilbert if order == "Hilbert" else worlds.z_order

    def along(place: Place) -> int:
        x = grid(place.longitude, -180.0, 180.0, BITS)
        return curve(x, grid(place.latitude, -90.0, 90.0, BITS), BITS)

    return along


def curve(grid: Callable, hilbert: Callable) -> widgets.VBox:
    """The curve through a square, and how far apart the first and the last place of a block of cells are."""
    bits = widgets.IntSlider(value=3, min=1, max=5, description="bits")

    def draw() -> str:
        side = 2**bits.value
        cells = [(x, y) for x in range(side) for y in range(side)]
        cells.sort(key=lambda cell: hilbert(*cell, bits.value))
        spots = [((x + 0.5) * 320 / side, 320 - (y + 0.5) * 320 / side) for x, y in cells]
        way = "M" + " L".join(f"{x:g},{y:g}" for x, y in spots)
        shapes = [rect(0, 0, 320, 320, fill="none", stroke="currentColor")]
        shapes.append(path(way, fill="none", stroke=SHADES[0], stroke_width=2))
        half = grid(0.0, -180.0, 180.0, bits.value)
        said = f"<p>Longitude 0 lies in cell {half} of {side}.</p>"
        return svg((320, 320), "the Hilbert curve through a square", shapes) + said

    return live(draw, bits)


def searched(box_of: Callable, search: Callable, grid: Callable, hilbert: Callable) -> widgets.VBox:
    """Places on a map, a polygon, the boxes of all blocks, and those that a search reads."""
    import shapely

    order = widgets.Dropdown(
        options=("as they came", "longitude", "z", "Hilbert"), value="Hilbert", description="sorted"
    )
    where = widgets.Dropdown(options=("one town", "across 180 degrees"), description="polygon")
    rows = worlds.places(PLACES)

    def draw() -> str:
        corners = worlds.POLYGON if where.value == "one town" else worlds.ACROSS
        area = shapely.Polygon(corners)
        ordered = sorted(rows, key=position(order.value, grid, hilbert))
        blocks = list(worlds.blocks(ordered, BLOCK))
        zones = [box_of(block) for block in blocks]
        query = box_of([Place(0, (x + 180) % 360 - 180, y) for x, y in corners])
        read, asked = [], []

        def load(number: int) -> list[Place]:
            read.append(number)
            return blocks[number]

        def exact(longitude: float, latitude: float) -> bool:
            asked.append((longitude, latitude))
            return bool(area.intersects(shapely.Point(worlds.turned(longitude, corners), latitude)))

        hits = search(load, zones, query, 0.0, exact)
        shapes = [rect(0, 0, WIDE, WIDE / 2, fill="none", stroke="currentColor")]
        shapes += [circle(*xy(x, y), 0.8, fill="currentColor") for _, x, y in rows[::4]]
        for number, zone in enumerate(zones):
            looks = {
                "stroke": SHADES[1 if number in read else 0],
                "stroke_width": 1 + (number in read),
            }
            shapes += outlines(zone, **looks)
        shapes += outlines(query, stroke=SHADES[2], stroke_width=2, stroke_dasharray="5 3")
        picture = svg((WIDE, WIDE // 2), "a map of places, blocks and the box of a polygon", shapes)
        said = f"{len(read)} of {len(blocks)} blocks read, {len(asked)} places looked at exactly"
        return picture + f"<p>{said}, {len(hits)} in the polygon.</p>"

    return live(draw, order, where)
