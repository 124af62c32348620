"""Exercise 7: stand-in models that count who asks them, and a table of who must answer."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from warehouse.checks import in_notebook, raises, same, unwatched
from warehouse.workload_management.records import Plan, Query


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


def models(case: tuple, asked: list) -> tuple[object, Callable, Callable]:
    """The three that are asked, for one call: a cache that knows one fingerprint, and two functions. Each writes
    its name into ``asked``."""
    its, known, said, slow, _, _ = case

    def predict(fingerprint: object) -> float | None:
        asked.append("cache" if fingerprint == its.fingerprint else "the cache, for another")
        return known if fingerprint == its.fingerprint else None

    def observe(fingerprint: object, seconds: object) -> None:
        asked.append("the cache is told something")

    def local(query: object) -> tuple[float, float]:
        asked.append("local" if query == its else "local, for another query")
        return said

    def everywhere(query: object) -> float:
        asked.append("global" if query == its else "global, for another query")
        return slow

    return SimpleNamespace(predict=predict, observe=observe), local, everywhere


def play(stage: Callable, made: list[tuple]) -> list[tuple[object, list[str]]]:
    """Of each case what the function says, and who was asked.

    # driver: runs in the student's process
    """
    told = []
    for case in made:
        asked: list = []
        got = stage(case[0], *models(case, asked), *case[4:])
        told.append((got if type(got) is tuple else (repr(got)[:200],), list(asked)))
    return told


def cases(
    rng: np.random.Generator,
    known: bool | None = False,
    zero: bool = False,
    ties: bool = False,
    count: int = 24,
) -> list[Case]:
    """``known``: whether the cache knows, by chance if None; ``zero``: that it took 0 s. ``ties``: spread or seconds
    are just at the limit. Else all four sides of the limits are there."""
    made = []
    for at, query in enumerate(queries(rng, count)):
        limits = float(rng.choice([0.25, 0.5, 1.5])), float(rng.choice([1.0, 10.0, 60.0]))
        spread = limits[0] * (0.5 if at % 2 else 2.0) * float(rng.uniform(0.8, 1.2))
        seconds = limits[1] * (0.3 if at // 2 % 2 else 4.0) * float(rng.uniform(0.8, 1.2))
        if ties:
            spread = limits[0] if at % 3 < 2 else 2 * limits[0]
            seconds = limits[1] if at % 3 else 4 * limits[1]
        elif known is False and at % 8 in (4, 6):  # of one that is long and of one that is not
            spread = float("inf")
        if ties and at % 6 == 5:
            limits, spread, seconds = (0.0, 0.0), 0.0, 0.5 * (at % 4)
        its = None if not known and (known is False or rng.random() < 0.5) else 0.0
        if its is not None and not zero:
            its = float(rng.uniform(0.1, 90.0))
        made.append(Case(query, its, (seconds, spread), float(rng.uniform(0.1, 300.0)), *limits))
    return made


def close(rng: np.random.Generator) -> list[Case]:
    """A spread or seconds that are next to the limit, and are not it; the other one would have it asked further."""
    made = []
    for case, apart in zip(cases(rng, count=24), (2.0**-52, 1e-12, 1e-9, 1e-7, 1e-5, 1e-4) * 4):
        for side in (1 - apart, 1 + apart):
            spread, seconds = case.uncertain * side, case.long_seconds * side
            made += [case._replace(said=(4 * case.long_seconds, spread))]
            made += [case._replace(said=(seconds, 2 * case.uncertain))]
    return made


def infinite(rng: np.random.Generator) -> list[Case]:
    """Limits that are infinite: nobody is unsure, or no query long; and a spread that is just the limit."""
    ever = float("inf")
    made = (
        ((60.0, 9.0), ever, 10.0),
        ((60.0, ever), ever, 10.0),
        ((3.0, ever), ever, 10.0),
        ((1e9, 9.0), 0.5, ever),
        ((1e9, ever), 0.5, ever),
    )
    return [
        case._replace(said=said, uncertain=uncertain, long_seconds=long_seconds)
        for case, (said, uncertain, long_seconds) in zip(cases(rng, count=len(made)), made)
    ]


def queries(rng: np.random.Generator, count: int) -> list[Query]:
    """Queries whose fingerprints differ."""
    plan = Plan("select", 1, 0, 1, 10**8, 10**5, 120.5, 40, 2, 9)
    return [
        Query(
            at, 1.5 * at, f"t{at}v{int(rng.integers(0, 99))}", plan._replace(joins=at % 4), "normal"
        )
        for at in range(count)
    ]


def again(rng: np.random.Generator) -> list[Case]:
    """Queries that come several times, each time with other models."""
    made = []
    for case in cases(rng, count=8):
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


def played(stage: Callable, made: list[Case]) -> list[tuple[object, list[str]]]:
    """``play``, where the student's functions are."""

    def asked_all(about: str) -> list:
        return in_notebook(play, stage, [tuple(case) for case in made], keeps=True)

    asked_all.__name__ = "stage"
    return unwatched(asked_all, f"{len(made)} queries, one after the other")


def expect(stage: Callable, made: list[Case]) -> None:
    """Each must be answered as the table says."""
    for case, (got, _) in zip(made, played(stage, made)):
        same(got, case.due(), f"who says what ({told_of(case)})")


def expect_asked(stage: Callable, made: list[Case]) -> None:
    """Those must be asked of whom the table says so, and in order."""
    for case, (_, asked) in zip(made, played(stage, made)):
        same(asked, case.asked(), f"who is asked ({told_of(case)})")


class Cache:
    """``predict`` and ``observe`` as functions; lives here, and is asked from there."""

    def __init__(self, predict: Callable, observe: Callable):
        self._predict, self._observe = predict, observe

    def predict(self, fingerprint: object) -> float | None:
        return self._predict(fingerprint)

    def observe(self, fingerprint: object, seconds: object) -> None:
        self._observe(fingerprint, seconds)


def here(case: Case, asked: list) -> list:
    """The three for one call, as they lie in the process of the test."""
    cache, local, everywhere = models(case, asked)
    return [Cache(cache.predict, cache.observe), local, everywhere]


def expect_raised(stage: Callable, rng: np.random.Generator) -> None:
    """Each of the three fails in turn, where it must be asked, in several ways: of which none is an answer."""
    case = cases(rng, count=1)[0]
    case = case._replace(said=(4 * case.long_seconds, 2 * case.uncertain))
    kinds = OSError, KeyError, AttributeError
    for at, who in enumerate(("cache", "local", "everywhere")):
        for kind in kinds:

            def fails(*arguments: object, who: str = who, kind: type = kind) -> object:
                raise kind(f"no answer from {who}")

            three = here(case, [])
            three[at] = fails if at else Cache(fails, fails)
            raises(kind, stage, case.query, *three, *case[4:], naming=f"no answer from {who}")


def expect_refused(stage: Callable, rng: np.random.Generator) -> None:
    case, nan = cases(rng, known=True, count=1)[0], float("nan")
    for known in (None, 3.0):
        for uncertain, long_seconds in ((-0.5, 1.0), (0.5, -2.0), (nan, 1.0), (0.5, nan)):
            odd = case._replace(known=known, uncertain=uncertain, long_seconds=long_seconds)
            asked: list = []
            bad = uncertain if not uncertain >= 0 else long_seconds
            arguments = (odd.query, *here(odd, asked), uncertain, long_seconds)
            raises(ValueError, stage, *arguments, naming=str(bad))
            same(asked, [], "who is asked before limits are refused")
