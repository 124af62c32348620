"""Exercise 6: cells of axes, and positions on the Hilbert curve."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import product

import numpy as np

from warehouse.checks import raises, run_each, same


@cache
def walk(bits: int) -> tuple[tuple[int, int], ...]:
    """The cells in the order of the curve, by the task's own words."""
    if bits == 0:
        return ((0, 0),)
    before, side = walk(bits - 1), 2 ** (bits - 1)
    first = [(y, x) for x, y in before]
    second = [(x, y + side) for x, y in before]
    third = [(x + side, y + side) for x, y in before]
    last = [(side - 1 - y + side, side - 1 - x) for x, y in before]
    return tuple(first + second + third + last)


#: How a quarter's curve lies in it, and for each way in which it may lie: the order of its quarters, and how they lie.
#: A table of four states, as engines have it, another way than the reference's; a test holds it to ``walk``.
STATES = {
    "as it is": (((0, 0), "exchanged"), ((0, 1), "as it is"), ((1, 1), "as it is"), ((1, 0), "mirrored")),
    "exchanged": (((0, 0), "as it is"), ((1, 0), "exchanged"), ((1, 1), "exchanged"), ((0, 1), "turned")),
    "mirrored": (((1, 1), "turned"), ((0, 1), "mirrored"), ((0, 0), "mirrored"), ((1, 0), "as it is")),
    "turned": (((1, 1), "mirrored"), ((1, 0), "turned"), ((0, 0), "turned"), ((0, 1), "exchanged")),
}  # fmt: skip
QUARTERS = {
    (state, quarter): (at, then)
    for state, its in STATES.items()
    for at, (quarter, then) in enumerate(its)
}


def position(x: int, y: int, bits: int) -> int:
    state, digits = "as it is", 0
    for bit in range(bits - 1, -1, -1):
        quarter = (x >> bit & 1, y >> bit & 1)
        place, state = QUARTERS[state, quarter]
        digits = digits * 4 + place
    return digits


Case = tuple[tuple, int]


def expect(function: Callable, cases: list[Case]) -> None:
    for (arguments, right), (_, got) in zip(cases, run_each(function, [case[0] for case in cases])):
        what = "the position" if function.__name__ == "hilbert" else "the cell"
        same(got, right, f"{what} of {arguments}")


def small() -> list[Case]:
    return [((x, y, bits), at) for bits in range(5) for at, (x, y) in enumerate(walk(bits))]


def large(rng: np.random.Generator) -> list[Case]:
    """Corners, middles and other cells of 5 to 31 bits; neighbours on the curve beyond what a float holds."""
    cases = []
    for bits in range(5, 32):
        side = 2**bits
        ends = (0, 1, side // 2 - 1, side // 2, side - 1)
        cells = [(x, y) for x in ends for y in ends[::2]]
        cells += [tuple(cell) for cell in rng.integers(0, side, (4, 2)).tolist()]
        cases += [((x, y, bits), position(x, y, bits)) for x, y in cells]
    return cases


def axes(rng: np.random.Generator) -> list[Case]:
    """Axes of degrees and others, of no bits up to 31; values on borders of cells, just below them, in the
    cells next to both ends, and anywhere."""
    cases: list[Case] = []
    for low, high in (
        (-180.0, 180.0),
        (-90.0, 90.0),
        (0.0, 1.0),
        (-3.5, 12.5),
        (1000.0, 1001.0),
        (0, 7),
        (-5, -1),
    ):
        for bits in (0, 1, 3, 16, 31):
            borders = [low + (high - low) * part / 8 for part in range(8)]
            below = [math.nextafter(border, low) for border in borders[1:]]
            inside = (low + (high - low) * rng.random(3)).tolist()
            # what is near to an end, as numbers are called close, and not in the end's cell
            steps = [(high - low) * part / 2**bits for part in (1, 2, 3)] if bits > 3 else []
            beside = [*(low + step for step in steps), *(high - step for step in steps)]
            below += [math.nextafter(border, low) for border in beside]
            for value in (*borders, *below, *beside, *inside, math.nextafter(high, low)):
                if type(low) is int and value.is_integer():
                    value = int(value)
                if value < high and (value - low) / (high - low) < 1:
                    cell = math.floor(math.ldexp((value - low) / (high - low), bits))
                    cases.append(((value, low, high, bits), cell))
    # borders that divide to a whole number, although the exact quotient lies below it
    for value, low, high, bits, cell in ((0.5, 0.0, 0.8, 3, 5), (0.6, 0.1, 0.9, 3, 5)):
        cases.append(((value, low, high, bits), cell))
    # borders at which it matters what is divided by what
    borders = ((0.1, 0.8, 0.734375), (0, 49.0, 24.5), (0, 49.0, 45.5546875), (0.0, 1.1, 1.03125))
    for (low, high, value), bits in product(borders, (3, 5, 10)):
        cell = math.floor(math.ldexp((value - low) / (high - low), bits))
        cases.append(((value, low, high, bits), cell))
    return cases


def ends() -> list[Case]:
    """Both ends of axes, and what rounds to an end."""
    cases: list[Case] = []
    for low, high in ((-180.0, 180.0), (-90.0, 90.0), (0.0, 1.0), (0, 7), (-5, -1), (0.1, 0.7)):
        for bits in (0, 1, 2, 5, 16, 31):
            cases += [((high, low, high, bits), 2**bits - 1), ((low, low, high, bits), 0)]
    near = float(np.nextafter(180.0, 0))
    return [
        *cases,
        ((near, -180.0, 180.0, 4), 15),
        ((0.0, -180.0, 180.0, 1), 1),
        ((-0.0, 0.0, 1.0, 3), 0),
    ]


def expect_refused(grid: Callable, hilbert: Callable) -> None:
    nan, inf = float("nan"), float("inf")
    for low, high in ((-180.0, 180.0), (0.0, 1.0), (3, 9)):
        below, above = float(np.nextafter(low, -inf)), float(np.nextafter(high, inf))
        for value in (below, above, low - 1, high + 1, high * 5, nan, inf, -inf):
            for bits in (0, 16):
                raises(ValueError, grid, value, low, high, bits, naming=str(value))
    for bits in (0, 1, 2, 5, 31):
        for bad in (-1, 2**bits, 2**40) if bits else (-1, -7, 1, 2, 2**40):
            raises(ValueError, hilbert, bad, 0, bits, naming=str(bad))
            raises(ValueError, hilbert, 0, bad, bits, naming=str(bad))
            raises(ValueError, hilbert, 2**bits - 1, bad, bits, naming=str(bad))
