"""Exercise 1: an oracle that looks at every quarter of a second, and made activity."""

from __future__ import annotations

from math import isclose

import numpy as np

from warehouse.checks import Wrong, run_each
from warehouse.checks.calls import calls
from warehouse.checks.showing import show

Activity = list[tuple[float, float, int]]
Case = tuple[Activity, float]
TICK = 0.25  # seconds; made times are multiples of it, so that ties are many and sums exact


def oracle(activity: Activity, minimum: float) -> float:
    """RPU-seconds, by a walk over every tick: what runs in it, whether the workgroup is awake, and until when."""
    ticks = [(round(start / TICK), round(end / TICK), rpus) for start, end, rpus in activity]
    total, awake_until, has = 0, None, 0
    if not ticks:
        return 0.0
    first, last = min(t[0] for t in ticks), max(t[1] for t in ticks)
    for tick in range(first, last + round(minimum / TICK) + 1):
        runs = [rpus for start, end, rpus in ticks if start <= tick < end]
        if runs and awake_until is None:
            awake_until = tick + round(minimum / TICK)
        if runs:
            has = max(runs)
        elif awake_until is not None and tick >= awake_until:
            awake_until = None
        # who begins at the very tick at which it would fall asleep finds it awake: the test above comes first
        total += has if awake_until is not None else 0
    return total * TICK


def drawn(
    rng: np.random.Generator,
    count: int,
    span: float,
    longest: float,
    minimum: float,
    most: int = 1,
    from_: float = 0.0,
) -> Case:
    """``count`` queries of up to ``longest`` seconds that begin within ``span``, in no order; up to ``most``
    different RPUs."""
    sizes = (8 * rng.integers(1, 9, max(1, most))).tolist()
    activity = []
    for _ in range(count):
        start = from_ + TICK * int(rng.integers(0, max(1, span / TICK)))
        end = start + TICK * int(rng.integers(1, max(2, longest / TICK)))
        activity.append((start, end, int(rng.choice(sizes))))
    return activity, minimum


def apart(rng: np.random.Generator) -> list[Case]:
    """Queries that are all longer than the minimum, one after the other with pauses of more than a minute."""
    made = []
    for at in range(12):
        now, activity = float(rng.integers(-50, 50)), []
        for _ in range(1 + at // 2):
            length = 60 + TICK * int(rng.integers(1, 200))
            activity.append((now, now + length, 8 * int(rng.integers(1, 65))))
            now += length + 61 + float(rng.integers(0, 50))
        made.append(([activity[place] for place in rng.permutation(len(activity))], 60.0))
    return made


def expect_unrounded(rpu_seconds, rng: np.random.Generator) -> None:
    """Long queries far apart whose lengths are no quarters: each is paid by itself. Very short ones."""
    made, due = [], []
    for count in (1, 2, 5):
        starts = [float(1_000 * n + rng.random()) for n in range(count)]
        activity = [
            (start, start + 61 + 100 * float(rng.random()), 8 * int(rng.integers(1, 9)))
            for start in starts
        ]
        made.append((activity,))
        due.append(sum((end - start) * rpus for start, end, rpus in activity))
    # hardly any time at all, where there is no minimum
    for length in (3e-8, 3e-13):
        made.append(([(0.0, length, 8)], 0.0))
        due.append(8 * length)
    for right, (_, got) in zip(due, run_each(rpu_seconds, made)):
        _expect(got, right)


def overlapping(rng: np.random.Generator, sizes: int) -> list[Case]:
    """Queries one over the other, all one long stretch or a few, without a minimum."""
    made = [drawn(rng, 2 + at, 30.0, 20.0, 0.0, sizes) for at in range(20)]
    inside = ([(0.0, 100.0, 8), (20.0, 30.0, 8 * sizes), (40.0, 50.0, 8)], 0.0)
    return [inside, ([*inside[0][1:], inside[0][0]], 0.0), *made]


def short(rng: np.random.Generator) -> list[Case]:
    """Single queries around the minimum, and several so far apart that each wakes the workgroup."""
    made = [([(5.0, 5.0 + length, 16)], 60.0) for length in (0.25, 59.75, 60.0, 60.25)]
    # one RPU is the least that there is
    made.append(([(5.0, 9.0, 1), (205.0, 300.0, 1)], 60.0))
    # there is no most
    made.append(([(5.0, 9.0, 1_024), (205.0, 300.0, 100_000)], 60.0))
    for at in range(8):
        lengths = TICK * rng.integers(1, 400, 1 + at)
        activity = [(300.0 * n, 300.0 * n + float(length), 8) for n, length in enumerate(lengths)]
        made.append((activity, 60.0))
    # long before 0, and long after it
    far = [([(s + by, e + by, r) for s, e, r in its], least)
           for its, least in made[:6] for by in (-1e9, 1e9)]  # fmt: skip
    return made + far


def rest(rng: np.random.Generator) -> list[Case]:
    """Queries that come while the rest of a minimum is paid, at its very end, and just after it."""
    made = [
        ([(0.0, 10.0, 8), (start, start + 5.0, 16)], 60.0)
        for start in (10.0, 30.0, 55.0, 57.5, 59.75, 60.0, 60.25)
    ]
    # no rest is left after a long query: who comes then wakes it, however soon that is
    made += [([(0.0, 100.0, 8), (start, start + 5.0, 16)], 60.0) for start in (100.25, 130.0)]
    # two end together: what was paid is the larger, wherever it stands
    pair = [(0.0, 10.0, 64), (2.0, 10.0, 8)]
    made += [(pair, 60.0), (pair[::-1], 60.0)]
    # the same before another query, and not at the end of all
    made += [([*its, (20.0, 25.0, 16)], 60.0) for its in (pair, pair[::-1])]
    made += [([(0.0, 10.0, 64), (30.0, 35.0, 8)], 60.0), ([(0.0, 10.0, 8), (0.0, 5.0, 64)], 60.0)]
    # one begins as another ends, long after the minimum: it finds the workgroup awake
    made.append(([(0.0, 100.0, 8), (100.0, 105.0, 16)], 60.0))
    made.append(([(0.0, 61.0, 8), (61.0, 62.5, 8), (62.5, 63.0, 64), (40.0, 62.5, 8)], 60.0))
    # the same elsewhere on the clock: minima and queries that end at 0 sharp, or before it
    for by, some in ((60.0, made[:]), (100.0, made[:])):
        made += [([(s - by, e - by, r) for s, e, r in its], least) for its, least in some]
    return made + [drawn(rng, 2 + at % 7, 150.0, 20.0, 60.0, 3) for at in range(30)]


def minima(rng: np.random.Generator) -> list[Case]:
    """Other minima, none too, and such as are no whole number; three of them for the same queries."""
    made, minima_ = [], (0.0, 90.0, 0.75, 10.0, -0.0, 7.75, 300.0)
    for at, count in enumerate((1, 2, 3, 4, 5, 2, 4)):
        activity, _ = drawn(rng, count, 80.0, 10.0, 0.0, 1, -40.0)
        made += [(activity, minima_[(at + by) % 7]) for by in (0, 1, 3)]
    # a rest of more than a minute before another query; a minimum of more than an hour
    made.append(([(0.0, 10.0, 8), (200.0, 210.0, 16)], 300.0))
    return [*made, ([(0.0, 10.0, 8)], 4_000.0)]


def expect_paid(rpu_seconds, cases: list[Case]) -> None:
    for (activity, minimum), (_, got) in zip(cases, run_each(rpu_seconds, cases)):
        _expect(got, oracle(activity, minimum))


def expect_default(rpu_seconds, cases: list[Case]) -> None:
    """The same, of cases whose minimum is 60 s, which is not said."""
    for (activity, minimum), (_, got) in zip(cases, run_each(rpu_seconds, [c[:1] for c in cases])):
        _expect(got, oracle(activity, minimum))


def _expect(got: object, due: float) -> None:
    if isinstance(got, np.generic):
        got = got.item()
    if type(got) not in (int, float) or not isclose(got, due, rel_tol=1e-9):
        raise Wrong("what is paid for is not right", f"{due!r} RPU-seconds", show(got), calls.text)


def refused() -> list[tuple[Activity, str]]:
    """(activity, what the message names): an end that is not after its start, and RPUs below 1."""
    good = (1.0, 5.0, 8)
    return [
        ([(77.5, 77.5, 8)], "77.5"),
        # an end of 0 is an end
        ([(0.0, 0.0, 8)], "0.0"),
        ([(0.125, 0.0, 8)], "0.125"),
        ([good, (91.25, 90.0, 8)], "91.25"),
        ([good, good, (-3.5, -4.0, 8), good], "-3.5"),
        ([(42.5, 43.0, 0)], "42.5"),
        # with all of its digits
        ([good, (1_795_824_000.25, 1_795_824_000.0, 8)], "1795824000.25"),
        ([good, (-86_400.75, -86_000.0, 0)], "-86400.75"),
        ([good, (66.5, 70.0, -8), good], "66.5"),
        # while another runs that is as large
        ([(0.0, 100.0, 64), (50.25, 50.25, 8)], "50.25"),
        ([(50.25, 60.0, 0), (0.0, 100.0, 64), (50.0, 70.0, 8)], "50.25"),
        ([(0.0, 100.0, 64), (0.0, 100.0, 64), (31.75, 20.0, 64)], "31.75"),
    ]
