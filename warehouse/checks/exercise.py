"""An exercise's checks: registered in a test cell, run one after the other under a time limit,
reported and scored."""

from __future__ import annotations

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import hypothesis
import pyarrow as pa
from hypothesis.errors import Flaky
from IPython.display import display

from warehouse.checks import calls as called
from warehouse.checks import host, keep, laws, report
from warehouse.checks.calls import calls
from warehouse.checks.generated import seed
from warehouse.checks.outcomes import MIME, NotStarted, Outcome, OverLimit, Raised, Result, Wrong
from warehouse.errors import CourseError

CHECK_SECONDS = 5.0  # what one check may take
CELL_SECONDS = 25.0  # once a cell has taken this long ...
IMPATIENT_SECONDS = 1.0  # ... every further check of the cell may take only this
#: A check may wait for a processor so many times its seconds on a busy machine, which is not its
#: fault; below so many seconds more it is not worth another alarm.
MOST_WAITED = 6
WAITED_AT_LEAST = 0.05


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


@dataclass
class _Check:
    name: str
    title: str
    points: float
    seconds: float
    function: Callable[[], None]
    obligations: tuple[str, ...] = ()


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
        self._checks: list[_Check] = []
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
            _Check("laws", title, points, seconds, self._ledger.judge, tuple(obligations.split()))
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
                _Check(
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
            smallest: list[Wrong | Raised] = []
            stubs: list[NotStarted] = []

            def one_example(**arguments: object) -> None:
                if stubs:  # nothing to search for, nothing to shrink
                    return
                if keep.keeps():
                    recorded.append(keep.store.frozen(arguments))
                calls.clear()
                try:
                    function(**arguments)
                except NotStarted as stub:
                    stubs.append(stub)
                except (Wrong, Raised) as failure:
                    if _alarm.rang:
                        raise OverLimit from failure
                    smallest[:] = [failure]
                    # hypothesis keeps every failure to the end, ...
                    for error in filter(None, (failure, failure.__context__)):
                        # ... and with it, but for this, all that it was made of
                        traceback.clear_frames(error.__traceback__)
                    raise

            generated = hypothesis.given(**strategies)(one_example)
            generated = hypothesis.settings(
                max_examples=examples,
                deadline=None,
                database=None,
                print_blob=False,
                report_multiple_bugs=False,
                suppress_health_check=list(hypothesis.HealthCheck),
                verbosity=hypothesis.Verbosity.quiet,
            )(hypothesis.seed(seed(self.lab, self.name, function.__name__))(generated))

            recorded: list[bytes] = []
            key = ("examples", seed(self.lab, self.name, function.__name__), examples)

            def run_property() -> None:
                smallest.clear()
                stubs.clear()
                try:
                    if keep.keeps():
                        _replayed(generated, one_example, recorded, stubs, key)
                    else:
                        generated()
                    if stubs:
                        raise stubs[0]
                except OverLimit as limit:
                    # the limit fell while a failure was being shrunk: that failure is the answer
                    if smallest:
                        raise smallest[-1] from limit
                    raise
                except Flaky:
                    failure = (
                        smallest[-1]
                        if smallest
                        else Wrong("the answer to the same input changes from call to call")
                    )
                    raise failure from None

            self._checks.append(
                _Check(
                    function.__name__,
                    title,
                    points,
                    seconds,
                    run_property,
                    tuple(obligations.split()),
                )
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
                results.append(_run_one(check, seconds, because))
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


def _replayed(
    generated: Callable[[], None],
    one_example: Callable[..., None],
    recorded: list[bytes],
    stubs: list[NotStarted],
    key: tuple,
) -> None:
    """As ``generated()``, which searches; but inputs that it has drawn before, and that passed, are
    taken as they were.

    The search begins from a seed, so as long as all pass it always draws the same. One that fails
    is searched for and shrunk as ever.
    """
    before = keep.store.find(*key)
    for drawn in before[0] if before else []:
        try:
            one_example(**keep.store.thawed(drawn))
        except (Wrong, Raised) as failure:
            generated()
            raise failure  # it fails, and not every time
    if not before:
        recorded.clear()
        generated()
        # one ends the search at its first input: kept, that would be all that anybody after it is
        # asked
        if not stubs:
            keep.store.add(recorded, *key)


def _run_one(check: _Check, seconds: float, because: str = "") -> Result:
    """Run a check for at most ``seconds``; ``because`` says why these are fewer than its own."""

    calls.clear()

    def result(outcome: Outcome, message: str = "", **details: str) -> Result:
        return Result(check.name, check.title, check.points, outcome, message, **details)

    try:
        with time_limit(seconds):
            check.function()
    except NotStarted as stub:
        return result(Outcome.NOT_STARTED, f"{stub} still holds the stub")
    except Wrong as wrong:
        return result(
            Outcome.WRONG,
            wrong.message,
            given=wrong.given or str(calls.text),
            expected=wrong.expected,
            got=wrong.got,
        )
    except Raised as raised:
        return result(
            Outcome.ERROR,
            f"{type(raised.error).__name__}: {raised.error}{raised.where}",
            given=raised.given,
        )
    except OverLimit:
        reason = because or (
            "an endless loop, or a loop over rows where numpy has a call for the whole array"
        )
        fewer = f", of {check.seconds:g} s that it has" if because else ""
        return result(
            Outcome.OVER_LIMIT,
            f"no answer within {seconds:g} s{fewer}: {reason}",
            given=str(calls.text),
        )
    except Exception as error:
        return result(*_ending(error), given=str(calls.text))
    return result(Outcome.PASSED)


def _ending(error: Exception) -> tuple[Outcome, str]:
    """What an exception that a check did not expect makes of it: whose fault it is, and the
    message."""
    text = f"{type(error).__name__}: {error}"
    # raised in the student's process, in a call that was not made by ``run``: a timed one, say
    if hasattr(error, "where_text"):
        return Outcome.ERROR, text + error.where_text
    if type(error) is NotImplementedError:
        return Outcome.NOT_STARTED, "a part still holds the stub"
    if isinstance(error, MemoryError):  # of a result that says it is larger than what it is made of
        return Outcome.OVER_LIMIT, "what the answer gave takes more memory than the checks have"
    if isinstance(error, NameError):
        return Outcome.ERROR, f"{error}: the notebook must define it"
    odd = (
        TypeError,
        ValueError,
        AttributeError,
        LookupError,
        ArithmeticError,
        RecursionError,
        pa.ArrowException,
    )
    if isinstance(error, odd) and calls.text and not isinstance(error, CourseError):
        # Right answers never lead here, the answers corpus sees to it: what came back is so odd
        # that it cannot be compared.
        return Outcome.WRONG, f"what came back cannot be compared ({text})"[:500]
    return Outcome.GRADER, text  # it comes from the check's own code, not from the student's


@dataclass
class _Alarm:
    """Whether the limit that runs now, or ran last, has fallen."""

    rang: bool = False


_alarm = _Alarm()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``OverLimit`` in the body once ``seconds`` have passed, and again every half second
    should it be caught. What the tests and the student's code waited for a processor, on a busy
    machine, is not counted (up to ``MOST_WAITED`` times as long).

    Whatever else leaves the body after that is ``OverLimit`` too: a library that is interrupted may
    have its own words for it (DuckDB raises RuntimeError). An exception whose cause is the
    ``OverLimit`` was there before, and passes.

    Works in the main thread of a Unix process; elsewhere the cell's own limit has to do.
    """
    _alarm.rang = False
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    before, granted = host.current().waited(), 0.0

    def ring(signum: int, frame: object) -> None:
        nonlocal granted
        more = min(host.current().waited() - before, MOST_WAITED * seconds) - granted
        if more > WAITED_AT_LEAST and not _alarm.rang:
            granted += more
            signal.setitimer(signal.ITIMER_REAL, more, 0.5)
            return
        _alarm.rang = True
        raise OverLimit

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    except Exception as error:
        if _alarm.rang and not isinstance(error.__cause__, OverLimit):
            raise OverLimit from error
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
