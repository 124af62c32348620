"""Exercise 7: tables of places in blocks, and what a search reads and asks of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solutions.super_spatial.checks.globes import (
    NAN,
    around,
    at,
    box,
    cluster,
    degrees,
    matches,
    random_box,
)
from warehouse.checks import Wrong, in_notebook, raises, run, same
from warehouse.checks import calls as called
from warehouse.checks.calls import unwatched
from warehouse.checks.outcomes import NotStarted, Raised
from warehouse.super_spatial.records import Box, Place, Unreadable


class Case(NamedTuple):
    """``blocks``: what they hold, ``zones``: their boxes. ``wanted``: the rows that are in the answer."""

    blocks: list[list[Place]]
    zones: list[Box | None]
    query: Box | None
    distance: float
    wanted: frozenset


class Seen(NamedTuple):
    rows: object
    loads: list[int]
    asks: list[tuple[float, float]]


#: What load and exact raise, by the number of the call that fails.
ERRORS = (ValueError, Unreadable, KeyError, ValueError, Unreadable, OSError, IndexError, KeyError)


def within(place: Place, case: Case) -> bool:
    spot = Box(place.longitude, place.latitude, place.longitude, place.latitude)
    there = place.longitude == place.longitude and place.latitude == place.latitude
    return there and matches(spot, case.query, case.distance)


def near(case: Case) -> list[Place]:
    """The places of the blocks that may match which are themselves within the distance."""
    read = [
        block
        for block, zone in zip(case.blocks, case.zones)
        if matches(zone, case.query, case.distance)
    ]
    return [place for block in read for place in block if within(place, case)]


def seen(search: Callable, case: Case, fails: int = 0) -> Seen:
    """What one search did. ``fails``: which of its calls raises an error, counted from 1; none if 0."""
    loads, asks = [], []
    inside = {
        (p.longitude, p.latitude) for block in case.blocks for p in block if p.row in case.wanted
    }

    def count() -> None:
        if len(loads) + len(asks) == fails:
            raise ERRORS[fails % len(ERRORS)](f"call {fails}")

    def load(number: int) -> list[Place]:
        if type(number) is not int or not 0 <= number < len(case.blocks):
            raise Wrong(
                "blocks are loaded by their number", f"0 to {len(case.blocks) - 1}", repr(number)
            )
        loads.append(number)
        count()
        return list(case.blocks[number])

    def exact(longitude: float, latitude: float) -> bool | np.bool_:
        asks.append((longitude, latitude))
        count()
        return (np.bool_ if len(asks) % 2 else bool)((longitude, latitude) in inside)

    try:
        return Seen(run(search, load, case.zones, case.query, case.distance, exact), loads, asks)
    except Raised as raised:
        if not fails:
            raise
        due, error = ERRORS[fails % len(ERRORS)].__name__, raised.error
        if type(error).__name__ != due or f"call {fails}" not in str(error):
            raise Wrong("an error of load or exact comes out as it is", f"{due}: call {fails}",
                        f"{type(error).__name__}: {error}", raised.given) from None  # fmt: skip
        return Seen(raised, loads, asks)


class Searches:
    """The cases of a cell, each searched once: three checks look at the same searches."""

    def __init__(self, search: Callable, all_cases: list[Case]):
        self.search, self.cases = search, all_cases
        self.known: dict[int, Seen | Exception] = {}

    def expect(self, look: Callable) -> None:
        for number, one in enumerate(self.cases):
            if number not in self.known:
                try:
                    self.known[number] = seen(self.search, one)
                except (Wrong, Raised, NotStarted) as error:
                    self.known[number] = error
            got = self.known[number]
            if isinstance(got, Exception):
                raise got
            look(one, got)


def same_rows(case: Case, got: Seen) -> None:
    same(
        got.rows, sorted(place.row for place in near(case) if place.row in case.wanted), "the rows"
    )


def same_loads(case: Case, got: Seen) -> None:
    due = [n for n, zone in enumerate(case.zones) if matches(zone, case.query, case.distance)]
    same(got.loads, due, f"the blocks loaded for {case.query}, distance {case.distance},")


def same_asks(case: Case, got: Seen) -> None:
    """Whatever the order; a block that was not read is another check's matter."""
    read = set(got.loads)
    mine = [place for number in read for place in case.blocks[number] if within(place, case)]
    due = sorted((place.longitude, place.latitude) for place in mine)
    if not mine and near(case):
        raise Wrong("no place was looked at", f"{len(near(case))} places", "none")
    asked = [
        (float(x), float(y)) if {type(x), type(y)} <= {float, int} else (x, y) for x, y in got.asks
    ]
    same(sorted(asked, key=repr), sorted(due, key=repr), "the places that were looked at exactly")


def table(rng: np.random.Generator, blocks: int, size: int, wide: int) -> list[list[Place]]:
    """Blocks of places near each other; rows are numbered in no order. Some places lie at the same spot, in one block
    and in two."""
    made: list[list[Place]] = []
    numbers = iter(rng.permutation(10 * blocks * size + 10).tolist())
    for _ in range(blocks):
        its = cluster(rng, int(rng.integers(1, size + 1)), wide)
        its += [its[int(rng.integers(len(its)))]] * int(rng.integers(0, 2))
        made.append([Place(next(numbers), *place[1:]) for place in its])
    one, other = rng.integers(0, blocks, 2).tolist()
    made[one].append(made[other][0]._replace(row=next(numbers)))
    return made


def case(
    rng: np.random.Generator,
    blocks: list,
    query: Box | None,
    distance: float,
    zones: list | None = None,
) -> Case:
    """About half of the places that are near enough are wanted; of those at the same spot all, or none."""
    made = Case(blocks, zones or [around(block) for block in blocks], query, distance, frozenset())
    there = [place for block in blocks for place in block if within(place, made)]
    spots = {spot for spot in dict.fromkeys(place[1:] for place in there) if rng.random() < 0.6}
    return made._replace(wanted=frozenset(place.row for place in there if place[1:] in spots))


def cases(rng: np.random.Generator) -> list[Case]:
    """Queries on both sides of the meridian and across it, with a distance and without, of everything and of nothing;
    blocks without places, places that lie nowhere, places on the border, zones wider than need be, no blocks."""
    made = []
    for number in range(8):
        blocks = table(rng, int(rng.integers(3, 14)), 8, (5, 30, 90)[number % 3])
        distance = (0.0, 2.5, 20.0)[number % 3]
        made.append(case(rng, blocks, random_box(rng, 100), distance))
        middle = blocks[int(rng.integers(len(blocks)))][0]
        spot = box(middle.longitude, middle.latitude, middle.longitude, middle.latitude)
        made.append(case(rng, blocks, spot, 0.0))
    blocks = [
        at([179, -179, -178]),
        [],
        at([-177, -176]),
        at([0, 1, 2]),
        at([178, 178.5], [80, 81]),
        at([90, 91]),
    ]
    blocks = [[Place(100 * n + p.row, *p[1:]) for p in block] for n, block in enumerate(blocks)]
    for query in (
        box(179, -90, -178, 90),
        box(-178, 0, -170, 90),
        box(170, 0, 179, 70),
        box(-180, -90, 179.5, 90),
    ):
        made += [case(rng, blocks, query, 0.0), case(rng, blocks, query, 1.0)]
    made += [
        case(rng, blocks, None, 5.0),
        case(rng, [], box(0, 0, 1, 1), 0.0),
        case(rng, blocks, box(50, 0, 60, 1), 0.0),
    ]
    lost = [
        [Place(1, NAN, 0.0), Place(2, 0.5, 0.5)],
        [Place(3, 0.25, NAN)],
        [Place(4, 0.75, 0.25), Place(5, NAN, NAN)],
    ]
    everywhere = box(-180, -90, 180 - degrees(1), 90)
    for query in (box(0, 0, 1, 1), everywhere):
        made += [case(rng, lost, query, 0.0), case(rng, lost, query, 3.0, [everywhere] * 3)]
    made += [case(rng, lost, box(0, 0, 1, 1), far) for far in (math.inf, 1e200)]
    corner = [at([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5])]
    digits = [[place._replace(row=10**place.row + place.row) for place in corner[0][::-1]]]
    every = case(rng, corner, box(1, 1, 4, 4), 0.0)
    made += [
        every._replace(wanted=frozenset({1, 4})),
        every._replace(wanted=frozenset({1, 2, 3, 4})),
        every._replace(blocks=digits, wanted=frozenset({11, 102, 1003, 10_004})),
    ]
    slant = case(rng, corner, box(1, 1, 2, 2), 1.25)
    full = [
        at([degrees(part) for part in range(number)], [degrees(number)] * number)
        for number in (1, 20, 70)
    ]
    full = [
        [place._replace(row=1000 * n + place.row) for place in its] for n, its in enumerate(full)
    ]
    made.append(case(rng, full, box(0, 0, 1 / 16, 2), 0.0))
    wide = case(rng, blocks, box(0, 0, 1, 90), 0.0, [everywhere] * 6)
    return [*made, slant._replace(wanted=frozenset({1, 2})), wide]


def expect_again(search: Callable) -> None:
    """Places, boxes and what is wanted change from one search to the next, each of them alone, too. No block is in the
    order of its rows, nor of its coordinates."""

    def blocks(*numbers: tuple) -> list[list[Place]]:
        return [[Place(n, float(n * 5 % 7), float(n * 4 % 9)) for n in its] for its in numbers]

    def wanted(its: list[list[Place]], rows: tuple) -> list[tuple]:
        return [place[1:] for block in its for place in block if place.row in rows]

    one, other, far = blocks((9, 2, 5), (6, 8)), blocks((4, 7, 1), (6, 3, 8)), box(50, 0, 60, 9)
    all_of_it, hits = box(0, 0, 9, 9), [*wanted(one, (2, 6)), *wanted(other, (1, 3, 8))]
    near = [all_of_it, all_of_it]
    tables = [
        (one, near, all_of_it, hits),
        (other, near, all_of_it, hits),
        (other, near, all_of_it, wanted(other, (4, 7, 8))),
        (other, [all_of_it, far], all_of_it, wanted(other, (4, 7, 8))),
        (other, [None, all_of_it], all_of_it, wanted(other, (4, 7, 8))),
        (one[:1], [all_of_it], all_of_it, hits),
    ]

    def again(about: str) -> list:
        return in_notebook(searched_again, search, tables, keeps=True)

    again.__name__ = "search"
    given = "search, of one load, exact and list of zones; what they hold and say is changed before each search"
    told = unwatched(again, given)
    called.calls.text = given
    due = []
    for its, zones, query, spots in tables:
        rows = [
            p.row
            for block, zone in zip(its, zones)
            if matches(zone, query)
            for p in block
            if p[1:] in spots
        ]
        due.append((sorted(rows), its))
    same(told, due, "the rows, and what the lists of load hold afterwards")


def searched_again(search: Callable, tables: list[tuple]) -> list:
    """Of one load, one exact and one list of zones, which are others at every search: the rows, and what load's own
    lists hold afterwards. At most searches the lists are those of the one before, and hold other places.

    # driver: runs in the student's process
    """
    from copy import deepcopy

    held, boxes, hits, told = [], [], [], []

    def load(number: int) -> list:
        return held[number]

    def exact(longitude: float, latitude: float) -> bool:
        return (longitude, latitude) in hits

    for blocks, zones, query, wanted in tables:
        held[len(blocks) :] = [[] for _ in blocks[len(held) :]]
        if len(told) % 5 == 0:
            held = [list(theirs) for theirs in blocks]
        for mine, theirs in zip(held, blocks):
            mine[:] = theirs
        boxes[:], hits[:] = zones, wanted
        rows = search(load, boxes, query, 0.0, exact)
        told.append((deepcopy(rows), [list(block) for block in held]))
    return told


def expect_errors(search: Callable) -> None:
    """Each call in turn fails, of a search that loads three blocks and looks at several places."""
    blocks = [at([1, 2, 3]), at([4, 5], [9, 1]), at([100]), at([6])]
    whole = Case(
        blocks, [around(block) for block in blocks], box(0, 0, 10, 90), 0.0, frozenset({0, 1})
    )
    number = len(near(whole)) + 3
    for fails in range(1, number + 1):
        got = seen(search, whole, fails)
        if type(got.rows) is not Raised:
            made = len(got.loads) + len(got.asks)
            if made < fails:
                raise Wrong("too few calls of load and exact", f"{number} of them", f"{made}")
            raise Wrong(
                f"call {fails} failed, and search went on", "its error", repr(got.rows)[:200]
            )
        same(
            len(got.loads) + len(got.asks),
            fails,
            f"how many calls there were when call {fails} failed",
        )


def expect_refused(search: Callable) -> None:
    loads: list[int] = []

    def load(number: int) -> list[Place]:
        loads.append(number)
        return []

    def exact(longitude: float, latitude: float) -> bool:
        return True

    for distance in (-1.0, -0.015625, NAN, -1):
        for zones in ([], [None], [box(0, 0, 1, 1)]):
            raises(
                ValueError,
                search,
                load,
                zones,
                box(0, 0, 2, 2),
                distance,
                exact,
                naming=str(distance),
            )
            same(loads, [], "the blocks that were loaded")
