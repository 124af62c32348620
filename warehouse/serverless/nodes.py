"""The nodes of a cluster, window by window: how many rows each had, and how many seconds it took for them. One of
them is grey: it works, slower."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

ROWS = 1_000_000.0  # of a query, over all nodes
SPEED = 50_000.0  # rows a second of a healthy node, about

Window = dict[str, tuple[float, float]]


def names(count: int) -> list[str]:
    return [f"node {number}" for number in range(1, count + 1)]


def windows(
    rng: np.random.Generator,
    count: int = 8,
    length: int = 60,
    grey: str = "node 3",
    since: int = 20,
    speed: float = 0.3,
    skew: float = 1.0,
) -> list[Window]:
    """``length`` queries on ``count`` nodes with the same number of rows each, but for ``node 1``, which has ``skew``
    times as many. From window ``since`` on the node ``grey`` has ``speed`` times its speed."""
    shares = np.ones(count)
    shares[0] = skew
    rows = ROWS * shares / shares.sum()
    made = []
    for number in range(length):
        speeds = SPEED * np.clip(rng.lognormal(0, 0.07, count), 0.85, 1.2)
        window = {}
        for place, name in enumerate(names(count)):
            factor = speed if name == grey and number >= since else 1.0
            seconds = float(rows[place] / (speeds[place] * factor))
            window[name] = (float(rows[place]), seconds)
        made.append(window)
    return made


def query_seconds(window: Window) -> float:
    """What a query takes that waits for the last of its nodes."""
    return max(seconds for _, seconds in window.values())


def healed(
    made: list[Window], sound: list[Window], observe: Callable[[Window], set]
) -> list[float]:
    """The seconds of each query, where from the next window on a node that ``observe`` has named is replaced: it
    takes as long as in ``sound``, the same windows without a grey node."""
    replaced: set[str] = set()
    took = []
    for window, without in zip(made, sound):
        now = {name: without[name] if name in replaced else window[name] for name in window}
        took.append(query_seconds(now))
        replaced |= set(observe(now))
    return took
