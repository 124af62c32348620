"""Values and names as SQL writes them, and what becomes of odd ones."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction

import numpy as np

from warehouse.checks import (
    raises,
    run,
    run_each,
    same,
)
from warehouse.checks.outcomes import Raised

#: Values that no source can be sent, or that would lose something on the way.
NO_LITERALS = (
    float("nan"), float("inf"), float("-inf"), "a\0b", "\0", "\0a", "a\0", [1], (), b"x", {}, 1j, Decimal("1.5"), Fraction(3, 2),
    datetime(2026, 11, 24, 12, 30), datetime(2026, 11, 24), time(12),
    np.float64("inf"), np.float64("nan"), np.float32("inf"), np.float32("nan"),
)  # fmt: skip
#: numpy's scalars, which may be refused, and what they are as Python's own values.
NUMPYS = (
    (np.float64(1.5), "1.5"), (np.float32(2.5), "2.5"), (np.int64(7), "7"), (np.bool_(True), "true"),
    (np.datetime64("2026-11-24"), "date '2026-11-24'"),
)  # fmt: skip
#: What texts and names are drawn from: all that means something in SQL, in a driver or to a terminal.
ODD = ["'", '"', "\\", "%", "%s", "{}", "$1", "--", ";", " ",
       "?", ":n", "\\x00", "\\0", "\n", "\t", ".", "null", "true", "é", "名", "İ", "a", "B", "7",
       "\r\n", "e\u0301", "\u2019", "\u00a0"]  # fmt: skip


def odd_texts(rng: np.random.Generator, count: int) -> list[str]:
    """Texts of up to six pieces of ``ODD``, the empty one not among them."""
    return ["".join(rng.choice(ODD, int(rng.integers(1, 7)))) for _ in range(count)]


def placed() -> list[str]:
    """Every piece of ``ODD`` at the beginning of a text, at its end, and twice in a row."""
    return [f"{piece}x{piece}{piece}y{piece}" for piece in ODD]


def doubled(text: str, quote: str) -> str:
    """A text between quotes, character by character."""
    return quote + "".join(2 * one if one == quote else one for one in text) + quote


def odd_numbers(rng: np.random.Generator) -> list[int | float]:
    """Whole numbers and floats of every size, and those at which some writing of numbers breaks."""
    drawn = [int(number) for number in rng.integers(-(10**12), 10**12, 10)]
    drawn += [float(m) * 10.0 ** int(e) for m, e in zip(rng.normal(size=20), rng.integers(-300, 300, 20))]  # fmt: skip
    return drawn + [7, -3, 0, 1, -1, 2**31, 2**53 + 1, 2**63, -(10**40), 10**400, 0.0, -0.0, 1.0, 2.5, 1e300, 1e16,
                    5e-324, 1e-7, 0.1 + 0.2, 123456.789, math.pi, sys.float_info.max, -1.5e308]  # fmt: skip


def expect_each(function: Callable, cases: Iterable[tuple[object, object]]) -> None:
    """``function(given)`` must be what stands beside it."""
    rights = list(cases)
    for (_, right), (_, got) in zip(rights, run_each(function, [(given,) for given, _ in rights])):
        same(got, right)


def refuses_each(function: Callable, values: Iterable[object]) -> None:
    """``function(value)`` must raise ValueError."""
    for value in values:
        raises(ValueError, function, value)


def expect_no_repr(literal: Callable) -> None:
    """numpy's scalars, of which one is a float to ``isinstance``, and whose repr is no number: they are
    refused, or written as Python's own are."""
    for value, right in NUMPYS:
        try:
            got = run(literal, value)
        except Raised as raised:
            if "ValueError" not in {parent.__name__ for parent in type(raised.error).__mro__}:
                raise
        else:
            same(got, right, f"numpy's {type(value).__name__} as a literal")
