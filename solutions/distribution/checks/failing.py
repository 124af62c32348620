"""A cluster that loses a slice at one of its calls, and one that counts them."""

from __future__ import annotations

from collections.abc import Callable

from solutions.distribution.checks import local
from warehouse.checks import raises, same, shown_as
from warehouse.checks.failures import every_failure_comes_out
from warehouse.distribution import cluster as clusters
from warehouse.distribution.cluster import Cluster, SliceLost


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


def fail_at(cluster: Cluster, function: Callable, number: int, arguments: tuple) -> tuple:
    """``function(cluster, *arguments)`` while call ``number``, from 1, of ``run`` or ``fetch``
    raises ``SliceLost``: how many of these calls there were, and the class and text of what came
    out."""
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
        function(cluster, *arguments)
    except Exception as error:
        if made < number:
            raise
        return made, type(error).__name__, str(error)[:200]
    return made, "", ""


def expect_losses_come_out(
    name: str, call: Callable, tables: local.Tables, arguments: tuple
) -> None:
    """``call(cluster, *arguments)``, the student's function ``name``, on a cluster that holds
    ``tables`` and loses a slice at its first call, at its second, and so on."""
    made = 0

    @shown_as(name)
    def called(cluster: local.Local, number: int, *arguments: object) -> None:
        nonlocal made
        made, kind, text = local.call(name, fail_at, call, tables, number, arguments)
        if kind:
            raise (SliceLost if kind == "SliceLost" else type(kind, (Exception,), {}))(text)

    def make(number: int) -> tuple[tuple, Callable[[], bool]]:
        cluster = local.Local(len(next(iter(tables.values()))))
        return (cluster, number, *arguments), lambda: made >= number

    every_failure_comes_out(called, make, SliceLost, "the cluster")


def expect_refused_untouched(
    function: Callable, load: Callable[[Cluster], tuple], naming: str = ""
) -> None:
    """``function(cluster, *load(cluster))`` must be a ValueError, before anything has run."""
    with clusters.InProcess(2) as cluster:
        watched = Watched(cluster)
        raises(ValueError, function, watched, *load(cluster), naming=naming)
        same(watched.made(), 0, "the number of calls of run and fetch before the refusal")
