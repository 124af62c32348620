"""The host of the graded tests: the student's code runs in another process, data are made by the
grader, and a cluster's slices are processes too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from autograder.execution.graded_cluster import GradedCluster, Slices
from autograder.execution.tester_end import TesterEnd
from autograder.execution.usage import Waits
from warehouse.checks.host import Host


class TwoProcesses(Host):
    """``end``: the way to the student's process. ``names``: the namespace that the tests' cells run
    in. ``slices``: the processes of clusters' slices. ``make_tables(scale)`` and ``memory()`` ask the
    grader. ``waits``: of the student's processes."""

    def __init__(
        self,
        end: TesterEnd,
        names: dict,
        slices: Slices,
        make_tables: Callable[[float], None],
        memory: Callable[[], int],
        waits: Waits,
    ):
        self.end, self.names, self.slices, self.waits = end, names, slices, waits
        self._make_tables, self._memory = make_tables, memory
        self._shared: dict[int, GradedCluster] = {}

    def run_in_notebook(self, function: Callable, args: tuple, keeps: bool = False) -> object:
        return self.end.ship(function, args, keeps)

    def call_each(
        self, function: Callable, cases: list[tuple]
    ) -> list[tuple[object, Exception | None]]:
        return self.end.each(function, cases)

    @contextmanager
    def lent(self, names: dict, parts: dict[str, object]) -> Iterator[None]:
        if names is not self.names:  # of a function that runs here: the notebook is not concerned
            with super().lent(names, parts):
                yield
            return
        self.end.lend(parts)
        try:
            yield
        finally:
            self.end.give_back()

    def timed(self, once: bool) -> AbstractContextManager[None]:
        return self.end.timed.run(once)

    def passage(self) -> float:
        return self.end.timed.passage()

    def timed_result(self, held: object, looked_at: bool) -> tuple[object, float]:
        return self.end.timed.result(looked_at)

    def memory(self) -> int:
        return self._memory()

    def waited(self) -> float:
        return super().waited() + self.waits.seconds()

    def make_tables(self, scale: float) -> bool:
        self._make_tables(scale)
        return True

    def new_cell(self) -> None:
        """Withdraw what the last test cell lent and loaded."""
        self.end.new_cell()
        self.slices.new_cell()
        self._shared.clear()

    def cluster(self, slices: int) -> GradedCluster:
        return GradedCluster(self.slices, self.end, slices)

    def shared_cluster(self, slices: int) -> GradedCluster:
        if slices not in self._shared:
            self._shared[slices] = self.cluster(slices)
        return self._shared[slices]
