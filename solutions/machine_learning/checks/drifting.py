"""Exercise 6: columns and what they have become, and histories of an index."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from warehouse.checks import Wrong, run_each
from warehouse.checks import calls as called
from warehouse.checks.compare import is_bool
from warehouse.checks.showing import show

CLOSE, LEAST = 1e-9, 0.0001


def due(expected: np.ndarray, actual: np.ndarray, bins: int) -> float:
    """The index, value by value and in exact places."""
    present = sorted(value for value in expected.tolist() if not math.isnan(value))
    places = [(number * len(present) + bins - 1) // bins for number in range(1, bins)]
    cuts = sorted({present[place - 1] for place in places}) if present else []

    def bin_of(value: float) -> int | None:
        return None if math.isnan(value) else bisect_left(cuts, value)

    counted = [Counter(map(bin_of, values.tolist())) for values in (expected, actual)]
    index = 0.0
    for number in [*range(len(cuts) + 1), None]:
        e, a = (
            max(counts[number] / len(values), LEAST)
            for counts, values in zip(counted, (expected, actual))
        )
        index += (a - e) * math.log(a / e)
    return index


def expect_index(psi: Callable, asked: Iterable[tuple]) -> None:
    for arguments, got in run_each(psi, asked):
        if type(got) not in (float, np.float64):
            raise Wrong("the index", "a float", show(got))
        expected, actual, *bins = arguments
        right = due(expected, actual, *(bins or [10]))
        if not abs(got - right) <= CLOSE:
            raise Wrong("the index", repr(right), repr(float(got)), called.calls.text)


def columns(rng: np.random.Generator) -> Iterable[tuple]:
    """Distinct values; the same distribution, moved ones, wider ones, and ones without any value in common. Sizes are
    multiples of the bins."""
    for size, bins in ((20, 2), (40, 4), (100, 10), (500, 10), (300, 3), (1_000, 20)):
        expected = rng.normal(size=size) * 10.0 ** rng.integers(-9, 9)
        scale = float(expected.std())
        for other in (
            rng.normal(size=size),
            0.5 + rng.normal(size=3 * size),
            3 * rng.normal(size=7),
        ):
            yield expected, other * scale, bins
        yield expected, expected + 100 * scale, bins
        yield expected, np.array([expected.min() - scale, expected.max() + scale]), bins
    many = rng.normal(size=12_000)
    upper = many[many > np.sort(many)[len(many) // 10]]
    yield many, np.append(upper, many.min())  # one of some 10,800: less than the least share
    yield rng.exponential(size=500), rng.exponential(size=400)
    yield np.array([5.0, 1.0]), np.array([3.0]), 2
    # a day in seconds since 1970, of which float32 has some 700, and numbers next to each other
    yield 1_795_824_000 + rng.uniform(0, 86_400, 900), 1_795_824_000 + rng.uniform(0, 80_000, 70)
    yield 1 + rng.permutation(60) * 2.0**-52, 1 + rng.integers(-9, 70, 50) * 2.0**-52, 7


def cuts(rng: np.random.Generator) -> Iterable[tuple]:
    """Whole numbers, each once, so that every value is one that a cut may take; sizes that the bins do not divide."""
    for size in (1, 2, 3, 7, 9, 10, 11, 13, 97, 101, 333):
        for bins in (2, 3, 7, 10, 30):
            expected = rng.permutation(size).astype(float)
            yield expected, rng.integers(-2, size + 2, 50).astype(float), bins
    # of the last two i * (n / bins) is above a whole number in floats
    for size, bins in ((100, 7), (700, 100), (290, 29), (1_000, 49), (145, 35), (232, 28)):
        yield rng.permutation(size).astype(float), rng.integers(0, size, 300).astype(float), bins


def ties(rng: np.random.Generator) -> Iterable[tuple]:
    """Columns of few values."""
    for kinds in (1, 2, 3, 5):
        for bins in (2, 4, 10):
            expected = rng.integers(0, kinds, 60).astype(float)
            yield expected, rng.integers(0, kinds + 1, 40).astype(float), bins
    yield np.zeros(50), np.zeros(30)
    yield np.zeros(50), np.ones(30)
    yield np.array([0.0, -0.0] * 10), np.array([-0.0, 1.0])
    yield np.array([0.0] * 95 + [1.0, 2.0, 3.0, 4.0, 5.0]), np.array([0.0, 5.0, 9.0])


def missing(rng: np.random.Generator) -> Iterable[tuple]:
    for before in (0.0, 0.02, 0.4, 1.0):
        for today in (0.0, 0.3, 1.0):
            for size, bins in ((50, 10), (333, 4)):
                pair = [rng.normal(size=size), rng.normal(size=size + 9)]
                for values, share in zip(pair, (before, today)):
                    values[rng.random(len(values)) < share] = np.nan
                yield *pair, bins
    yield np.array([np.nan, 1.0, 2.0, 3.0]), np.array([1.0, np.nan, np.nan]), 3
    yield np.full(10, np.nan), np.full(4, np.nan)
    yield (
        np.append(np.arange(12_000.0), np.nan),
        np.arange(500.0),
    )  # one of 12,001: less than the least share
    yield np.full(10, np.nan), np.array([1.0])


def decided(history: list) -> bool:
    """The rule, day by day: how many in a row are at the lower bar."""
    row, last = 0, None
    for index in history:
        if index is None:
            continue
        row, last = (row + 1 if index >= 0.1 else 0), index
    return last is not None and (last >= 0.25 or row >= 3)


def histories(rng: np.random.Generator) -> list[list]:
    below, above = float(np.nextafter(0.1, 0)), float(np.nextafter(0.25, 0))
    made = [
        [], [None], [None, None, None], [0.25], [above], [0.1], [0.1, 0.1], [0.1, 0.1, 0.1],
        [below, 0.1, 0.1], [0.1, below, 0.1], [0.1, 0.1, below], [0.1, 0.1, 0.1, below],
        [below, 0.1, 0.1, 0.1], [0.3, 0.0], [0.0, 0.3], [0.9, 0.9, 0.0], [0.3, None], [None, 0.25],
        [0.1, None, 0.1, None, None, 0.1], [0.1, 0.1, None], [0.1, 0.1, 0.1, None], [None, 0.1, 0.1],
        [0.0, 0.0, 0.0], [0.0, 0.2, 0.2, 0.2], [0.24, 0.01, 0.24, 0.24], [5.0], [0, 1], [1, 0],
        [0.3, 0.2, 0.1], [0.2, 0.2, 0.05, None, 0.2], [None, None, 0.1], [0.1, None, None],
        [0.12, None, 0.12], [0.4, 0.2, 0.0, None], [0.0, None, 0.0, 0.26],
    ]  # fmt: skip
    levels = np.array([0.0, below, 0.1, 0.12, 0.25, 0.2, above, 0.25, 0.4])
    for _ in range(150):
        drawn = rng.choice(levels[: int(rng.integers(4, 10))], int(rng.integers(1, 9))).tolist()
        made.append([None if rng.random() < 0.25 else index for index in drawn])
    return made


def expect_decisions(retrain: Callable, asked: list[list]) -> None:
    for (history,), got in run_each(retrain, [(list(history),) for history in asked]):
        is_bool(got, decided(history), f"what retrain says of {history}")


def refused() -> list[tuple[tuple, str]]:
    """(arguments of ``psi``, what the message contains)."""
    some, none = np.array([1.0, 2.0, 3.0]), np.array([])
    return [
        ((some, some, 1), "1"), ((some, some, 0), "0"), ((some, some, -5), "-5"),
        ((none, some, 3), "expected"), ((some, none, 3), "actual"), ((none, some), "expected"),
        ((some, none), "actual"),
    ]  # fmt: skip
