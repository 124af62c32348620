"""Tests of what the lab on semi-structured and spatial data imports."""

from __future__ import annotations

import json

import pytest
import shapely

from warehouse.super_spatial import storage, views, worlds
from warehouse.super_spatial.records import Box, Column, Place, Shredded


def test_a_box_across_the_meridian_begins_in_the_east():
    across = Box(170.0, -10.0, -170.0, 10.0)
    assert across.west > across.east
    assert len(views.outlines(across)) == 2
    assert len(views.outlines(Box(0.0, 0.0, 1.0, 1.0))) == 1


def test_events_are_the_same_for_a_seed_and_in_the_order_of_their_time():
    events = worlds.events(500, 20)
    assert events == worlds.events(500, 20) != worlds.events(500, 20, seed=2)
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)
    assert json.loads(json.dumps(events)) == events


def test_events_hold_what_makes_them_hard_to_shred():
    events = worlds.events(5_000, 20)
    texts = sum(type(event["amount"]) is str for event in events)
    nobody = sum(event["user"] is None for event in events)
    assert 0.08 < texts / len(events) < 0.12
    assert 0.03 < nobody / len(events) < 0.07
    assert {len(event["items"]) for event in events} == {0, 1, 2, 3}
    assert any(name.startswith("test") for event in events for name in event)


def test_places_lie_on_the_globe_in_64ths_of_a_degree_on_both_sides_of_the_meridian():
    places = worlds.places(5_000)
    assert [place.row for place in places] == list(range(5_000))
    for _, longitude, latitude in places:
        assert -180 <= longitude < 180
        assert -90 <= latitude <= 90
        assert longitude * 64 == int(longitude * 64)
    assert any(place.longitude > 175 for place in places)
    assert any(place.longitude < -175 for place in places)


@pytest.mark.parametrize(("size", "lengths"), [(3, [3, 3, 1]), (7, [7]), (10, [7]), (1, [1] * 7)])
def test_blocks_hold_all_rows_in_their_order(size, lengths):
    blocks = list(worlds.blocks(range(7), size))
    assert [len(block) for block in blocks] == lengths
    assert [row for block in blocks for row in block] == list(range(7))


def test_z_order_visits_every_cell_once_and_z_by_z():
    cells = {worlds.z_order(x, y, 3): (x, y) for x in range(8) for y in range(8)}
    assert sorted(cells) == list(range(64))
    assert [cells[at] for at in range(5)] == [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2)]


def test_polygons_across_the_meridian_are_asked_on_their_side():
    area = shapely.Polygon(worlds.ACROSS)
    inside = [
        area.intersects(shapely.Point(worlds.turned(x, worlds.ACROSS), -18.0))
        for x in (179.0, -179.0, 0.0, -170.0)
    ]
    assert inside == [True, True, False, False]
    assert worlds.turned(-170.0, worlds.POLYGON) == -170.0


def test_bytes_are_those_of_three_files_and_the_columns_have_their_types():
    documents = [{"a": n, "b": {"c": str(n)}} for n in range(200)]
    columns = [Column(("a",), "int"), Column(("b", "c"), "str")]
    apart = Shredded([list(range(200)), [str(n) for n in range(200)]], [{}] * 200)
    table = storage.as_table(columns, apart)
    assert table.column_names == ["a", "b.c", "rest"]
    assert [str(field.type) for field in table.schema] == ["int64", "string", "string"]
    assert table["rest"].null_count == 200
    sizes = storage.parquet_bytes(documents, columns, apart)
    assert set(sizes) == set(storage.SHAPES)
    assert all(size > 0 for size in sizes.values())


@pytest.mark.parametrize(
    "draw",
    [
        lambda stub: views.found(stub),
        lambda stub: views.compared(stub),
        lambda stub: views.items(stub),
        lambda stub: views.chosen(stub),
        lambda stub: views.shredded(stub, stub),
        lambda stub: views.curve(stub, stub),
        lambda stub: views.searched(stub, stub, stub, stub),
    ],
)
def test_views_of_stubs_say_that_nothing_has_begun(draw):
    def stub(*arguments):
        raise NotImplementedError

    widget = draw(stub)
    value = widget.value if hasattr(widget, "value") else widget.children[-1].value
    assert "Not started yet" in value


def test_positions_by_which_places_are_sorted():
    place = Place(7, 12.5, 3.0)

    def grid(value, low, high, bits):
        return int((value - low) / (high - low) * 2**bits)

    assert views.position("as they came", grid, None)(place) == 7
    assert views.position("longitude", grid, None)(place) == 12.5
    assert views.position("Hilbert", grid, lambda x, y, bits: (x, y, bits))(place) == (
        grid(12.5, -180, 180, 10),
        grid(3.0, -90, 90, 10),
        10,
    )
