"""A day of queries and loads, made up from a seed: repetitive, bursty, drifting, and written to. So Redset's README and
others describe real days; the rates are ours, and none of that data is here.

A query is a *tile* of a dashboard, the same question whenever somebody looks, or somebody's own, with literals that
nobody used before. Which of the 22 templates it is of drifts from morning to night, and at one moment of the day half
of the tiles are replaced. Some times many come at once, to look at tiles mostly. Loads come every few minutes, large
ones at night.
"""

from __future__ import annotations

import numpy as np

from warehouse.capstone.day.measuring import TIMES, table_bytes
from warehouse.capstone.day.records import HOUR, LENGTH, Load, Select, Stretch, Traffic

TEMPLATES, TILES = 22, 40
OF_TILES, OF_TILES_IN_A_BURST = 0.72, 0.6  # the shares of queries that are a tile
CALM, WAVE = 0.05, 0.04  # queries a second, and how far that goes up and down over the day
NOISE = (
    0.15  # the standard deviation of the logarithm of seconds, as in the workload_management lab
)
WRITES = 0.8e6  # bytes of new rows that an RPU can sort, encode and store in a second
#: Loads: tables, seconds between two of them, the smallest and largest share of the tables that is new.
LOADS = (
    (("lineitem", "orders"), 360, 0.004, 0.012),
    (("partsupp",), HOUR, 0.01, 0.03),
    (("customer",), 4 * HOUR, 0.01, 0.03),
    (("part",), 12 * HOUR, 0.01, 0.03),
)
NIGHT = Stretch(1 * HOUR, 4 * HOUR)
LARGER_AT_NIGHT = 12.0


def make(seed: int, day: int = 0) -> Traffic:
    """The traffic of a seed. ``day`` -1: the day before, with the tiles and the mix that this one begins with."""
    habits = np.random.default_rng([seed, 1])  # what the two days have in common
    rng = np.random.default_rng([seed, 2, day + 1])
    morning, night = _mixes(habits)
    tiles = [_tile(habits, morning, number) for number in range(TILES)]
    popular = _popularity(habits)
    release = float(habits.uniform(11 * HOUR, 15 * HOUR)) if day == 0 else float(LENGTH)
    later = list(tiles)
    for number in habits.permutation(TILES)[: TILES // 2].tolist():
        later[number] = _tile(habits, night, TILES + number)
    bursts = _bursts(rng)
    arrivals, crowd = _arrivals(rng, bursts)

    shares = np.where(crowd, OF_TILES_IN_A_BURST, OF_TILES)
    of_tile = (rng.random(len(arrivals)) < shares).tolist()
    looked_at = rng.choice(TILES, len(arrivals), p=popular).tolist()
    by_night = rng.random(len(arrivals)) < (np.array(arrivals) / LENGTH if day == 0 else 0.0)
    own = np.where(
        by_night,
        rng.choice(TEMPLATES, len(arrivals), p=night),
        rng.choice(TEMPLATES, len(arrivals), p=morning),
    ).tolist()
    noise = rng.lognormal(0, NOISE, len(arrivals)).tolist()
    selects = []
    for number, at in enumerate(arrivals):
        if of_tile[number]:
            template, literals = (tiles if at < release else later)[looked_at[number]]
        else:
            template, literals = 1 + own[number], 10**6 * (2 + day) + number  # nobody else's
        selects.append(Select(number, at, template, literals, noise[number]))
    return Traffic(selects, _loads(rng), bursts, release)


def _mixes(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """How often each template is asked, in the morning and at night."""
    return rng.dirichlet(np.full(TEMPLATES, 0.6)), rng.dirichlet(np.full(TEMPLATES, 0.6))


def _tile(rng: np.random.Generator, mix: np.ndarray, literals: int) -> tuple[int, int]:
    return 1 + int(rng.choice(TEMPLATES, p=mix)), literals


def _popularity(rng: np.random.Generator) -> np.ndarray:
    weights = 1 / np.arange(1, TILES + 1)
    rng.shuffle(weights)
    return weights / weights.sum()


def _bursts(rng: np.random.Generator) -> list[Stretch]:
    """Six to nine, two to five minutes each, between seven in the morning and ten at night, none beside another."""
    hours = sorted(rng.choice(np.arange(7, 22), int(rng.integers(6, 10)), replace=False).tolist())
    found = []
    for hour in hours:
        start = HOUR * hour + float(rng.uniform(0, HOUR - 360))
        found.append(Stretch(start, start + float(rng.uniform(120, 300))))
    return found


def _arrivals(rng: np.random.Generator, bursts: list[Stretch]) -> tuple[list[float], list[bool]]:
    """When queries come, and of each whether it is of a burst."""
    most = CALM + WAVE
    at = np.cumsum(rng.exponential(1 / most, int(1.2 * most * LENGTH)))
    rate = CALM - WAVE * np.cos(
        2 * np.pi * (at - 3 * HOUR) / LENGTH
    )  # least at three in the morning
    calm = at[(rng.random(len(at)) < rate / most) & (at < LENGTH)].tolist()
    found = [(when, False) for when in calm]
    for start, end in bursts:
        count = int(rng.uniform(3.5, 6.0) * (end - start))
        found += [(when, True) for when in rng.uniform(start, end, count).tolist()]
    found.sort()
    return [when for when, _ in found], [crowded for _, crowded in found]


def _loads(rng: np.random.Generator) -> list[Load]:
    found = []
    for tables, every, low, high in LOADS:
        size = sum(map(table_bytes, tables))
        at = float(rng.uniform(0, every))
        while at < LENGTH:
            share = float(rng.uniform(low, high))
            if NIGHT.start <= at < NIGHT.end:
                share *= LARGER_AT_NIGHT
            found.append((at, tables, round(share * size * TIMES / WRITES)))
            at += every * float(rng.uniform(0.7, 1.3))
    found.sort()
    return [Load(number, *each) for number, each in enumerate(found)]
