"""An exercise's checks: registered in a test cell, run one after the other under a time limit,
reported and scored."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import hypothesis
from IPython.display import display

from warehouse.checks import calls as called
from warehouse.checks import host, laws, report
from warehouse.checks.generated import seed
from warehouse.checks.one_check import Check, run_one
from warehouse.checks.outcomes import MIME, Outcome, Result
from warehouse.checks.properties import Property
from warehouse.errors import CourseError

CHECK_SECONDS = 5.0  # what one check may take
CELL_SECONDS = 25.0  # once a cell has taken this long ...
IMPATIENT_SECONDS = 1.0  # ... every further check of the cell may take only this


class ChecksFailed(Exception):
    """Ends a cell of visible checks that did not all pass; Jupyter shows its text without a
    traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class GraderFault(CourseError):
    """A check could not run for a reason that is the course's own; no grade may be given from this
    run."""

    def _render_traceback_(self) -> list[str]:
        return [f"GraderFault: {self}"]


class Score:
    """The points of an exercise; as a cell's last value it is a number to nbgrader and a table to a
    person."""

    def __init__(self, exercise: Exercise, results: list[Result]):
        self.exercise, self.results = exercise, results

    def __float__(self) -> float:
        return float(round(sum(result.earned for result in self.results), 6))

    def __repr__(self) -> str:
        return f"{float(self):g}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": repr(self), **_bundle(self.exercise, self.results)}


def _bundle(exercise: Exercise, results: list[Result]) -> dict:
    data = {
        "exercise": exercise.name,
        "lab": exercise.lab,
        "section": exercise.section,
        "checks": [result.as_data() for result in results],
    }
    return {"text/html": report.html(data), MIME: data}


class Exercise:
    """The checks of one exercise.

    ``name``: the exercise's key, as in the notebook's cell ids. ``lab``: the lab's key.
    ``section``: the heading of the chapter that a failing check sends the reader to. ``graded``: in
    a visible cell, what the hidden checks look at besides, in words, so that passing the examples
    is not mistaken for being done.
    """

    #: For whoever wants to know whether anything is wrong, not what: checks end with the first
    #: failure.
    until_first_failure = False

    def __init__(self, name: str, lab: str, section: str, graded: str = ""):
        self.name, self.lab, self.section, self.graded = name, lab, section, graded
        self._checks: list[Check] = []
        self._ledger: laws.Ledger | None = None

    def laws(
        self,
        points: float,
        title: str = "arguments stay as they were, and equal calls give equal answers",
        may_change: Mapping[object, str] | None = None,
        may_differ: Mapping[str, str] | None = None,
        seconds: float = CHECK_SECONDS,
        obligations: str = "",
    ) -> None:
        """The last check of a graded cell: what ``warehouse.checks.laws`` has seen of every call.

        ``may_change``: by name of a function, or (name, number of an argument from 1), why it
        changes what it is given. ``may_differ``: by name, why equal calls may give other answers.
        """
        self._ledger = laws.Ledger(may_change or {}, may_differ or {})
        self._checks.append(
            Check("laws", title, points, seconds, self._ledger.judge, tuple(obligations.split()))
        )

    def check(
        self,
        title: str,
        points: float = 0,
        seconds: float = CHECK_SECONDS,
        obligations: str = "",
    ) -> Callable:
        """Decorator: register a function of no arguments that raises ``Wrong`` where the answer is
        not right.

        The function's name is the check's name, ``title`` says in words what must hold.
        ``obligations``: those of the task that it looks at, names with blanks between.
        """

        def register(function: Callable[[], None]) -> Callable[[], None]:
            self._checks.append(
                Check(
                    function.__name__, title, points, seconds, function, tuple(obligations.split())
                )
            )
            return function

        return register

    def property(
        self,
        title: str,
        points: float = 0,
        examples: int = 60,
        seconds: float = CHECK_SECONDS,
        obligations: str = "",
        **strategies: hypothesis.strategies.SearchStrategy,
    ) -> Callable:
        """Decorator: as ``check``, for a function of generated arguments.

        ``title``: what must hold, in words.
        ``points``: what the check is worth.
        ``examples``: how many inputs are tried.
        ``seconds``: what all of them may take.
        ``strategies``: a hypothesis strategy for each argument, by its name.

        Inputs grow from the course seed; a failure is shrunk to the smallest input that shows it.
        """

        def register(function: Callable[..., None]) -> Callable[..., None]:
            begins = seed(self.lab, self.name, function.__name__)
            self.check(title, points, seconds, obligations)(
                Property(function, strategies, examples, begins)
            )
            return function

        return register

    def run(self) -> list[Result]:
        """Run every check in order; one that fails or loops does not keep the next from running."""
        results = []
        started = time.monotonic() - host.current().waited()
        called.ledger = self._ledger
        try:
            for check in self._checks:
                seconds, because = check.seconds, ""
                if time.monotonic() - host.current().waited() - started > CELL_SECONDS:
                    over = [r.name for r in results if r.outcome is Outcome.OVER_LIMIT]
                    seconds = min(IMPATIENT_SECONDS, check.seconds)
                    because = f"the checks before took more than {CELL_SECONDS:g} s" + (
                        f" ({', '.join(over)} ran over their limits)" if over else ""
                    )
                results.append(run_one(check, seconds, because))
                if self.until_first_failure and results[-1].outcome is not Outcome.PASSED:
                    break
                if self._ledger is not None:
                    self._ledger.end_of_check(results[-1].outcome)
        finally:
            called.ledger = None
        return results

    def score(self) -> Score:
        """Run the graded checks. As the last expression of a graded test cell it is the cell's
        share of the points.

        Raises ``GraderFault`` when the course's own machinery failed: then there is no score, not a
        bad one.
        """
        results = self.run()
        faults = [result for result in results if result.outcome is Outcome.GRADER]
        if faults:
            display(
                _bundle(self, results) | {"text/plain": report.text(_bundle(self, results)[MIME])},
                raw=True,
            )
            raise GraderFault("; ".join(f"{fault.name}: {fault.message}" for fault in faults))
        return Score(self, results)

    def examples(self) -> None:
        """Run the visible checks and show them; raises ``ChecksFailed`` unless all pass."""
        results = self.run()
        bundle = _bundle(self, results)
        passed = sum(result.outcome is Outcome.PASSED for result in results)
        all_pass = passed == len(results)
        untouched = all(result.outcome is Outcome.NOT_STARTED for result in results)
        closing = "Not started yet." if untouched else f"{passed} of {len(results)} examples pass."
        if all_pass and self.graded:
            closing += f" Graded beyond them: {self.graded}."
        bundle[MIME]["closing"] = closing
        display(
            {
                "text/html": report.html(bundle[MIME]),
                "text/plain": report.text(bundle[MIME]),
                MIME: bundle[MIME],
            },
            raw=True,
        )
        if not all_pass:
            raise ChecksFailed(f"{self.name}: {closing}")
