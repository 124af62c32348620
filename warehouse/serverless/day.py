"""A day of a serverless workgroup, minute by minute. It asks a scaler for the capacity of the next minute, and
tells it nothing of what is still to come.

Work is counted in RPU-seconds: what one RPU does in a second. What is in force for a minute is paid for the
whole minute, used or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong
from warehouse.serverless.records import Observation

MINUTE, STEP, MOST = 60, 8, 512
MINUTES = 720  # of a day as it is made here: twelve hours


class Minute(NamedTuple):
    """One minute of a day that is over. ``arrived``, ``served``: RPU-seconds of work; ``waits``: at its end.
    ``rpus``: what was in force; ``paid``: RPU-seconds in all until its end. ``late``: whether more waits at its end
    than its RPUs do in another minute."""

    arrived: float
    served: float
    waits: float
    rpus: int
    paid: float
    late: bool


def workload(rng: np.random.Generator, minutes: int = MINUTES) -> list[float]:
    """RPU-seconds of work that come in each minute: a wave over the day, six bursts of 15 to 40 minutes that begin
    without notice, and a quiet hour. ``minutes`` is a multiple of 60, at least 480."""
    time = np.arange(minutes)
    load = 40 + 25 * np.sin(2 * np.pi * (time / minutes + rng.random()))
    load *= rng.lognormal(0, 0.12, minutes)
    hours = 60 * rng.permutation(minutes // 60)
    for hour in hours[1:7]:
        first, length = int(hour + rng.integers(5, 20)), int(rng.integers(15, 40))
        load[first : first + length] += rng.uniform(150, 300) * rng.lognormal(0, 0.08, length)
    load[hours[0] : hours[0] + 60] = 0
    return np.round(MINUTE * load).tolist()


def simulate(
    arrivals: Iterable[float], budget: float, decide: Callable[[Observation], int]
) -> list[Minute]:
    """The minutes of a day on which ``decide`` is asked at the beginning of each. Raises ``Wrong`` for what is no
    capacity; money is only counted, however much it is."""
    minutes: list[Minute] = []
    waits = spent = came = 0.0
    in_force = 0
    for number, arrived in enumerate(arrivals):
        told = Observation(float(MINUTE * number), waits, came, in_force, spent, budget)
        ordered = as_capacity(decide(told), told)
        can = float(MINUTE * in_force)
        served = min(can, waits + arrived)
        waits += arrived - served
        spent += can
        minutes.append(Minute(arrived, served, waits, in_force, spent, waits > can))
        came, in_force = arrived, ordered
    return minutes


def as_capacity(ordered: object, told: Observation) -> int:
    """``ordered`` as a whole number of RPUs. Raises ``Wrong`` for what is none."""
    if isinstance(ordered, np.integer):
        ordered = int(ordered)
    if type(ordered) is not int or ordered % STEP or not 0 <= ordered <= MOST:
        due = f"a whole number, a multiple of {STEP} from 0 to {MOST}"
        raise Wrong("what was ordered is no capacity", due, repr(ordered)[:80], f"decide({told})")
    return ordered


def late_seconds(minutes: Iterable[Minute]) -> int:
    """Seconds of the minutes that are late."""
    return MINUTE * sum(minute.late for minute in minutes)


def always(rpus: int) -> Callable[[Observation], int]:
    """A scaler that orders the same every minute, as long as all of it can be paid (a yardstick)."""

    def decide(told: Observation) -> int:
        after = told.spent + MINUTE * (told.rpus + rpus)
        return rpus if after <= told.budget else 0

    return decide


def until_spent(told: Observation) -> int:
    """A scaler that orders all that waits and comes, and stops when the money is spent: one minute after (what is
    usually written first)."""
    if told.spent >= told.budget:
        return 0
    return min(MOST, STEP * -int(-(told.backlog + told.arrived) // (MINUTE * STEP)))


def by_backlog(told: Observation) -> int:
    """A scaler that looks at what waits alone, and keeps to the budget."""
    wanted = STEP * -int(-told.backlog // (MINUTE * STEP))
    room = STEP * int((told.budget - told.spent - MINUTE * told.rpus) // (MINUTE * STEP))
    return max(0, min(MOST, wanted, room))
