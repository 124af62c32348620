"""Exercise 7: activations, and what they cost in exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from solutions.concurrency_scaling.checks.numbers import same_number
from warehouse.checks import run_each

Case = tuple[list[tuple[float, float]], float, float]
NAN = float("nan")


def oracle(activations: list[tuple[float, float]], credits: float, price: float) -> Fraction:
    """Whole seconds by division: what is begun is one second less below 0."""
    seconds = 0
    for start, end in activations:
        begun = -(Fraction(start - end) // 1)  # as floats subtract
        seconds += begun if begun > 60 else 60
    owed = Fraction(seconds) - Fraction(credits)
    return (owed if owed > 0 else Fraction(0)) * Fraction(price) / 3600


def activations(rng: np.random.Generator, count: int, shortest: int) -> list[tuple[float, float]]:
    """Lengths in eighths of a second, half of them whole seconds; many overlap. With a ``shortest`` below 60 all are
    shorter than a minute."""
    starts = rng.integers(-800, 8_000, count) / 8
    longest = 60 if shortest < 60 else 700
    lengths = rng.integers(shortest * 8, longest * 8, count) / 8
    lengths = np.where(rng.random(count) < 0.5, np.floor(lengths), lengths)
    return [(float(start), float(start + length)) for start, length in zip(starts, lengths)]


def cases(rng: np.random.Generator, shortest: int) -> list[Case]:
    """Without credits, from few activations to many."""
    prices = (36.0, 0.25, 3.26, 1.086)
    made = [(activations(rng, 1 + at // 2, shortest), 0.0, prices[at % 4]) for at in range(24)]
    # one that was gone as soon as it came, some that follow one another; several that are equal
    short = [
        ([(7.5, 7.5)], 0.0, 36.0),
        *twins(),
        ([(30.0, 50.0), (0.0, 30.0), (50.0, 55.0)], 0.0, 36.0),
    ]
    return (short if shortest < 60 else [([(5.0, 95.0)] * 3, 0.0, 36.0), *close(), *many()]) + made


def close() -> list[Case]:
    """Lengths just above a whole number, just below, and of starts and ends whose exact difference is another than
    that of floats."""
    above, below = (0.0, 90.0 + 2.0**-40), (0.0, 91.0 - 2.0**-40)
    pairs = [above, below, (0.1, 61.1), (3.4, 64.4)]
    return [([pair], 0.0, 36.0) for pair in pairs]


def many() -> list[Case]:
    """As many as come in a week, at a price of small coins."""
    some = [(90.0 * at, 90.0 * at + 61.0 + at % 3 / 4) for at in range(150)]
    return [(some, 0.0, 0.0123456789)]


def twins() -> list[Case]:
    """Neighbours that a memory may take for one another: as many, as long in the sum."""
    return [([(0.0, 70.0), (0.0, 50.0)], 0.0, 36.0), ([(0.0, 110.0), (0.0, 10.0)], 0.0, 36.0)]


def with_credits(rng: np.random.Generator) -> list[Case]:
    """Some, just enough, more than enough, none, for whole seconds; also a price of nothing and no activation."""
    made = [([], 0.0, 36.0), ([], 3600.0, 36.0), ([(5.0, 5.0 + 240)], 10.0, 0.0)]
    for at in range(12):
        some = [(start, start + int(end - start)) for start, end in activations(rng, 1 + at, 60)]
        whole = float(oracle(some, 0.0, 3600.0))
        for credits in (0.5, whole // 2, whole - 0.25, whole, whole + 30.0, 10 * whole):
            made.append((some, credits, 36.0))
    return made


def refused() -> list[tuple[Case, str]]:
    good = (0.0, 90.0)
    made = [(([good, (9.5, end)], 0.0, 36.0), str(end)) for end in (9.25, -4.0, NAN)]
    made += [(([(9.5, end), good], 1e9, 0.0), str(end)) for end in (9.25, -4.0, NAN)]
    made += [(([(NAN, 70.5)], 0.0, 36.0), "")]
    for bad in (-0.5, -3600.0, NAN):
        for some in ([], [good]):
            made += [((some, bad, 36.0), str(bad)), ((some, 0.0, bad), str(bad))]
    return made


def expect_bill(bill, made: list[Case]) -> None:
    due = [float(oracle(*one)) for one in made]
    for right, (_, got) in zip(due, run_each(bill, made)):
        same_number(got, right, "the bill in dollars", relative=1e-9, absolute=1e-12)
