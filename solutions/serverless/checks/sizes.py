"""Exercise 2: how far a curve is from samples, the best one there is, and choices by logarithms."""

from __future__ import annotations

from math import log

import numpy as np

from warehouse.checks import Wrong, run_each, same
from warehouse.checks.calls import calls
from warehouse.checks.showing import show

SIZES = [8, 16, 32, 64, 128, 256, 512]
#: What the task allows a fit to be above the best one, as a share, and equal scores to differ.
NEAR, TIE = 1e-6, 1e-9

Samples = list[tuple[int, float]]


def miss(curve: tuple[float, float], samples: Samples) -> float:
    """The sum of the squares of relative errors."""
    serial, parallel = curve
    return sum(((serial + parallel / rpus) / seconds - 1) ** 2 for rpus, seconds in samples)


def best(samples: Samples) -> float:
    """The least miss of a curve without a negative part: both parts free, or one of them nothing."""
    wide = np.array([[1 / seconds, 1 / (rpus * seconds)] for rpus, seconds in samples])
    scale = np.sqrt((wide**2).sum(axis=0))
    wide = wide / scale
    tries = []
    for columns in ([0, 1], [0], [1]):
        part = wide[:, columns]
        found = np.linalg.solve(part.T @ part, part.sum(axis=0))
        if (found >= 0).all():
            curve = np.zeros(2)
            curve[columns] = found
            tries.append(miss(tuple(curve / scale), samples))
    return min(tries)


def curve(rng: np.random.Generator) -> tuple[float, float]:
    """Serial seconds and parallel RPU-seconds of a query: mostly both of weight at some size."""
    return float(rng.lognormal(1, 1)), float(rng.lognormal(6, 1))


def samples(
    rng: np.random.Generator, count: int, noise: float, parts: tuple[float, float] | None = None
) -> Samples:
    """What runs of one query took, at sizes in no order, some of them twice."""
    serial, parallel = parts or curve(rng)
    sizes = [8, 512] + rng.choice(SIZES, max(0, count - 2)).tolist()
    rng.shuffle(sizes)
    return [(r, float((serial + parallel / r) * rng.lognormal(0, noise))) for r in sizes]


def noisy(rng: np.random.Generator) -> list[Samples]:
    """Of every other list a run or more that are there again with the same seconds."""
    made = [samples(rng, 3 + at % 10, 0.3) for at in range(40)]
    made.append(samples(rng, 200, 0.3))
    # a run that took ten thousand times as long as another
    made.append([(1, 3_000.0), (5_000, 0.7), (10_000, 0.3)])
    return [some + some[: 1 + at % 3] if at % 2 else some for at, some in enumerate(made)]


def exact(rng: np.random.Generator) -> list[tuple[Samples, tuple[float, float]]]:
    """Samples on a curve, and the curve. Sizes next to each other tell the parts apart by a last few digits."""
    made = []
    for at in range(24):
        # some queries take hardly any time
        parts = tuple(part * (1 if at % 4 else 1e-4) for part in curve(rng))
        made.append((samples(rng, 2 + at % 4, 0.0, parts), parts))
    curves = (5.0, 2_000.0), (0.0125, 3_000.0)
    for sizes in ((512, 504), (4, 1_000), (1, 3, 12)):
        for serial, parallel in curves:
            some = [(rpus, serial + parallel / rpus) for rpus in sizes]
            made.append((some, (serial, parallel)))
    return made


def one_part(rng: np.random.Generator) -> list[Samples]:
    """Samples that a curve with a negative part would fit best: time that grows with size, and time that falls faster
    than size grows."""
    made = []
    for power in (0.3, 0.1, -1.3, -1.8):
        for count in (3, 4, 6):
            some = samples(rng, count, 0.02, (1.0, 0.0))
            by = 1e-3 if count == 4 else 1.0
            made.append([(r, float(by * seconds * (r / 64) ** power)) for r, seconds in some])
    return made


def undivided(rng: np.random.Generator) -> list[Samples]:
    """Queries that divide wholly, or not at all, without noise: the other part is a last bit above 0, or below it."""
    made = []
    for at in range(30):
        part = float(rng.lognormal(5, 1))
        made.append(samples(rng, 2 + at % 9, 0.0, (0.0, part) if at % 2 else (part, 0.0)))
    return made


def expect_near(fit_scaling, made: list[Samples]) -> None:
    for some, (_, got) in zip(made, run_each(fit_scaling, [(some,) for some in made])):
        serial, parallel = _pair(got)
        if serial < 0 or parallel < 0:
            raise Wrong("a part is negative", "two floats, 0 or more", show(got), calls.text)
        least, has = best(some), miss((serial, parallel), some)
        if not has <= (1 + NEAR) * least + 1e-12:
            raise Wrong(
                "the curve is not the nearest",
                f"a sum of squared relative errors of at most {least:.9g}",
                f"{has:.9g}, by {show(got)}",
                calls.text,
            )


def expect_no_negative(fit_scaling, made: list[Samples]) -> None:
    """How near the curve is is another check's."""
    for _, got in run_each(fit_scaling, [(some,) for some in made]):
        if min(_pair(got)) < 0:
            raise Wrong("a part is negative", "two floats, 0 or more", show(got), calls.text)


def expect_exact(fit_scaling, made: list[tuple[Samples, tuple[float, float]]]) -> None:
    for (_, due), (_, got) in zip(made, run_each(fit_scaling, [(some,) for some, _ in made])):
        mine = _pair(got)
        if not np.allclose(mine, due, rtol=1e-6, atol=0):
            raise Wrong("the samples lie on another curve", show(due), show(got), calls.text)


def _pair(got: object) -> tuple[float, float]:
    if type(got) is not tuple or len(got) != 2:
        raise Wrong("a pair was asked for", "(serial, parallel)", show(got), calls.text)
    values = tuple(v.item() if isinstance(v, np.generic) else v for v in got)
    if not all(type(v) in (int, float) and np.isfinite(v) for v in values):
        raise Wrong("a pair of numbers was asked for", "two floats", show(got), calls.text)
    return values


Choice = tuple[float, float, list[int], float]


def oracle(serial: float, parallel: float, sizes: list[int], slider: float) -> int:
    """The size whose logarithms, weighed by the slider, sum up to least."""

    def weighed(rpus: int) -> float:
        seconds = serial + parallel / rpus
        return slider * log(seconds) + (1 - slider) * log(seconds * rpus)

    least = min(map(weighed, sizes))
    ties = {size for size in sizes if weighed(size) <= least + TIE}
    fastest = min(serial + parallel / size for size in ties)
    return min(size for size in ties if serial + parallel / size <= fastest * (1 + TIE))


def choices(rng: np.random.Generator, sliders: tuple) -> list[Choice]:
    """Curves, and some sizes in no order."""
    made = []
    for at in range(60):
        serial, parallel = curve(rng)
        sizes = rng.permutation(SIZES)[: 1 + at % 7].tolist()
        made.append((serial, parallel, sizes, sliders[at % len(sliders)]))
    return [case for case in made if _clear(*case)]


def _clear(serial: float, parallel: float, sizes: list[int], slider: float) -> bool:
    """Whether no other size is nearly as good: then ways of rounding do not matter."""
    weighed = sorted((serial + parallel / r) * r ** (1 - slider) for r in sizes)
    return len(weighed) < 2 or weighed[1] > weighed[0] * (1 + 1e-6)


def _product(part: float, sizes: list[int]) -> float:
    """What the largest of the sizes costs, in floats."""
    return max(sizes) * (part / max(sizes))


def ties(rng: np.random.Generator) -> list[Choice]:
    """Curves of one part, at the slider's ends: as dear at any size, or as fast."""
    made = []
    # hardly dearer, and hardly slower, by more than the ninth digit
    for part in (1.0, 960.0, 3e-4):
        for sizes in ([512, 8, 64], [16, 8], [64, 32, 16, 8]):
            made.append((part * 1e-8, part, sizes, 0.0))
            made.append((part, part * (1e-5 if 512 not in sizes else 1e-4), sizes, 1.0))
    for at in range(12):
        part = float(rng.integers(1, 900))
        sizes = (8 * rng.permutation(range(1, 65))[: 2 + at]).tolist()
        while at % 2 and all(_product(part, sizes) <= _product(part, [r]) for r in sizes):
            # rounding makes another size seem cheaper than the fastest, in the last bit
            part += float(rng.random())
        made += [(0.0, part, sizes, 0.0), (part, 0.0, sizes, 1.0)]
        # seconds that are equal to 9 digits, and not to 12
        made.append((part, part * 1e-11, sizes, 1.0))
    return made


def by_one(rng: np.random.Generator) -> list[Choice]:
    """One part alone, away from the ends; sizes that are no powers of two, ten and more of them."""
    made = []
    # one query, asked about with one slider after the other
    part, sizes = float(rng.integers(1, 900)), (8 * rng.permutation(range(1, 65))[:12]).tolist()
    for slider in (0, 0.25, 0.5, 0.75, 1, -0.0):
        made += [(0.0, part, sizes, slider), (part, 0.0, sizes, slider)]
        made.append((part, 9_000.0, sizes, slider))
        # fewer RPUs than 8 and more than 512; a query of a year
        few_and_many = [1_024, 3, 1, 5_000, 100]
        made += [(part, 30_000.0, few_and_many, slider), (part, 90.0, few_and_many, slider)]
        made.append((part, 4e12, sizes, slider))
        # a query of nanoseconds: what is equal is a matter of digits, not of decimals
        made.append((part * 1e-12, 9e-9, sizes, slider))
    return [case for case in made if _clear(*case)]


def expect_chosen(choose_rpus, cases: list[Choice]) -> None:
    for case, (_, got) in zip(cases, run_each(choose_rpus, cases)):
        same(got, oracle(*case), "the size chosen")


def refused_sliders() -> list[Choice]:
    """Sliders that are none; also where every slider would choose the same."""
    return [
        (*query, slider)
        for slider in (-0.25, 1.125, float("nan"), 50.0, float("inf"), 1.0000001, -1e-07)
        for query in ((1.0, 2.0, [8, 16]), (1.0, 2.0, [8]), (4.0, 0.0, [64]))
    ]
