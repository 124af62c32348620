"""The generators of the lab on semi-structured and spatial data make what its tasks allow, and its oracles agree with
shapely, DuckDB and one another."""

from __future__ import annotations

import json
import os
from collections import Counter

import duckdb
import pytest
import shapely

from judging import rng
from solutions.super_spatial.checks import (
    choosing,
    comparing,
    curves,
    globes,
    paths,
    rows,
    searching,
    shredding,
)
from solved import solved
from warehouse.checks import Wrong
from warehouse.super_spatial import records
from warehouse.super_spatial.records import Box, Place

#: Seeds of what is drawn; more of them with the environment variable. What is counted below, each of
#: forty seeds has.
SEEDS = range(int(os.environ.get("COURSE_SUPER_SPATIAL_SEEDS", "2")))


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("super_spatial")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes_on_many_seeds(notebook, seed):
    made = paths.generated(rng(seed))
    for cases in made.values():
        paths.expect(notebook["navigate"], cases)
    for pairs in comparing.generated(rng(seed)).values():
        comparing.expect(notebook["compare"], pairs)
    rows.expect(notebook["unnest"], rows.arrays(rng(seed)) + rows.kept(rng(seed), list))
    rows.expect(notebook["unpivot"], rows.objects(rng(seed)) + rows.named(rng(seed), dict))
    choosing.expect(
        notebook["choose_paths"], choosing.orders(rng(seed)) + choosing.mixed(rng(seed))
    )
    cases = shredding.generated(rng(seed))
    shredding.expect_both(notebook["shred"], cases)
    shredding.expect_documents(notebook["assemble"], cases)
    curves.expect(notebook["hilbert"], curves.large(rng(seed)))
    curves.expect(notebook["grid"], curves.axes(rng(seed)))
    globes.expect_box(notebook["box_of"], globes.places(rng(seed)) + globes.nowhere(rng(seed)))
    globes.expect_match(notebook["may_match"], globes.meeting(rng(seed)) + globes.near(rng(seed)))
    for look in (searching.same_rows, searching.same_loads, searching.same_asks):
        searching.Searches(notebook["search"], searching.cases(rng(seed))).expect(look)


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_paths_end_in_every_way(seed):
    made = paths.generated(rng(seed))
    total = sum(map(len, made.values()))
    assert all(len(cases) > total / 50 for cases in made.values()), {
        k: len(v) for k, v in made.items()
    }
    assert sum(len(steps) >= 3 for cases in made.values() for _, steps, _, _ in cases) > total / 10


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_pairs_are_of_every_kind(seed):
    made = comparing.generated(rng(seed))
    needed = ("null", "types", "number", "text", "array", "object")
    assert all(len(made.get(kind, [])) >= (2 if kind == "null" else 10) for kind in needed), {
        k: len(v) for k, v in made.items()
    }
    answers = Counter(
        comparing.due("=", a, b) for kind in ("array", "object") for a, b in made[kind]
    )
    assert min(answers[True], answers[False]) >= 5


def test_equality_of_flat_values_is_as_duckdb_has_it_for_its_own_types():
    numbers = [-2, 0, 1, 3, 2**53 + 1, 7]
    for a in numbers:
        for b in numbers:
            for op in records.OPERATORS:
                (theirs,) = duckdb.execute(f"select $1::bigint {op} $2::bigint", [a, b]).fetchone()
                assert comparing.due(op, a, b) is theirs


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_of_all_widths_and_some_have_no_parts(seed):
    cases = rows.kept(rng(seed), list)
    widths = Counter(len(row) for table, *_ in cases for row in table)
    assert {1, 2, 3, 12} <= set(widths)
    made = [row for case in cases for row in rows.due(list, *case)]
    none = sum(row[-2:] == (None, None) for row in made)
    assert len(made) / 10 < none < 0.9 * len(made)


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_columns_come_in_numbers_and_ties(seed):
    cases = choosing.generated(rng(seed), mixed=True)
    found = [choosing.due(*case) for case in cases]
    assert sum(len(columns) >= 3 for columns in found) > len(found) / 4
    assert {kind for columns in found for _, kind in columns} == set(records.KINDS)
    depths = Counter(len(path) for columns in found for path, _ in columns)
    assert min(depths[1], depths[2]) > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_shredded_documents_meet_every_case_of_the_chapter_s_table(seed):
    seen = Counter()
    for documents, columns in shredding.generated(rng(seed)):
        apart = shredding.due(documents, columns)
        for column, values in zip(columns, apart.values):
            for document, value, rest in zip(documents, values, apart.rests):
                there = choosing.at(document, column.path)
                left = choosing.at(rest, column.path)
                case = (
                    "taken" if value is not None else "nothing" if there is None else "other kind"
                )
                seen[case] += 1
                if not isinstance(there, dict):  # which may lose its parts to other columns
                    assert left is None if value is not None else left == there
        seen["no object"] += sum(not isinstance(document, dict) for document in documents)
        seen["emptied"] += sum(
            rest == {} != document for document, rest in zip(documents, apart.rests)
        )
    assert all(
        seen[case] >= 3 for case in ("taken", "nothing", "other kind", "no object", "emptied")
    ), seen


def test_the_oracle_s_shreds_hold_every_leaf_once():
    def leaves(value, way=()):
        if isinstance(value, dict):
            for name, part in value.items():
                yield from leaves(part, (*way, name))
        else:
            yield way, json.dumps(value)

    for documents, columns in shredding.generated(rng()):
        apart = shredding.due(documents, columns)
        for number, document in enumerate(documents):
            mine = list(leaves(apart.rests[number]))
            mine += [
                (column.path, json.dumps(values[number]))
                for column, values in zip(columns, apart.values)
                if values[number] is not None
            ]
            assert sorted(mine) == sorted(leaves(document))


@pytest.mark.parametrize("bits", range(8))
def test_two_ways_along_the_curve_agree_and_every_step_is_to_a_neighbour(bits):
    cells = curves.walk(bits)
    assert [curves.position(x, y, bits) for x, y in cells] == list(range(4**bits))
    assert all(abs(a - c) + abs(b - d) == 1 for (a, b), (c, d) in zip(cells, cells[1:]))


def laid_out(box: Box, turn: int = 0) -> shapely.Geometry:
    """A box on a flat sheet, moved by so many degrees; a line or a point where it has no area."""
    west, east = box.west + turn, box.east + turn + (360 if box.west > box.east else 0)
    corners = {(x, y) for x in (west, east) for y in (box.south, box.north)}
    return shapely.MultiPoint(sorted(corners)).convex_hull


def apart(block: Box, query: Box) -> float:
    """Their distance on a sheet on which the globe lies five times side by side."""
    turns = (-720, -360, 0, 360, 720)
    return min(shapely.distance(laid_out(block), laid_out(query, turn)) for turn in turns)


@pytest.mark.parametrize("seed", SEEDS)
def test_matches_are_as_shapely_has_them(seed):
    answers = Counter()
    for block, query, *distance in globes.meeting(rng(seed)) + globes.near(rng(seed)):
        limit = distance[0] if distance else 0.0
        theirs = apart(block, query) <= limit + 1e-9  # shapely rounds
        assert globes.matches(block, query, limit) is bool(theirs)
        answers[bool(distance), bool(theirs)] += 1
    assert min(answers.values()) > 20, answers
    across = [box for case in globes.meeting(rng(seed)) for box in case[:2] if box.west > box.east]
    assert len(across) > 40


@pytest.mark.parametrize("seed", SEEDS)
def test_boxes_are_on_both_sides_and_no_narrower_one_holds_the_places(seed):
    found = [globes.around(places) for places in globes.places(rng(seed))]
    assert min(Counter(box.west > box.east for box in found).values()) > 8
    for places in globes.places(rng(seed)):
        box = globes.around(places)
        width = (box.east - box.west) % 360
        assert all((place.longitude - box.west) % 360 <= width for place in places)


@pytest.mark.parametrize("seed", SEEDS)
def test_searches_read_some_blocks_ask_some_places_and_find_some(seed):
    seen = Counter()
    for case in searching.cases(rng(seed)):
        read = sum(globes.matches(zone, case.query, case.distance) for zone in case.zones)
        asked = searching.near(case)
        hits = [place for place in asked if place.row in case.wanted]
        seen["part of the blocks"] += 0 < read < len(case.blocks)
        seen["part of the places"] += 0 < len(hits) < len(asked)
        seen["nothing"] += not asked
        seen["with a distance"] += case.distance > 0 and bool(hits)
        seen["several blocks"] += len({place.row for place in hits}) > 2
    assert all(seen[what] >= 3 for what in seen), seen


def test_a_search_that_caches_blocks_between_tables_is_caught(notebook):
    kept: dict = {}

    def search(load, zones, query, distance, exact):
        def cached(number: int) -> list[Place]:
            return (
                kept.setdefault(number, None)
                or kept.__setitem__(number, load(number))
                or kept[number]
            )

        return notebook["search"](cached, zones, query, distance, exact)

    with pytest.raises(Wrong):
        searching.Searches(search, searching.cases(rng())).expect(searching.same_loads)
