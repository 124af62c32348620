"""How far long work is, and how a person is told: a bar on a terminal, now and then a line in a
log."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from rich import progress
from rich.console import Console


@dataclass
class Progress:
    """How far a run is: all submissions (or what else is counted), those done (in this run or
    before), those that failed, seconds so far. ``what`` says what they are once they are done."""

    total: int
    done: int = 0
    failed: int = 0
    fresh: int = 0
    seconds: float = 0.0
    what: str = "done"

    def __str__(self) -> str:
        left = self.total - self.done - self.failed
        words = f"{self.done} {self.what}, {self.failed} failed, {left} left"
        if left and self.fresh:
            rest = left * self.seconds / self.fresh
            words += f", about {rest:.0f} s" if rest < 90 else f", about {rest / 60:.0f} min"
        return words


class Steps:
    """Counts what is done one after the other, and says so to ``tell``."""

    def __init__(self, tell: Callable[[Progress], None], total: int, what: str = "done"):
        self.tell, self.started = tell, time.monotonic()
        self.progress = Progress(total, what=what)

    def one(self) -> None:
        """One more is done."""
        self.progress.done += 1
        self.progress.fresh += 1
        self.progress.seconds = time.monotonic() - self.started
        self.tell(self.progress)


class Bar:
    """To be called with a ``Progress``, or with a sentence that is to stay: on a terminal a bar for
    each kind of work, elsewhere a line at most every ``seconds``, and one at the end of each."""

    def __init__(
        self,
        console: Console | None = None,
        seconds: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.console = console or Console(stderr=True)
        self.seconds, self.clock, self.said = seconds, clock, clock()
        self.tasks: dict[str, progress.TaskID] = {}
        self.bars = progress.Progress(
            progress.BarColumn(20),
            progress.TextColumn("{task.description}", markup=False),
            progress.TimeElapsedColumn(),
            console=self.console,
        )

    def __enter__(self) -> Bar:
        if self.console.is_terminal:
            self.bars.start()
            self.tasks[""] = self.bars.add_task("starting", total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.console.is_terminal:
            self.bars.stop()

    def __call__(self, told: Progress | str) -> None:
        if isinstance(told, str):
            self._print(told)
        elif self.console.is_terminal:
            if told.what not in self.tasks:  # the first takes over the bar that said "starting"
                known = "" in self.tasks
                self.tasks[told.what] = self.tasks.pop("") if known else self.bars.add_task("")
            self.bars.update(
                self.tasks[told.what],
                total=told.total,
                completed=told.done + told.failed,
                description=str(told),
            )
        else:
            self._line(told)

    def _line(self, told: Progress) -> None:
        now = self.clock()
        if told.done + told.failed >= told.total or now >= self.said + self.seconds:
            self.said = now
            self._print(str(told))

    def _print(self, words: str) -> None:
        self.console.print(words, markup=False, highlight=False, soft_wrap=True)
