"""One check: run under its limit, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from warehouse.checks.calls import calls
from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import NotStarted, Outcome, OverLimit, Raised, Result, Wrong
from warehouse.errors import CourseError


@dataclass
class Check:
    name: str
    title: str
    points: float
    seconds: float
    function: Callable[[], None]
    obligations: tuple[str, ...] = ()


def run_one(check: Check, seconds: float, because: str = "") -> Result:
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
