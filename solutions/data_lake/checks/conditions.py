"""Predicates, and whether a value fulfils one: slow, and plainly right."""

from __future__ import annotations

import numpy as np

from warehouse.data_lake.records import Predicate

OPS = ("=", "<", "<=", ">", ">=")


def pick(rng: np.random.Generator, values):
    """One of some values, as it is: numpy's own choice would make another type of it."""
    return values[int(rng.integers(0, len(values)))]


def holds(value: object, predicate: Predicate) -> bool:
    """None and NaN fulfil nothing."""
    if value is None or value != value:
        return False
    larger, smaller = value > predicate.value, value < predicate.value
    return {
        "=": not larger and not smaller,
        "<": smaller,
        "<=": not larger,
        ">": larger,
        ">=": not smaller,
    }[predicate.op]
