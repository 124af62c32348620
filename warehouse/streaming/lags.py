"""How far partitions lag behind, drawn at random, and what no assignment can beat."""

from __future__ import annotations

import numpy as np


def drawn(rng: np.random.Generator, partitions: int = 40) -> dict[int, int]:
    """Lags of so many partitions, in records: most short, a few very long (a Pareto distribution of shape
    1.5, at most 8,000). Their numbers are in no order."""
    lags = np.minimum(200 * (1 + rng.pareto(1.5, partitions)), 8_000).astype(int)
    numbers = rng.permutation(partitions)
    return {int(number): int(lag) for number, lag in zip(numbers, lags)}


def lower_bound(lags: dict[int, int], slices: int) -> float:
    """What the busiest slice has at least: a fair share of all, or the longest partition."""
    return max(sum(lags.values()) / slices, max(lags.values(), default=0))


def busiest(lags: dict[int, int], assigned: list[list[int]]) -> int:
    """What the busiest slice of an assignment has, in records."""
    return max(sum(lags[partition] for partition in mine) for mine in assigned)
