"""Exercise 7: places and boxes on the globe. All degrees are multiples of 1/64."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import numpy as np

from solutions.super_spatial.checks import owners
from warehouse.checks import raises, run_each, same
from warehouse.super_spatial.records import Box, Place

NAN = float("nan")
PARTS = 64  # of a degree
ROUND = 360 * PARTS


def degrees(parts: int) -> float:
    return int(parts) / PARTS


def around(places: list[Place]) -> Box | None:
    """The narrowest box: every place is tried as its western end, in whole parts of a degree."""
    there = [place for place in places if place[1] == place[1] and place[2] == place[2]]
    if not there:
        return None
    parts = sorted({int(place.longitude * PARTS) for place in there})
    widths = [max((other - west) % ROUND for other in parts) for west in parts]
    west = parts[widths.index(min(widths))]
    east = max(parts, key=lambda other: (other - west) % ROUND)
    latitudes = [place.latitude for place in there]
    return Box(degrees(west), min(latitudes), degrees(east), max(latitudes))


def spans(box: Box) -> list[tuple[int, int]]:
    """Its longitudes, in whole parts of a degree, as one span that does not lie across the meridian, or two."""
    west, east = int(box.west * PARTS), int(box.east * PARTS)
    return [(west, east)] if west <= east else [(west, ROUND // 2), (-ROUND // 2, east)]


def gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def squared(block: Box, query: Box) -> int:
    """The square of their distance in parts of a degree: the globe is laid out three times side by side."""
    ways = [
        gap(mine, (theirs[0] + turn, theirs[1] + turn))
        for mine, theirs, turn in product(spans(block), spans(query), (-ROUND, 0, ROUND))
    ]
    ends = [(int(each.south * PARTS), int(each.north * PARTS)) for each in (block, query)]
    return min(ways) ** 2 + gap(*ends) ** 2


def matches(block: Box | None, query: Box | None, distance: float = 0.0) -> bool:
    if block is None or query is None:
        return False
    # no two places are 360 degrees apart, and the square of a large number is more than a float holds
    return distance > 360 or squared(block, query) <= (distance * PARTS) ** 2


def expect_box(box_of: Callable, cases: list[list[Place]]) -> None:
    for (places,), got in run_each(box_of, [(places,) for places in cases]):
        same(got, around(places), f"the box around {len(places)} places")


def expect_changed(box_of: Callable) -> None:
    """A list of places to which some are added, and from which some are taken."""
    few, many = at([170, 175]), at([170, 175, -170, 10])
    owners.expect(box_of, around, [((few,), (many,)), ((few,), ([],)), ((many,), (few,))])


def expect_match(may_match: Callable, cases: list[tuple]) -> None:
    for arguments, got in run_each(may_match, cases):
        same(got, matches(*arguments), "whether the boxes may match")


def at(longitudes: list[float], latitudes: list[float] | None = None) -> list[Place]:
    latitudes = latitudes or [degrees(17 * n % 90) for n in range(len(longitudes))]
    return [Place(n, float(x), float(y)) for n, (x, y) in enumerate(zip(longitudes, latitudes))]


def cluster(rng: np.random.Generator, number: int, wide: int) -> list[Place]:
    """Places within so many degrees, anywhere on the globe, in no order."""
    start = int(rng.integers(0, ROUND))
    parts = (start + rng.integers(0, wide * PARTS + 1, number)) % ROUND - ROUND // 2
    latitudes = rng.integers(-90 * PARTS, 90 * PARTS + 1, number)
    return at([degrees(x) for x in parts], [degrees(y) for y in latitudes])


def places(rng: np.random.Generator) -> list[list[Place]]:
    """One place, two and many; on one side of the meridian, across it, on it; all round the globe."""
    fixed = [[0], [-180], [179.5], [170, -170, 175], [-180, 179], [-180, 180 - 1 / 64], [-10, 20, 5], [5, 5, 5],
             [-170, 170], [-100, 100], [-80, 80], [179, -179, -179, 179], [-180, 0, 10], [0, 120, -100],
             [-90, 0, 80], [100, -100, 120, -120, 179], [-180, -179, 178], [1, -1], [-1.5, 0, 2.25],
             [-90, 90 - 1 / 64], [-90 - 1 / 64, 90], [-90, 90 + 1 / 64], [-90 + 1 / 64, 90]]  # fmt: skip
    cases = [at(each) for each in fixed] + [at(each[::-1]) for each in fixed]
    cases += [
        at([0] * 4, y) for y in ([-90, 90, 0, 5], [-5, -7, -6, -6.5], [3, 2, 1, 9], [0, 0, 0, 0])
    ]
    for number in (2, 3, 10, 40):
        cases += [cluster(rng, number, wide) for wide in (1, 20, 170, 190, 359) for _ in range(3)]
    return cases


def ties() -> list[list[Place]]:
    """Gaps of the same width, two of them and more, in any order of the places."""
    fixed = [[-90, 90], [90, -90], [0, -180], [-120, 0, 120], [120, 0, -120], [45, 135, -135, -45], [-100, -10, 80, 170],
             [-170, 10], [-60, -30, 60, 120], [10, 20, 190 - 360, 200 - 360], [-100, -90, 40, 170], [-150, -140, -20, 100],
             [n * 30 - 180 for n in range(12)]]  # fmt: skip
    return [at(each) for each in fixed]


def nowhere(rng: np.random.Generator) -> list[list[Place]]:
    """No places; some of which one coordinate or both are NaN, first, last and all of them."""
    bad = [
        Place(90, NAN, 5.0),
        Place(91, 5.0, NAN),
        Place(92, NAN, NAN),
        Place(93, -170.0, NAN),
        Place(94, NAN, -80.0),
    ]
    cases: list[list[Place]] = [[], bad, bad[:1], bad[1:2], bad[2:3]]
    for good in (at([10, 12]), at([170, -170]), at([0])):
        cases += [
            [*bad, *good],
            [*good, *bad],
            [bad[0], *good, bad[1]],
            [good[0], *bad, *good[1:]],
            good,
        ]
    return cases + [[*cluster(rng, 8, 40), *bad]]


def box(west: float, south: float, east: float, north: float) -> Box:
    return Box(*map(float, (west, south, east, north)))


def random_box(rng: np.random.Generator, wide: int = 120) -> Box:
    west, width = int(rng.integers(0, ROUND)), int(rng.integers(0, wide * PARTS))
    south = int(rng.integers(-90 * PARTS, 80 * PARTS))
    north = int(rng.integers(south, 90 * PARTS + 1))
    ends = [(part % ROUND) - ROUND // 2 for part in (west, west + width)]
    return box(degrees(ends[0]), degrees(south), degrees(ends[1]), degrees(north))


def both_ways(pairs: list[tuple], distances: tuple = ()) -> list[tuple]:
    """Each pair in both orders and with each of the distances; without one, where there are none."""
    return [
        (*pair, *more)
        for one in pairs
        for pair in (one, one[::-1])
        for more in (tuple((d,) for d in distances) or ((),))
    ]


def meeting(rng: np.random.Generator) -> list[tuple]:
    """Boxes one in the other, over each other's corners and edges, crossing like a plus, touching by an edge and by a
    corner, 1/64 apart; on both sides of the meridian and across it; of no width and no height; all round."""
    near = 1 / 64
    small, plus = box(10, 10, 20, 20), (box(12, 0, 14, 50), box(0, 12, 50, 14))
    others = [box(12, 12, 15, 15), box(0, 0, 90, 60), box(15, 15, 30, 30), box(0, 0, 12, 12), box(20, 10, 30, 20),
              box(20, 20, 30, 30), box(0, 0, 10, 10), box(20 + near, 10, 30, 20), box(10, 20, 20, 30), small,
              box(10, 20 + near, 20, 30), box(0, 0, 10 - near, 10), box(0, 0, 10, 10 - near), *plus,
              box(-20, 10, -10, 20), box(10, -20, 20, -10), box(170, 10, -170, 20), box(170, 10, 15, 20),
              box(15, 10, -170, 20), box(-180, -90, 180 - near, 90), box(20, 20, 20, 20), box(15, 15, 15, 15),
              box(20 + near, 5, 10 - near, 50), box(20, 5, 10, 50), box(30, 10, 40, 20), box(10, 30, 20, 40)]  # fmt: skip
    pairs = [(small, other) for other in others] + [plus]
    across = box(170, 0, -170, 10)
    others = [box(175, 0, 179, 10), box(-179, 0, -175, 10), box(160, 0, 170, 10), box(-170, 0, -160, 10), across,
              box(160, 0, 170 - near, 10), box(-170 + near, 0, -160, 10), box(0, 0, 10, 10), box(-180, 0, -180, 10),
              box(180 - near, 0, 180 - near, 10), box(175, 0, -175, 10), box(179, 20, -179, 30), box(-170, 0, 170, 10),
              box(-170 + near, 0, 170 - near, 10), box(-180, 0, 180 - near, 10), box(160, 5, -160, 6),
              box(175, 10, -160, 20), box(160, -5, -175, 0), box(-160, 0, 160, 10),
              box(-170 - 1 / 2, 0, -160, 10), box(150, 0, 170 + 1 / 2, 10), box(5, 0, 5 - near, 10)]  # fmt: skip
    pairs += [(across, other) for other in others]
    pairs += [
        (box(-180, 0, -180, 0), box(180 - near, 0, 180 - near, 0)),
        (box(-180, 0, -170, 0), box(170, 0, 179, 0)),
    ]
    pairs += [(random_box(rng), random_box(rng)) for _ in range(60)]
    return both_ways(pairs)


def near(rng: np.random.Generator) -> list[tuple]:
    """Boxes beside, above and aslant each other; just at the distance, a little more and a little less; the shorter way
    round in both directions; corners that are far although edges are near."""
    one, step = box(0, 0, 1, 1), 1 / 64
    apart = [(box(4, 5, 9, 9), 5.0), (box(6, 0, 9, 1), 5.0), (box(0, 3, 1, 9), 2.0),
             (box(13, 6, 20, 9), 13.0), (box(4, -50, 9, 50), 3.0), (box(-50, 4, 50, 9), 3.0), (box(-4, -5, -3, -4), 5.0),
             (box(4, -9, 9, -4), 5.0), (box(-9, 5, -3, 9), 5.0), 
             ]  # fmt: skip
    cases = []
    for other, exact in apart:
        steps = tuple(d for d in (exact - step, exact, exact + step) if d >= 0)
        cases += both_ways([(one, other)], steps)
    wraps = [(box(179, 0, 179.5, 1), box(-179.5, 0, -179, 1), 1.0), (box(170, 0, 175, 1), box(-178, 5, -170, 9), 8.0625),
             (box(177, 0, 178, 1), box(-179, 5, -170, 9), 5.0), (box(100, 0, 110, 1), box(-110, 0, -100, 1), 140.0),
             (box(178, 0, -179, 1), box(-175, 0, -170, 1), 4.0), (box(-180, 0, -170, 1), box(160, 0, 177, 1), 3.0),
             (box(178, 0, -179, 1), box(170, 5, 175, 9), 5.0), (box(-10, 0, 10, 1), box(100, 0, -100, 1), 90.0),
             (box(-178, 0, 178, 1), box(179, 0, 179, 1), 1.0), (box(-90, 0, -90, 0), box(90, 0, 90, 0), 180.0),
             (box(170, 0, -170, 10), box(179, 20, -179, 30), 10.0),
             (box(170, 0, -170, 10), box(-180, -9, 179, -3), 3.0)]  # fmt: skip
    for west, east, exact in wraps:
        cases += both_ways([(west, east)], (exact - step, exact, exact + step))
    # as far as two places can be from each other: half round the globe, and from pole to pole
    poles = box(-90, -90, -90, -90), box(90, 90, 90, 90)
    cases += both_ways([poles], (180.0, 200.0, 254.546875, 254.5625))
    for _ in range(40):
        pair = random_box(rng, 40), random_box(rng, 40)
        about = math.isqrt(squared(*pair))
        cases += both_ways([pair], (degrees(about), degrees(about + 1)))
    return [
        *cases,
        *both_ways([(one, box(100, 50, 110, 60))], (361.0, 1e155, 1e308, math.inf)),
        (one, box(3, 0, 4, 1), 2),
        (one, box(3, 0, 4, 1), 1),
        (one, one, -0.0),
    ]


def missing() -> list[tuple]:
    """None on either side, with any distance; and two that match."""
    one = box(-180, -90, 179, 90)
    pairs = [(one, None), (None, None)]
    return [(one, one), *both_ways(pairs, (0.0, 5.0, 400.0, 1e200, math.inf))]


def expect_refused(may_match: Callable) -> None:
    one, other = box(0, 0, 1, 1), box(0, 0, 9, 9)
    for distance in (-1.0, -0.015625, NAN, -math.inf, -1):
        for pair in ((one, other), (None, one), (one, None), (one, box(100, 0, 110, 1))):
            raises(ValueError, may_match, *pair, distance, naming=str(distance))
