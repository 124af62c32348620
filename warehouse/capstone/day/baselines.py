"""What a day is compared with. *All defaults* are the lent policies. *Hand-tuned* is what a person sets once who has
seen many such days, and none of this one. *Clairvoyant* knows this one: when each query comes and how long it runs; it
tries a few plans on it beforehand, the hand-tuned one among them, and takes the best. It is no bound, for a better plan
may exist.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np

from warehouse.capstone.day import policies
from warehouse.capstone.day.measuring import Template
from warehouse.capstone.day.policies import Decide
from warehouse.capstone.day.records import LENGTH, Known, Played, Policies, Select, Traffic
from warehouse.concurrency_scaling.clusters import MOST, SLOTS, STARTS_IN, TICK
from warehouse.concurrency_scaling.records import Observation as Seen
from warehouse.serverless import day as minutes
from warehouse.serverless.records import Observation as Work
from warehouse.workload_management import slots

AT_WORK = range(7, 22)  # the hours in which burst clusters are worth their money


class Unlimited:
    """Every answer ever computed, and at which versions: a leader with as much memory as it likes, whose users may
    read everything."""

    def __init__(self, facts: Known):
        self.answers: dict[str, tuple[list[int], list]] = {}

    def ask(self, asked, versions: dict, may_read: set, run: Callable) -> list:
        at = [versions[table] for table in asked.tables]
        known = self.answers.get(asked.text)
        if known is None or known[0] != at:
            known = self.answers[asked.text] = at, run()
        return known[1]


class ByTemplate:
    """Yesterday's mean of the template, or of everything for one that yesterday did not have."""

    def __init__(self, facts: Known):
        took: dict[int, list[float]] = {}
        for query, seconds in zip(facts.yesterday, facts.took, strict=True):
            took.setdefault(query.template, []).append(seconds)
        self.means = {template: sum(all_) / len(all_) for template, all_ in took.items()}
        self.mean = sum(facts.took) / len(facts.took)

    def predict(self, query: Select) -> float:
        return self.means.get(query.template, self.mean)

    def observe(self, query: Select, seconds: float) -> None:
        pass


def by_the_clock(told: Seen) -> int:
    """In working hours one cluster ready, and one more for every ten that wait."""
    if told.now // 3600 % 24 not in AT_WORK:
        return 0
    return min(MOST, 1 + ceil(told.queued / 10))


HAND_TUNED = Policies(
    size=policies.default_size,
    cache=Unlimited,
    foresight=ByTemplate,
    lane=lambda facts: slots.shortest_first(),
    scaler=lambda facts: Decide(by_the_clock),
    autoscaler=lambda facts: Decide(minutes.by_backlog),
)


class Foreseen:
    """Predictions that are right."""

    def __init__(self, templates: dict[int, Template], rpus: int):
        self.templates, self.rpus = templates, rpus

    def predict(self, query: Select) -> float:
        return self.templates[query.template].seconds(self.rpus) * query.noise

    def observe(self, query: Select, seconds: float) -> None:
        pass


def wanted_at(traffic: Traffic, seconds: dict[int, float], spare: int, keep: float) -> list[int]:
    """How many burst clusters to ask for at each tick, so that whoever is to be run finds a slot: those that will
    run at once, from when a cluster would be ready until ``keep`` seconds later. ``seconds``: of each query that is run."""
    steps = int(LENGTH // TICK) + 1
    running = np.zeros(steps + 1)
    for number, took in seconds.items():
        first = int(traffic.selects[number].arrival // TICK)
        last = min(steps, int((traffic.selects[number].arrival + took) // TICK) + 1)
        running[first] += 1
        running[last] -= 1
    # of a step all are counted that run in any part of it
    at_once = np.cumsum(running)[:steps]
    found = []
    lead, behind = int(STARTS_IN // TICK), int(keep // TICK)
    for step in range(steps):
        most = max(at_once[step : step + lead + behind + 1], default=0)
        found.append(min(MOST, max(0, ceil((most - SLOTS + spare) / SLOTS))))
    return found


def _all_that_comes(traffic: Traffic) -> Callable[[Known], Decide]:
    """RPUs for the next minute, as many as what waits and what will come by its end needs."""
    comes = [0.0] * (int(LENGTH // minutes.MINUTE) + 2)
    for load in traffic.loads:
        comes[int(load.arrival // minutes.MINUTE)] += load.work

    def decide(told: Work) -> int:
        at = int(told.now // minutes.MINUTE)
        waits = max(0.0, told.backlog + comes[at] - minutes.MINUTE * told.rpus) + comes[at + 1]
        step = minutes.MINUTE * minutes.STEP
        room = (told.budget - told.spent - minutes.MINUTE * told.rpus) // step
        return max(
            0, minutes.STEP * int(min(-(-waits // step), room, minutes.MOST // minutes.STEP))
        )

    return lambda facts: Decide(decide)


def clairvoyant(
    traffic: Traffic, yesterday: Traffic, templates: dict[int, Template], budget: float
) -> Played:
    """The best of some plans that know the day."""
    rpus = policies.sizes(budget)[-1]
    plan = HAND_TUNED._replace(
        size=lambda samples, may: rpus,
        foresight=lambda facts: Foreseen(facts.templates, facts.rpus),
        autoscaler=_all_that_comes(traffic),
    )
    tried = [policies.play(traffic, yesterday, templates, budget, plan)]
    # what is not answered from the cache is about the same in every plan
    seconds = {
        number: templates[traffic.selects[number].template].seconds(rpus)
        * traffic.selects[number].noise
        for number in tried[0].ran
    }
    for spare, keep in ((0, 0.0), (SLOTS, 60.0)):
        ahead = wanted_at(traffic, seconds, spare, keep)
        scaler = lambda facts, ahead=ahead: Decide(lambda told: _at(ahead, told.now))
        plan = plan._replace(scaler=scaler)
        tried.append(policies.play(traffic, yesterday, templates, budget, plan))
    tried.append(policies.play(traffic, yesterday, templates, budget, HAND_TUNED))
    return min(tried, key=lambda one: (float(np.percentile(one.answers, 95)), sum(one.paid)))


def _at(ahead: list[int], now: float) -> int:
    return ahead[int(now // TICK)] if now < LENGTH else 0
