"""Exercise 6: three days, and the bars of the task."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, at_most, run
from warehouse.checks import calls as called
from warehouse.concurrency_scaling import clusters


class Bar(NamedTuple):
    """What the task says of a day; None where it says nothing."""

    p99: float | None
    mean: float | None
    paid: int | None


BARS = {
    "burst": Bar(42.0, 12.0, 4_000),
    "pulses": Bar(None, 11.5, 6_900),
    "hills": Bar(35.0, None, 2_000),
}


def day(make: type, name: str, rng: np.random.Generator) -> clusters.Day:
    """A day of this name, with the student's scaler asked tick by tick."""
    scaler = run(make)
    trace = getattr(clusters, name)(rng)
    return clusters.simulate(*trace, lambda told: run(scaler.decide, told))


def expect_day(make: type, name: str, rng: np.random.Generator) -> None:
    """The bars of this day."""
    came, bar = day(make, name, rng), BARS[name]
    called.calls.text = f"day: clusters.{name}(rng), {len(came.waits)} queries\n{story(came)}"
    if bar.p99 is not None:
        at_most(came.p99(), bar.p99, f"{name}: the 99th percentile of the waits", "s")
    if bar.mean is not None:
        at_most(came.mean(), bar.mean, f"{name}: the mean wait", "s")
    if bar.paid is not None:
        at_most(came.paid(), bar.paid, f"{name}: what is paid", "s")


def story(came: clusters.Day, most: int = 24) -> str:
    """The ticks at which anything changed: what was there, so that a student sees the policy at work."""
    lines, before = [], None
    for told in came.seen:
        there = (told.ready, told.starting)
        if there != before:
            lines.append(
                f"{told.now:g} s: {told.queued} wait, {told.ready} ready, {told.starting} starting"
            )
        before = there
    left = len(lines) - most
    return "\n".join(lines[:most] + ([f"... {left} more changes"] if left > 0 else []))


def look_apart(make: type, rng: np.random.Generator) -> None:
    """Two scalers that see two days, in turn, answer as each would alone; what is not so is for the laws' check."""
    seen = [day(make, name, rng).seen[:60] for name in ("pulses", "hills")]
    alone = []
    for told in seen:
        scaler = run(make)
        alone.append([run(scaler.decide, one) for one in told])
    pair = run(make), run(make)
    for at in range(60):
        for scaler, told, due in zip(pair, seen, alone):
            got = run(scaler.decide, told[at])
            if (type(got) is not int or got != due[at]) and called.ledger.broken is None:
                what = "of two scalers that are asked in turn one answers otherwise than alone"
                text = f"after {at} ticks each; it is told\n{told[at]}"
                called.ledger.broken = Wrong(what, f"{due[at]}", f"{got!r}", text)
