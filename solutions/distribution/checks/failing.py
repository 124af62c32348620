"""A cluster that loses a slice at one of its calls, and one that counts what it is asked to run."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks import raises, same, shown_as
from warehouse.checks.failures import every_failure_comes_out
from warehouse.distribution import cluster as clusters
from warehouse.distribution.cluster import Cluster, SliceLost


class Watched:
    """``cluster``, call by call. ``failing``: the number, from 1, of the call of ``run`` or
    ``fetch`` that raises ``SliceLost``; 0: none."""

    def __init__(self, cluster: Cluster, failing: int = 0):
        self._cluster, self._failing = cluster, failing
        self.slices = cluster.slices
        self._calls = 0

    TESTS_ONLY = ("made",)

    def made(self) -> int:
        """How many calls of ``run`` and ``fetch`` there were."""
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
        self._count()
        return self._cluster.run(slice_, function, *arguments, outputs=outputs)

    def fetch(self, parts: object) -> object:
        self._count()
        return self._cluster.fetch(parts)

    def _count(self) -> None:
        self._calls += 1
        if self._calls == self._failing:
            raise SliceLost("slice 1 ended. What it held is lost: open a new cluster")


def expect_losses_come_out(
    name: str, call: Callable, load: Callable[[Cluster], tuple], slices: int = 2
) -> None:
    """``call(cluster, *load(cluster))``, shown as the student's function ``name``, on a cluster
    that loses a slice at its first call, at its second, and so on."""

    @shown_as(name)
    def called(watched: Watched, *arguments: object) -> None:
        call(watched, *arguments)

    with clusters.InProcess(slices) as cluster:
        arguments = load(cluster)

        def make(number: int) -> tuple[tuple, Callable[[], bool]]:
            watched = Watched(cluster, number)
            return (watched, *arguments), lambda: watched.made() >= number

        every_failure_comes_out(called, make, SliceLost, "the cluster")


def expect_refused_untouched(
    function: Callable, load: Callable[[Cluster], tuple], naming: str = ""
) -> None:
    """``function(cluster, *load(cluster))`` must be a ValueError, before anything has run."""
    with clusters.InProcess(2) as cluster:
        watched = Watched(cluster)
        raises(ValueError, function, watched, *load(cluster), naming=naming)
        same(watched.made(), 0, "the number of calls of run and fetch before the refusal")
