"""A cluster that loses a slice at one of its calls, and one that counts them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial

from solutions.distribution.checks import local
from warehouse.checks import drive, raises, same, shown_as
from warehouse.checks.failures import every_failure_comes_out
from warehouse.distribution import cluster as clusters
from warehouse.distribution.cluster import Cluster, SliceLost, Uncopied


class Watched:
    """``cluster``, whose calls of ``run`` and ``fetch`` are counted."""

    def __init__(self, cluster: Cluster):
        self._cluster, self._calls = cluster, 0
        self.slices = cluster.slices

    TESTS_ONLY = ("made",)

    def made(self) -> int:
        return self._calls

    def parts(self, name: str) -> list:
        return self._cluster.parts(name)

    def keep(self, name: str, parts: list) -> list:
        return self._cluster.keep(name, parts)

    def load(self, name: str, tables: list) -> list:
        return self._cluster.load(name, tables)

    def traffic(self) -> object:
        return self._cluster.traffic()

    def run(self, slice_: int, function: Callable, *arguments: object, outputs: int | None = None):
        self._calls += 1
        return self._cluster.run(slice_, function, *arguments, outputs=outputs)

    def fetch(self, parts: object) -> object:
        self._calls += 1
        return self._cluster.fetch(parts)


MOST_CALLS = 200  # of a cluster; an answer that makes more is taken to loop


def fail_at(
    cluster: Cluster, function: Callable, number: int, arguments: tuple
) -> tuple[int, str, str, object]:
    """``function(cluster, *arguments)`` while call ``number``, from 1, of ``run`` or ``fetch``
    raises ``SliceLost``: how many of these calls there were, the class and text of what came out,
    and the answer."""
    made = 0

    def counted(method: Callable) -> Callable:
        def call(*given: object, **named: object) -> object:
            nonlocal made
            made += 1
            if made == number:
                raise SliceLost("slice 1 ended. What it held is lost: open a new cluster")
            return method(*given, **named)

        return call

    cluster.run, cluster.fetch = counted(cluster.run), counted(cluster.fetch)
    try:
        answer = function(cluster, *arguments)
    except Exception as error:
        if made < number:
            raise
        return made, type(error).__name__, str(error)[:200], None
    finally:
        del cluster.run, cluster.fetch
    return made, "", "", answer


def lose_each(
    driver: Callable, function: Callable, tables: local.Tables, arguments: tuple, most: int
) -> tuple[list[tuple[int, str, str]], object]:
    """``fail_at`` the first call on one cluster, at the second on another, and so on, up to the run
    in which nothing is lost: what each of them told, and what ``driver`` finds of the last one's
    answer."""
    told = []
    for number in range(1, most + 1):
        cluster = Uncopied(len(next(iter(tables.values()))))
        for name, parts in tables.items():
            cluster.load(name, parts)
        *known, answer = fail_at(cluster, function, number, deepcopy(arguments))
        told.append(tuple(known))
        if 0 < known[0] < number:
            return told, driver(cluster, lambda *given, answer=answer: answer, *arguments)
        if not known[1]:
            break
    return told, None


def expect_losses_come_out(
    name: str, driver: Callable, function: Callable, tables: local.Tables, arguments: tuple
) -> object:
    """``function(cluster, *arguments)``, the student's, called ``name`` in messages, on clusters
    that hold ``tables`` and lose a slice at the first call, at the second, and so on. Returns what
    ``driver`` finds (see ``local.call``) when after all of them nothing is lost."""
    cluster = local.Local(len(next(iter(tables.values()))))

    @shown_as(name)
    def asked(cluster: local.Local, *arguments: object) -> tuple:
        sent = partial(lose_each, driver), function, tables, arguments, MOST_CALLS
        return local.send(*sent)

    told, answer = drive(asked, cluster, *arguments)

    @shown_as(name)
    def called(cluster: local.Local, number: int, *arguments: object) -> None:
        _, kind, text = told[number - 1]
        if kind:
            raise (SliceLost if kind == "SliceLost" else type(kind, (Exception,), {}))(text)

    def make(number: int) -> tuple[tuple, Callable[[], bool]]:
        return (cluster, number, *arguments), lambda: told[number - 1][0] >= number

    every_failure_comes_out(called, make, SliceLost, "the cluster", MOST_CALLS)
    return answer


def expect_refused_untouched(
    function: Callable, load: Callable[[Cluster], tuple], naming: str = ""
) -> None:
    """``function(cluster, *load(cluster))`` must be a ValueError, before anything has run."""
    with clusters.InProcess(2) as cluster:
        watched = Watched(cluster)
        raises(ValueError, function, watched, *load(cluster), naming=naming)
        same(watched.made(), 0, "the number of calls of run and fetch before the refusal")
