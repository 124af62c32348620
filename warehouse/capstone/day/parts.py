"""The policies that a reader has built in the operations labs, taken from their notebooks where they pass, in the
places that a day has for them; the lent one for every other, and a table of whose each is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from warehouse import mine, pages, plans
from warehouse.capstone.day import policies
from warehouse.capstone.day.measuring import PLANS_IN, READS, TIMES, Template, tables_of
from warehouse.capstone.day.policies import LENT
from warehouse.capstone.day.records import HOUR, Failed, Known, Played, Policies, Select, Traffic
from warehouse.capstone.earlier import Origin, Seam
from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import OverLimit
from warehouse.concurrency_scaling.clusters import SLOTS
from warehouse.errors import CourseError
from warehouse.workload_management.records import Outcome, Plan, Query

KEPT_ANSWERS, KEPT_TIMES, RESERVED, SLIDER = 2_000, 2_000, 1, 0.5
UNCERTAIN, LONG = 0.5, 2.0  # of a prediction, from when another is asked
DAY_SECONDS = 120.0  # what a day may take to play, of this processor
TRAINED_ON = 2_000  # the last of yesterday's queries, so many

SEAMS = {
    "size": Seam(
        "chooses the size",
        "serverless",
        {"choose_rpus": ("fit_scaling", "choose_rpus")},
        f"{policies.DEFAULT_SIZE} RPUs, as the budget allows",
    ),
    "cache": Seam(
        "keeps answers",
        "materialized_views",
        {"result_cache": ("ResultCache",)},
        "every query is run",
    ),
    "times": Seam(
        "remembers run times",
        "workload_management",
        {"time_cache": ("TimeCache",)},
        "none is remembered",
    ),
    "model": Seam(
        "predicts run times",
        "workload_management",
        {"predictor": ("train", "predict")},
        "yesterday's mean for all",
    ),
    "stage": Seam(
        "asks for a prediction",
        "workload_management",
        {"stage": ("stage",)},
        "the model alone is asked",
    ),
    "lane": Seam(
        "says who is next",
        "workload_management",
        {"lane": ("ShortQueryLane",)},
        "first come, first served",
    ),
    "scaler": Seam(
        "scales clusters",
        "concurrency_scaling",
        {"scaler": ("Scaler",)},
        "there is the main cluster alone",
    ),
    "autoscaler": Seam(
        "scales loads",
        "serverless",
        {"autoscaler": ("Autoscaler",)},
        "the same RPUs all day",
    ),
}
#: By place of a policy the seams that it is made of.
OF_PLACE = {place: (place,) for place in policies.PLACES} | {
    "foresight": ("times", "model", "stage")
}
NO_PLACE = (
    Origin("admits by memory", "workload_management", "left out", "here clusters count slots"),
    Origin("priorities", "workload_management", "left out", "here all queries have one"),
    Origin("routes", "concurrency_scaling", "left out", "here every cluster has all data"),
)


class Taken(NamedTuple):
    """``found``: by seam its parts by name, of the reader's; ``origins``: whose each is."""

    found: dict[str, dict[str, object]]
    origins: list[Origin]

    @property
    def yours(self) -> int:
        return len(self.found)

    def without(self, seam: str, why: str) -> Taken:
        """The same with the lent part there."""
        found = {name: parts for name, parts in self.found.items() if name != seam}
        asked = SEAMS[seam]
        lent = Origin(asked.part, asked.lab, "lent", f"{why}: {asked.instead}")
        return Taken(found, [lent if one.part == asked.part else one for one in self.origins])

    def shown(self) -> pages.Table:
        return pages.Table(["part", "lab", "whose", "why"], self.origins)


def gathered(labs: Path | None = None) -> Taken:
    """Every policy that the reader's notebooks have and that passes its examples."""
    asked: dict[str, dict[str, tuple[str, ...]]] = {}
    for seam in SEAMS.values():
        asked.setdefault(seam.lab, {}).update(seam.exercises)
    return of({lab: mine.take(lab, exercises, labs) for lab, exercises in asked.items()})


def of(taken: Mapping[str, Mapping[str, mine.Taken]]) -> Taken:
    """The parts of these exercises. ``taken``: by lab and exercise."""
    found, origins = {}, []
    for name, seam in SEAMS.items():
        (exercise,) = seam.exercises
        one = taken[seam.lab][exercise]
        whose, why = ("yours", one.why) if one.parts else ("lent", f"{one.why}: {seam.instead}")
        origins.append(Origin(seam.part, seam.lab, whose, why))
        if one.parts:
            found[name] = one.parts
    return Taken(found, [*origins, *NO_PLACE])


def made(found: Mapping[str, Mapping[str, Callable]], watch: Watch) -> Policies:
    """The policies of a day of these parts, lent ones where there are none."""
    asked = {
        seam: {name: watch.over(seam, part) for name, part in parts.items()}
        for seam, parts in found.items()
    }

    def one(seam: str, name: str, *given: object) -> Callable:
        return lambda facts: watch.object(seam, asked[seam][name](*given))

    chosen = LENT
    if "size" in asked:
        chosen = chosen._replace(size=lambda *given: _sized(asked["size"], *given))
    if "cache" in asked:
        chosen = chosen._replace(cache=one("cache", "ResultCache", KEPT_ANSWERS))
    if any(seam in asked for seam in OF_PLACE["foresight"]):
        chosen = chosen._replace(foresight=lambda facts: Staged(facts, asked, watch))
    if "lane" in asked:
        chosen = chosen._replace(lane=one("lane", "ShortQueryLane", SLOTS, RESERVED))
    if "scaler" in asked:
        chosen = chosen._replace(scaler=one("scaler", "Scaler"))
    if "autoscaler" in asked:
        chosen = chosen._replace(autoscaler=one("autoscaler", "Autoscaler"))
    return chosen


def _sized(size: dict[str, Callable], samples: list, may: list[int]) -> int:
    chosen = size["choose_rpus"](*size["fit_scaling"](samples), list(may), SLIDER)
    if chosen not in may:
        raise Failed("size", f"chooses {chosen!r:.40}, which is none of {may}")
    return int(chosen)


class Watch:
    """Asks a reader's parts: what they raise becomes ``Failed``, and their time is counted, each its own."""

    def __init__(self):
        self.spent: dict[str, float] = {}
        self._asked, self._since = "", time.perf_counter()

    def over(self, seam: str, function: Callable) -> Callable:
        def ask(*given: object) -> object:
            before = self._switch(seam)
            try:
                return function(*given)
            except Failed:
                raise
            except (
                Exception
            ) as error:  # whatever a reader's part raises, the day goes on without it
                said = f"{type(error).__name__}: {error}"
                raise Failed(seam, f"raises {said[:100]}") from error
            finally:
                self._switch(before)

        return ask

    def object(self, seam: str, made: object) -> _Object:
        return _Object(self, seam, made)

    def slowest(self) -> str:
        """Who took most of the time; empty where it was the simulator itself."""
        return max(self.spent, key=self.spent.get, default="")

    def _switch(self, seam: str) -> str:
        now, before = time.perf_counter(), self._asked
        self.spent[before] = self.spent.get(before, 0.0) + now - self._since
        self._asked, self._since = seam, now
        return before


class _Object:
    """A reader's object whose methods are asked under watch."""

    def __init__(self, watch: Watch, seam: str, made: object):
        self._watch, self._seam, self._made = watch, seam, made

    def __getattr__(self, name: str) -> Callable:
        found = self._watch.over(self._seam, lambda *given: getattr(self._made, name)(*given))
        self.__dict__[name] = found  # asked for once
        return found


def play(
    traffic: Traffic,
    yesterday: Traffic,
    templates: dict[int, Template],
    budget: float,
    taken: Taken,
) -> tuple[Played, Taken]:
    """A day with the reader's parts. A part that breaks on the way is replaced by the lent one, and the day begins
    anew: what comes back says with whose parts it was played. Raises CourseError where that is no help."""
    while True:
        watch = Watch()
        try:
            with time_limit(DAY_SECONDS):
                found = made(taken.found, watch)
                return policies.play(traffic, yesterday, templates, budget, found), taken
        except Failed as failed:
            at, why = failed.place, failed.why
        except OverLimit:
            at, why = watch.slowest(), f"the day takes longer than {DAY_SECONDS:g} s with it"
        broken = [seam for seam in OF_PLACE.get(at, (at,)) if seam in taken.found]
        if not broken:
            raise CourseError(f"this day cannot be played: {at} {why}")
        for seam in broken:
            taken = taken.without(seam, why)


# --- predictions -----------------------------------------------------------------------------------


@cache
def _features(number: int) -> tuple[int, int, int, int, int]:
    """Of a template: joins, aggregations, sorts, bytes of a row of its result, tables."""
    plan = plans.tpch(number).plan
    steps = [type(step).__name__ for step in plans.steps(plan)]
    counts = (steps.count(name) for name in ("Join", "Aggregate", "Sort"))
    return *counts, 8 * len(plans.names(plan)), len(tables_of(number))


def as_query(query: Select, template: Template) -> Query:
    """A query with its plan's features, as the workload_management lab has it. For rows and cost there are its bytes:
    what the optimiser thinks is wrong, and for each template in a way of its own."""
    joins, aggregations, sorts, width, tables = _features(template.number)
    read = template.read * TIMES
    hour = int(query.arrival // HOUR) % 24
    features = Plan(
        "select", joins, aggregations, sorts, read, 1 + read // 100, read / 1e6, width, tables, hour
    )
    return Query(query.number, query.arrival, query.text, features, "normal")


class Forgets:
    """A memory of run times that has none."""

    def observe(self, fingerprint: str, seconds: float) -> None:
        pass

    def predict(self, fingerprint: str) -> None:
        return None


def local_alone(query, cache, local, everywhere, uncertain, long_seconds) -> tuple[float, str]:
    return local(query)[0], "local"


class Staged:
    """Predictions of a memory of run times, a model trained on yesterday, and a rough one of all warehouses."""

    def __init__(self, facts: Known, asked: dict[str, dict[str, Callable]], watch: Watch):
        self.facts, self.asked = facts, asked
        self.mean = sum(facts.took) / len(facts.took)
        self.times, self.model, self.said = Forgets(), None, {}
        if "times" in asked:
            self.times = watch.object("times", asked["times"]["TimeCache"](KEPT_TIMES))
        if "model" in asked:
            log = [self._as_query(query) for query in facts.yesterday[-TRAINED_ON:]]
            took = [Outcome(seconds, 1) for seconds in facts.took[-TRAINED_ON:]]
            self.model = asked["model"]["train"](log, took)

    def _as_query(self, query: Select) -> Query:
        return as_query(query, self.facts.templates[query.template])

    def predict(self, query: Select) -> float:
        stage = self.asked["stage"]["stage"] if "stage" in self.asked else local_alone
        asked = self._as_query(query)
        said = stage(asked, self.times, self._local, self._everywhere, UNCERTAIN, LONG)
        try:
            seconds, _ = said
            return float(seconds)  # numpy's too
        except (TypeError, ValueError):
            raise Failed("stage", f"gives no (seconds, source): {said!r:.60}") from None

    def _local(self, query: Query) -> tuple[float, float]:
        if self.model is None:
            return self.mean, float("inf")
        plan = query.plan
        if plan not in self.said:  # what is said of a plan does not depend on who asks
            given = self.asked["model"]["predict"](self.model, [query])
            try:
                (seconds,), (spread,) = given
                self.said[plan] = float(seconds), float(spread)
            except (TypeError, ValueError):
                raise Failed("model", f"gives no seconds and spread: {given!r:.60}") from None
        return self.said[plan]

    def _everywhere(self, query: Query) -> float:
        return PLANS_IN + query.plan.scan_bytes / READS / self.facts.rpus

    def observe(self, query: Select, seconds: float) -> None:
        self.times.observe(query.text, float(seconds))
