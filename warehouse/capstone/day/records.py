"""The shapes of a day: what comes, what it is played with, and what came of it. Plain records, no behaviour."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from warehouse.capstone.day.measuring import Template

HOUR = 3600
LENGTH = 24 * HOUR  # seconds of a day


class Select(NamedTuple):
    """A query. ``template``: which of the 22; ``literals``: a number for the values in it, so that equal ``text``
    means an equal question. ``noise``: by which factor it takes longer than its template says, which no policy is
    told."""

    number: int
    arrival: float
    template: int
    literals: int
    noise: float

    @property
    def text(self) -> str:
        return f"TPC-H query {self.template}, literals {self.literals}"


class Load(NamedTuple):
    """A write: new rows for ``tables``, whose versions it bumps once ``work`` RPU-seconds are done."""

    number: int
    arrival: float
    tables: tuple[str, ...]
    work: float


class Stretch(NamedTuple):
    """From ``start`` to just before ``end``, in seconds of the day."""

    start: float
    end: float


class Traffic(NamedTuple):
    """A day of it. ``selects`` and ``loads`` in the order of arrival; ``bursts``: when many came at once; ``release``:
    the moment at which half of the dashboards become others."""

    selects: list[Select]
    loads: list[Load]
    bursts: list[Stretch]
    release: float


class Known(NamedTuple):
    """What is known before the day begins. ``yesterday``: its queries, and on ``took`` how many seconds each ran.
    ``templates``: what each of the 22 takes, by number. ``rpus``: of a cluster. ``load_budget``: RPU-seconds that the
    loads may cost. ``hours``: of yesterday, how many queries came in each."""

    yesterday: list[Select]
    took: list[float]
    templates: dict[int, Template]
    rpus: int
    load_budget: float
    hours: list[int]


class Policies(NamedTuple):
    """One function for each place of a policy. ``size(samples, sizes)`` gives the RPUs of a cluster; each of the
    others makes a new policy for a day, given ``Known``:

    - ``cache``: ``ask(asked, versions, may_read, run)``, as in the materialized_views lab;
    - ``foresight``: ``predict(select)`` and ``observe(select, seconds)``;
    - ``lane``: as ``workload_management.slots`` asks it;
    - ``scaler``: ``decide(observation)``, as ``concurrency_scaling.clusters`` asks it;
    - ``autoscaler``: ``decide(observation)``, as ``serverless.day`` asks it.
    """

    size: Callable
    cache: Callable
    foresight: Callable
    lane: Callable
    scaler: Callable
    autoscaler: Callable


class Money(NamedTuple):
    """How a budget is parted, in RPU-seconds. ``main``: what the main cluster takes all day; ``bursts``: what burst
    clusters may, ``loads``: what loads may."""

    main: float
    bursts: float
    loads: float


class Moment(NamedTuple):
    """What was seen at the beginning of a minute: queries that waited, burst clusters that were there, RPUs for
    loads, RPU-seconds spent so far on everything."""

    waiting: int
    bursts: int
    rpus: int
    spent: float


class Played(NamedTuple):
    """What came of a day. ``answers``: of each query the seconds from its arrival to its answer; ``ran``: the numbers
    of those that were run; ``commits``: of each load the seconds until it was committed, None for one that never
    was; ``late``: minutes in which more load waited than could be done in another. ``paid``: RPU-seconds, of the
    main cluster, of burst clusters, for loads. ``minutes``: the picture of the day."""

    rpus: int
    answers: list[float]
    ran: list[int]
    commits: list[float | None]
    late: int
    paid: Money
    minutes: list[Moment]


class Failed(Exception):
    """A policy that did what it may not, or raised. ``place``: which of ``Policies``."""

    def __init__(self, place: str, why: str):
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why
