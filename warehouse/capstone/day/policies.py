"""Policies that are lent where a reader's own are not there: they do the work and save nothing. All of them together
are the baseline *all defaults*. And the plan of a day, which parts the money and makes the policies."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.capstone.day.measuring import Template
from warehouse.capstone.day.records import LENGTH, Known, Money, Played, Policies, Select, Traffic
from warehouse.capstone.day.simulator import Simulation
from warehouse.capstone.leaderboard import RPU_HOUR
from warehouse.concurrency_scaling import clusters
from warehouse.errors import CourseError
from warehouse.serverless import day as minutes
from warehouse.workload_management import slots

SIZES = (8, 16, 32, 64, 128)
DEFAULT_SIZE = 32
#: Of what is left beside the main cluster, the share that burst clusters may cost; the rest is for loads.
FOR_BURSTS = 0.6
#: The main cluster may cost so much of the budget.
FOR_MAIN = 0.6
PLACES = Policies._fields


def rpu_seconds(dollars: float) -> float:
    return dollars / RPU_HOUR * 3600


def dollars(rpu_seconds: float) -> float:
    return rpu_seconds * RPU_HOUR / 3600


def sizes(budget: float) -> list[int]:
    """The sizes of a cluster that a budget in dollars allows. Raises CourseError where there is none."""
    found = [size for size in SIZES if size * LENGTH <= FOR_MAIN * rpu_seconds(budget)]
    if not found:
        least = dollars(SIZES[0] * LENGTH) / FOR_MAIN
        raise CourseError(
            f"a budget of {budget:g} dollars pays for no cluster all day: {least:.0f} is the least"
        )
    return found


def parted(budget: float, rpus: int) -> Money:
    main = float(rpus * LENGTH)
    rest = rpu_seconds(budget) - main
    return Money(main, FOR_BURSTS * rest, (1 - FOR_BURSTS) * rest)


def known(
    yesterday: Traffic, templates: dict[int, Template], rpus: int, load_budget: float
) -> Known:
    """What there is to learn from the day before, on clusters of this size."""
    took = [templates[q.template].seconds(rpus) * q.noise for q in yesterday.selects]
    hours = [0] * 24
    for query in yesterday.selects:
        hours[int(query.arrival // 3600)] += 1
    return Known(yesterday.selects, took, templates, rpus, load_budget, hours)


def samples(yesterday: Traffic, templates: dict[int, Template]) -> list[tuple[int, float]]:
    """What yesterday's first queries took on average at each of the sizes, as if they had been tried there."""
    tried = yesterday.selects[:200]
    return [
        (rpus, sum(templates[q.template].seconds(rpus) * q.noise for q in tried) / len(tried))
        for rpus in SIZES
    ]


def play(
    traffic: Traffic,
    yesterday: Traffic,
    templates: dict[int, Template],
    budget: float,
    policies: Policies,
) -> Played:
    """A day with these policies."""
    may = sizes(budget)
    rpus = policies.size(samples(yesterday, templates), may)
    money = parted(budget, rpus)
    facts = known(yesterday, templates, rpus, money.loads)
    made = {place: getattr(policies, place)(facts) for place in PLACES if place != "size"}
    return Simulation(traffic, templates, rpus, money, made).run()


# --- lent ------------------------------------------------------------------------------------------


class Nothing:
    """A cache that keeps nothing."""

    def ask(self, asked: object, versions: dict, may_read: set, run: Callable) -> list:
        return run()


class OneForAll:
    """A prediction that is the same for every query: yesterday's mean."""

    def __init__(self, facts: Known):
        self.mean = sum(facts.took) / len(facts.took)

    def predict(self, query: Select) -> float:
        return self.mean

    def observe(self, query: Select, seconds: float) -> None:
        pass


class Decide:
    """An object of a function that decides."""

    def __init__(self, decide: Callable):
        self.decide = decide


def default_size(samples: list, may: list[int]) -> int:
    return max(size for size in may if size <= DEFAULT_SIZE)


def always_as_can_be_paid(facts: Known) -> Decide:
    """The same RPUs all day, in steps of 8."""
    steady = facts.load_budget / LENGTH
    return Decide(minutes.always(min(minutes.MOST, minutes.STEP * int(steady // minutes.STEP))))


LENT = Policies(
    size=default_size,
    cache=lambda facts: Nothing(),
    foresight=OneForAll,
    lane=lambda facts: slots.fifo(),
    scaler=lambda facts: Decide(clusters.none),
    autoscaler=always_as_can_be_paid,
)
