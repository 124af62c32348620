"""The documents and places that views, chapter and benchmark look at: the same for a seed on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from warehouse.super_spatial.records import Place

DAY = 86_400
#: Where many of the places lie: longitude and latitude of the middle, how far they scatter, and their share.
TOWNS = (
    (13.4, 52.5, 2.5, 0.08),
    (-74.0, 40.7, 2.0, 0.08),
    (139.7, 35.7, 1.0, 0.06),
    (179.0, -17.8, 2.0, 0.04),
    (-58.4, -34.6, 3.0, 0.04),
    (28.0, -26.2, 3.0, 0.04),
)
#: A polygon around the first town, as (longitude, latitude), and one across the 180th meridian, eastwards from 176.
POLYGON = ((12.0, 51.5), (14.0, 51.75), (14.5, 53.0), (13.0, 52.75), (12.25, 53.25))
ACROSS = ((176.0, -20.0), (184.0, -19.0), (184.0, -16.0), (180.0, -15.0), (177.0, -17.0))


def events(number: int, days: int, seed: int = 1) -> list[dict]:
    """Events of a shop, by time: a tenth of the amounts are texts, a twentieth of the users is null, some attributes
    are in few of them."""
    rng = np.random.default_rng(seed)
    times = np.sort(rng.integers(0, days * DAY, number)).tolist()
    amounts = rng.integers(100, 100_000, number).tolist()
    users = rng.integers(0, 400, number).tolist()
    dice = rng.random((number, 4))
    items = rng.integers(1, 40, (number, 3)).tolist()
    made = []
    for at, (time, amount, user) in enumerate(zip(times, amounts, users)):
        event: dict = {
            "id": at,
            "time": time,
            "type": ("view", "cart", "order", "return")[int(dice[at, 0] * 4)],
            "amount": str(amount) if dice[at, 1] < 0.1 else amount,
            "user": None if dice[at, 2] < 0.05 else {"id": user, "name": f"user {user}"},
            "items": [{"sku": sku, "count": 1 + sku % 3} for sku in items[at][: at % 4]],
            "device": {"app": bool(dice[at, 3] < 0.6), "scale": 1.0 + sum(items[at]) / 8},
        }
        if dice[at, 3] < 0.1:
            event[f"test {items[at][0]}"] = {"group": "AB"[at % 2]}
        made.append(event)
    return made


def places(number: int, seed: int = 1) -> list[Place]:
    """Places around towns and all over the globe, in no order; rows are numbered in this one. Degrees are multiples
    of 1/64."""
    rng = np.random.default_rng(seed)
    shares = [town[3] for town in TOWNS]
    which = rng.choice(len(TOWNS) + 1, number, p=[*shares, 1 - sum(shares)])
    middles = np.array([town[:2] for town in TOWNS] + [(0.0, 0.0)])[which]
    scatter = np.array([town[2] for town in TOWNS] + [0.0])[which]
    spread = middles + scatter[:, None] * rng.normal(size=(number, 2))
    anywhere = rng.random((number, 2)) * (360, 170) - (180, 85)
    spots = np.where((which == len(TOWNS))[:, None], anywhere, spread)
    longitudes = (spots[:, 0] + 180) % 360 - 180
    parts = np.floor(np.stack([longitudes, np.clip(spots[:, 1], -90, 90)], axis=1) * 64) / 64
    return [Place(row, x, y) for row, (x, y) in enumerate(parts.tolist())]


def blocks(rows: Sequence, size: int) -> Iterator[list]:
    """``rows`` in their order, so many to a block; the last one may hold fewer."""
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])


def z_order(x: int, y: int, bits: int) -> int:
    """The position of a cell on Morton's curve: the bits of both coordinates in turn, x first."""
    position = 0
    for bit in reversed(range(bits)):
        position = position << 2 | (x >> bit & 1) << 1 | (y >> bit & 1)
    return position


def turned(longitude: float, polygon: Sequence[tuple[float, float]]) -> float:
    """The longitude on the side of the globe on which a polygon lies that goes beyond 180."""
    beyond = max(x for x, _ in polygon) > 180
    return longitude + 360 if beyond and longitude < 0 else longitude
