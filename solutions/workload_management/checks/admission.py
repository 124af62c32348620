"""Exercise 2: an oracle that tries every moment, made states of a cluster, and the two traces."""

from __future__ import annotations

import numpy as np

from warehouse.checks import at_most, run, run_each, same
from warehouse.workload_management import memory
from warehouse.workload_management.records import Waiting

#: What the bars of the task are.
BESIDE_FIFO, BIG_BESIDE_FIFO = 0.75, 1.05

State = tuple[float, list[Waiting], list[tuple[float, int]], int]


def used(at: float, running: list[tuple[float, int]], now: float) -> int:
    """MB that are taken just after ``at``; what should have ended before ``now`` ends now."""
    return sum(mb for end, mb in running if max(end, now) > at)


def oracle(now: float, waiting: list[Waiting], running: list[tuple[float, int]], free: int) -> list:
    """Who begins, found by laying every candidate onto a time line and looking whether the head of the queue could
    still begin when it was promised."""
    whole, running = free + sum(mb for _, mb in running), list(running)
    begins: list[int] = []
    head, promised = None, None

    def earliest(wanted: int) -> float:
        moments = sorted({now, *(max(end, now) for end, _ in running)})
        # now itself is no moment at which something has ended yet, unless it was due
        return next(at for at in moments if whole - used(at, running, now) >= wanted)

    for query in waiting:
        taken = sum(mb for _, mb in running)
        fits = query.memory <= whole - taken
        if head is None and not fits:
            head, promised = query, earliest(query.memory)
            continue
        if not fits:
            continue
        tried = [*running, (now + query.seconds, query.memory)]
        if head is not None:
            left = whole - used(promised, tried, now)
            if left < head.memory:
                continue
        running = tried
        begins.append(query.number)
    return begins


def state(
    rng: np.random.Generator,
    waits: int,
    runs: int,
    whole: int = 40,
    overdue: bool = False,
    full: bool = False,
) -> State:
    """A moment of a cluster. Seconds are quarters, so that sums of them are exact and ties are many. ``overdue``:
    whether some that run should have ended; ``full``: whether one of the first three does not fit."""
    now = float(rng.integers(0, 400)) / 4
    free, running = whole, []
    for _ in range(runs):
        mb = int(rng.integers(1, max(2, whole // 3)))
        if mb <= free:
            ends = now + float(rng.integers(-8 if overdue else 1, 40)) / 4
            running.append((ends, mb))
            free -= mb
    waiting = []
    for number in rng.permutation(3 * waits)[:waits].tolist():
        large = rng.random() < 0.3
        mb = int(rng.integers(whole // 2, whole + 1) if large else rng.integers(1, whole // 4))
        waiting.append(Waiting(number, float(rng.integers(1, 40)) / 4, mb))
    if full and waiting:
        at = int(rng.integers(0, min(3, waits)))
        memory = int(rng.integers(min(free + 1, whole), whole + 1))
        waiting[at] = waiting[at]._replace(memory=memory)
    return now, waiting, running, free


def states(rng: np.random.Generator, count: int = 120, **kind) -> list[State]:
    """From few that wait to many."""
    return [
        state(rng, 1 + at * 12 // count, int(rng.integers(0, 5)), **kind) for at in range(count)
    ]


def in_order(rng: np.random.Generator) -> list[State]:
    """States in which only what fits in the order of arrival can begin: all do, or nothing runs long enough for
    another to go first."""
    made = []
    for moment in states(rng, 60):
        now, waiting, running, free = moment
        room, kept = free, []
        for query in waiting:
            if query.memory <= room:
                kept.append(query)
                room -= query.memory
        made.append((now, kept, running, free))
    return [moment for moment in made if moment[1]]


def empty() -> list[State]:
    """Nobody waits; nobody runs; a cluster that is full; a query as large as the cluster, and one that fills what is
    free."""
    one = Waiting(0, 2.0, 10)
    return [
        (0.0, [], [], 10),
        (5.0, [], [(7.0, 10)], 0),
        (0.0, [one], [], 10),
        (5.0, [one], [(7.0, 10)], 0),
        (5.0, [one, Waiting(4, 1.0, 3)], [(7.0, 7)], 3),
        (5.0, [Waiting(4, 1.0, 3), one], [(7.0, 7)], 3),
    ]


def behind_many() -> list[State]:
    """Far behind the head one fits, and all between are too large."""
    large = [Waiting(1000 + at, 3.0, 11) for at in range(118)]
    return [
        (0.0, [Waiting(1, 5.0, 40), *large[:count], Waiting(5, 1.0, 1)], [(20.0, 30)], 10)
        for count in (1, 30, 118)
    ]


def ending_together() -> list[State]:
    """Several that run end at one moment, and the head needs not all that they leave: what is beside it is all the
    rest."""
    made = []
    for ends in ([(10.0, 6), (10.0, 6)], [(9.0, 1), (10.0, 6), (10.0, 2), (10.0, 3)]):
        for longer in (20.0, 10.25):
            made.append((0.0, [Waiting(1, 5.0, 8), Waiting(2, longer, 4)], ends, 4))
    return made


def late_in_the_day() -> list[State]:
    """Numbers as high as on a day of hundreds, of the head and of who goes before it."""
    return [
        (50.0, [Waiting(at, 5.0, 8), Waiting(at + 1, 1.0, 4)], [(60.0, 6)], 4) for at in (41, 198)
    ]


def overdue(rng: np.random.Generator) -> list[State]:
    """States in which some that run should have ended, small ones first."""
    now = 10.0
    small = [
        (now, [Waiting(1, 5.0, 8), Waiting(2, 1.0, 2)], [(9.0, 6)], 4),
        (now, [Waiting(1, 5.0, 8), Waiting(2, 1.0, 3)], [(9.0, 6)], 4),
        (now, [Waiting(1, 5.0, 8), Waiting(2, 1.0, 4)], [(8.0, 6), (9.0, 2)], 4),
        (now, [Waiting(1, 5.0, 9), Waiting(2, 1.0, 2)], [(9.0, 2), (14.0, 5)], 3),
    ]
    return small + states(rng, 60, overdue=True, full=True)


def expect_admitted(admit, cases: list[State]) -> None:
    due = [oracle(*case) for case in cases]
    for right, (_, got) in zip(due, run_each(admit, cases)):
        same(got, right, "what begins")


def too_large() -> list[tuple[State, str]]:
    """(arguments, what the message names): a query that is larger than the whole cluster, first or behind others."""
    small = Waiting(3, 1.0, 2)
    return [
        ((0.0, [Waiting(77, 1.0, 11)], [], 10), "77"),
        ((0.0, [small, Waiting(66, 1.0, 11)], [(4.0, 10)], 0), "66"),
        ((0.0, [small, Waiting(88, 1.0, 11)], [(4.0, 6)], 4), "88"),
        ((9.0, [small, small._replace(number=4), Waiting(99, 1.0, 500)], [(4.0, 6)], 4), "99"),
    ]


def starts_of(admit, jobs: list[memory.Job]) -> dict[int, float]:
    """When the jobs of a trace begin, with the student's function asked event by event."""
    return memory.simulate(jobs, memory.MEMORY, lambda *asked: run(admit, *asked))


def expect_sooner(admit, jobs: list[memory.Job]) -> None:
    """The mean wait, beside first come, first served."""
    yardstick = memory.mean_wait(jobs, memory.simulate(jobs, memory.MEMORY, memory.first_come))
    got = memory.mean_wait(jobs, starts_of(admit, jobs))
    at_most(got, BESIDE_FIFO * yardstick, "the mean wait in seconds")


def expect_no_starving(admit, jobs: list[memory.Job]) -> None:
    """The wait of the large one in a stream of small ones."""
    big = next(job for job in jobs if job.number == memory.BIG_ONE)
    yardstick = memory.simulate(jobs, memory.MEMORY, memory.first_come)[big.number] - big.arrival
    got = starts_of(admit, jobs)[big.number] - big.arrival
    at_most(got, BIG_BESIDE_FIFO * yardstick, "the large query's wait in seconds")
