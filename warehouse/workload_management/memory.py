"""A cluster of so much memory, simulated event by event, that asks a policy which queries are admitted.

``admit(now, waiting, running, free)`` is asked at each arrival and at each end: ``waiting`` is a list of
``Waiting`` in the order of arrival, ``running`` one of (predicted end, memory), in the order of their beginning,
``free`` the MB that nobody uses; it returns the numbers of those that begin now.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong
from warehouse.workload_management.records import Waiting


class Job(NamedTuple):
    """``seconds``: how long it does run; ``predicted``: what a model says. ``memory`` in MB."""

    number: int
    arrival: float
    seconds: float
    predicted: float
    memory: int


def simulate(jobs: Iterable[Job], memory: int, admit: Callable) -> dict[int, float]:
    """When each job begins. Raises ``Wrong`` for a policy that begins what does not wait, over-commits the memory,
    or lets a job wait for ever."""
    jobs = {job.number: job for job in jobs}
    events = [(job.arrival, 1, job.number) for job in jobs.values()]  # ends come before arrivals
    heapq.heapify(events)
    waiting: dict[int, Waiting] = {}
    running: dict[int, tuple[float, int]] = {}
    free, starts = memory, {}
    while events:
        now = events[0][0]
        while events and events[0][0] == now:
            _, arrives, number = heapq.heappop(events)
            job = jobs[number]
            if arrives:
                waiting[number] = Waiting(number, job.predicted, job.memory)
            else:
                free += running.pop(number)[1]
        if not waiting:
            continue
        begins = admit(now, list(waiting.values()), list(running.values()), free)
        told = f"at {now:g} s, {free} MB free, waiting: {_some(waiting.values())}"
        if type(begins) is not list:
            raise Wrong("what begins is a list", "a list of numbers", repr(begins)[:80], told)
        for number in begins:
            if type(number) is not int or number not in waiting:
                raise Wrong(
                    "only what waits can begin, and once", "a number", repr(begins)[:80], told
                )
            job = jobs[number]
            free -= job.memory
            if free < 0:
                raise Wrong(
                    "more memory is given out than is free", "0 MB at least", f"{free}", told
                )
            starts[number] = now
            running[number] = (now + waiting.pop(number).seconds, job.memory)
            heapq.heappush(events, (now + job.seconds, 0, number))
    if waiting:
        raise Wrong("queries that never begin", "every query begins", f"{_some(waiting.values())}")
    return starts


def _some(waiting: Iterable[Waiting], most: int = 4) -> str:
    waiting = list(waiting)
    return ", ".join(map(repr, waiting[:most])) + (" ..." if len(waiting) > most else "")


def mean_wait(jobs: Iterable[Job], starts: dict[int, float]) -> float:
    """The mean of the seconds between arrival and beginning."""
    return float(np.mean([starts[job.number] - job.arrival for job in jobs]))


def first_come(now: float, waiting: list[Waiting], running: list, free: int) -> list[int]:
    """In the order of arrival, until one does not fit."""
    begins = []
    for query in waiting:
        if query.memory > free:
            break
        free -= query.memory
        begins.append(query.number)
    return begins


def first_fit(now: float, waiting: list[Waiting], running: list, free: int) -> list[int]:
    """Whatever fits, in the order of arrival."""
    begins = []
    for query in waiting:
        if query.memory <= free:
            free -= query.memory
            begins.append(query.number)
    return begins


MEMORY, BIG_ONE = 100, 500


def mixed(rng: np.random.Generator, count: int = 200) -> list[Job]:
    """Many small jobs and a few that take most of the memory, in a cluster of 100 MB; predictions are off by a
    fifth or so."""
    large = rng.random(count) < 0.1
    memory = np.where(large, rng.integers(50, 100, count), rng.integers(1, 20, count))
    seconds = rng.lognormal(1.0, 0.8, count)
    gaps = rng.exponential(float((memory * seconds).mean()) / (0.85 * MEMORY), count)
    predicted = seconds * rng.lognormal(0, 0.2, count)
    arrivals = np.cumsum(gaps)
    return [
        Job(n, float(arrivals[n]), float(seconds[n]), float(predicted[n]), int(memory[n]))
        for n in range(count)
    ]


def stream(rng: np.random.Generator) -> list[Job]:
    """Small jobs of 10 s arrive every 1.8 s, and take 20 MB each; the 11th to arrive wants 80 MB. Predictions
    are right."""
    jobs = []
    for n in range(60):
        arrival = 1.8 * n + float(rng.uniform(0, 0.2))
        jobs.append(Job(n + 1, arrival, 10.0, 10.0, 20))
    jobs[10] = jobs[10]._replace(number=BIG_ONE, memory=80)
    return jobs
