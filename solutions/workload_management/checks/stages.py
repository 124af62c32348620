"""Exercise 7: stand-in models that count who asks them, and a table of who must answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, in_notebook, raises, run, same, unwatched
from warehouse.checks.outcomes import Raised
from warehouse.workload_management import workload
from warehouse.workload_management.records import Query


class Case(NamedTuple):
    """``known``: what the cache says; ``said``: seconds and spread of the local model; ``slow``: what the global
    one says."""

    query: Query
    known: float | None
    said: tuple[float, float]
    slow: float
    uncertain: float
    long_seconds: float

    def due(self) -> tuple[float, str]:
        """By a table: who is believed."""
        believed = {
            (True, True): (self.slow, "global"),
            (True, False): (self.said[0], "local"),
            (False, True): (self.said[0], "local"),
            (False, False): (self.said[0], "local"),
        }
        unsure, long = self.said[1] >= self.uncertain, self.said[0] >= self.long_seconds
        return (self.known, "cache") if self.known is not None else believed[unsure, long]

    def asked(self) -> list[str]:
        """Who must be asked, in order."""
        who = self.due()[1]
        return {
            "cache": ["cache"],
            "local": ["cache", "local"],
            "global": ["cache", "local", "global"],
        }[who]


class Cache:
    """Knows one fingerprint, and writes down what is asked of it."""

    def __init__(self, fingerprint: str, known: float | None, asked: list):
        self.fingerprint, self.known, self.asked = fingerprint, known, asked

    def predict(self, fingerprint: object) -> float | None:
        self.asked.append("cache" if fingerprint == self.fingerprint else "the cache, for another")
        return self.known if fingerprint == self.fingerprint else None

    def observe(self, fingerprint: object, seconds: object) -> None:
        self.asked.append("the cache is told something")


def models(case: Case, asked: list) -> tuple[Cache, Callable, Callable]:
    """The three that are asked, for one call. Each writes its name into ``asked``."""

    def local(query: object) -> tuple[float, float]:
        asked.append("local" if query == case.query else "local, for another query")
        return case.said

    def everywhere(query: object) -> float:
        asked.append("global" if query == case.query else "global, for another query")
        return case.slow

    return Cache(case.query.fingerprint, case.known, asked), local, everywhere


def play(stage: Callable, made: list[tuple]) -> list[tuple[object, list[str]]]:
    """Of each case what the function says, and who was asked.

    # driver: runs in the student's process
    """
    told = []
    for parts in made:
        case, asked = Case(*parts), []
        got = stage(case.query, *models(case, asked), case.uncertain, case.long_seconds)
        told.append((got if type(got) is tuple else (repr(got)[:200],), list(asked)))
    return told


def cases(
    rng: np.random.Generator, known: bool | None = False, zero: bool = False, ties: bool = False
) -> list[Case]:
    """``known``: whether the cache knows, by chance if None; ``zero``: that it took 0 s. ``ties``: spread or seconds
    are just at the limit. Else all four sides of the limits are there."""
    made = []
    queries = workload.log(rng, 24).queries
    for at, query in enumerate(queries):
        limits = float(rng.choice([0.25, 0.5, 1.5])), float(rng.choice([1.0, 10.0, 60.0]))
        spread = limits[0] * (0.5 if at % 2 else 2.0) * float(rng.uniform(0.8, 1.2))
        seconds = limits[1] * (0.3 if at // 2 % 2 else 4.0) * float(rng.uniform(0.8, 1.2))
        if ties:
            spread = limits[0] if at % 3 < 2 else 2 * limits[0]
            seconds = limits[1] if at % 3 else 4 * limits[1]
        elif at % 8 == 4:
            spread = float("inf")
        if ties and at % 6 == 5:
            limits, spread, seconds = (0.0, 0.0), 0.0, 0.5 * (at % 4)
        its = None if not known and (known is False or rng.random() < 0.5) else 0.0
        if its is not None and not zero:
            its = float(rng.uniform(0.1, 90.0))
        made.append(Case(query, its, (seconds, spread), float(rng.uniform(0.1, 300.0)), *limits))
    return made


def again(rng: np.random.Generator) -> list[Case]:
    """Queries that come several times, each time with other models."""
    made = []
    for case in cases(rng)[:8]:
        slow = case._replace(said=(4 * case.long_seconds, 2 * case.uncertain))
        sure = case._replace(said=(7.5 * case.long_seconds, 0.0))
        made += [slow, slow._replace(slow=slow.slow + 1), sure, slow._replace(known=0.75), slow]
        made += [sure._replace(said=(3.5 * case.long_seconds, 0.0))]
    return made


def told_of(case: Case) -> str:
    seconds, spread = case.said
    return (
        f"cache {case.known!r}, local ({seconds:g}, {spread:g}), everywhere {case.slow:g}, "
        f"uncertain {case.uncertain:g}, long_seconds {case.long_seconds:g}"
    )


def expect(stage: Callable, made: list[Case], of_whom: bool = False) -> None:
    """Each must be answered as the table says; ``of_whom``: and who was asked is looked at too."""

    def asked_all(about: str) -> list:
        sent = [tuple(case) for case in made]
        return in_notebook(play, stage, sent, keeps=True)

    asked_all.__name__ = "stage"
    told = unwatched(asked_all, f"{len(made)} queries, one after the other")
    for case, (got, asked) in zip(made, told):
        text = f"who says what ({told_of(case)})"
        same(got, case.due(), text)
        if of_whom:
            same(asked, case.asked(), f"who is asked ({told_of(case)})")


def expect_raised(stage: Callable, rng: np.random.Generator) -> None:
    """Each of the three fails in turn, where it must be asked."""
    case = cases(rng)[0]
    case = case._replace(said=(4 * case.long_seconds, 2 * case.uncertain))
    for at, who in enumerate(("cache", "local", "everywhere")):

        def fails(*arguments: object) -> object:
            raise OSError(f"no answer from {who}")

        three: list = list(models(case, []))
        if at:
            three[at] = fails
        else:
            three[0].predict = fails
        try:
            got = run(stage, case.query, *three, case.uncertain, case.long_seconds)
        except Raised as error:
            if isinstance(error.error, OSError) and f"no answer from {who}" in str(error.error):
                continue
            raise
        raise Wrong(f"what comes out when {who} fails", f"OSError: no answer from {who}", repr(got))


def expect_refused(stage: Callable, rng: np.random.Generator) -> None:
    case, nan = cases(rng, known=True)[0], float("nan")
    for known in (None, 3.0):
        for uncertain, long_seconds in ((-0.5, 1.0), (0.5, -2.0), (nan, 1.0), (0.5, nan)):
            odd = case._replace(known=known, uncertain=uncertain, long_seconds=long_seconds)
            asked: list = []
            bad = uncertain if not uncertain >= 0 else long_seconds
            arguments = (odd.query, *models(odd, asked), uncertain, long_seconds)
            raises(ValueError, stage, *arguments, naming=str(bad))
            same(asked, [], "who is asked before limits are refused")
