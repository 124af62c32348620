"""Exercise 3: partitions, and where a reader goes on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import raises, run_each, same
from warehouse.streaming.records import DataLoss

Case = tuple[tuple, int | DataLoss]  # arguments; what is due


def expect(resume: Callable, cases: list[Case]) -> None:
    for (given, due), (_, got) in zip(
        [case for case in cases if type(case[1]) is int],
        run_each(resume, [given for given, due in cases if type(due) is int]),
    ):
        same(got, due, f"the offset for {given}")
    for given, due in cases:
        if type(due) is not int:
            raises(DataLoss, resume, *given, naming=str(due))


def _partition(rng: np.random.Generator) -> tuple[int, int]:
    low = int(rng.choice([0, 0, 1, 7, rng.integers(0, 10**6), 2**53 + 1]))
    return low, low + int(rng.choice([0, 1, 2, 25, rng.integers(0, 10**4)]))


def never(rng: np.random.Generator) -> list[Case]:
    """Nothing stored; partitions of which something is gone, and empty ones."""
    made = [_partition(rng) for _ in range(16)] + [(0, 0), (5, 5), (3, 9)]
    return [((None, low, end), low) for low, end in made]


def there(rng: np.random.Generator) -> list[Case]:
    """Stored offsets from ``low`` to ``end``, both ends among them."""
    # who gives back what is stored has not looked whether anything is
    made = [((None, 0, 0), 0), ((0, 0, 0), 0), ((0, 0, 9), 0), ((1, 0, 1), 1), ((5, 5, 5), 5)]
    for low, end in (_partition(rng) for _ in range(16)):
        for stored in {low, end, int(rng.integers(low, end + 1)), max(low, end - 1)}:
            made.append(((stored, low, end), stored))
    return list(dict.fromkeys(made))


def forgotten(rng: np.random.Generator) -> list[Case]:
    """Stored offsets below ``low``; offset 0, by one, and in a partition that has nothing left."""
    made = [((0, 1, 1), DataLoss(0, 0)), ((0, 5, 9), DataLoss(0, 4)), ((8, 9, 9), DataLoss(8, 8))]
    made.append(((2**53, 2**53 + 1, 2**53 + 9), DataLoss(2**53, 2**53)))  # floats see no difference
    for low, end in (_partition(rng) for _ in range(10)):
        low, end = low + 1, end + 1
        for stored in {0, low - 1, int(rng.integers(0, low))}:
            made.append(((stored, low, end), DataLoss(stored, low - 1)))
    return made


def beyond(rng: np.random.Generator) -> list[Case]:
    """Stored offsets above ``end``, by one and by many; an empty partition."""
    made = [((1, 0, 0), DataLoss(0, 0)), ((999, 0, 25), DataLoss(25, 998))]
    made.append(((2**53 + 1, 0, 2**53), DataLoss(2**53, 2**53)))
    for low, end in (_partition(rng) for _ in range(10)):
        for stored in {end + 1, end + int(rng.integers(1, 10**6))}:
            made.append(((stored, low, end), DataLoss(end, stored - 1)))
    return made


def impossible() -> list[tuple]:
    """Arguments that are refused; what is stored makes no difference."""
    stored = (None, 0, 7, 25, 3)
    return [
        (one, low, end)
        for one, (low, end) in zip(stored * 2, ((-1, 5), (6, 4), (-3, -2), (25, 24)) * 2)
    ] + [(None, 12_000_000, 11_999_999), (None, 2**53 + 1, 2**53)]
