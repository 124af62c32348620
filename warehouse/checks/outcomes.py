"""How a check can end, and the exceptions that carry an ending from where it is seen to where it is
reported."""

from __future__ import annotations

import builtins
import linecache
import re
import traceback
from dataclasses import asdict, dataclass
from enum import Enum

#: The output type under which a test cell hands its results to whatever reads the notebook
#: afterwards.
MIME = "application/vnd.warehouse.checks+json"


class Outcome(str, Enum):
    """The five endings that are kept apart everywhere, and the good one."""

    PASSED = "passed"
    NOT_STARTED = "not started"
    WRONG = "wrong"
    ERROR = "error"
    OVER_LIMIT = "over a limit"
    GRADER = "grader's fault"


@dataclass
class Result:
    """What one check found. ``given``, ``expected`` and ``got`` are texts, empty where there is
    nothing to show."""

    name: str
    title: str
    points: float
    outcome: Outcome
    message: str = ""
    given: str = ""
    expected: str = ""
    got: str = ""

    @property
    def earned(self) -> float:
        return self.points if self.outcome is Outcome.PASSED else 0.0

    def as_data(self) -> dict:
        return {**asdict(self), "outcome": self.outcome.value, "earned": self.earned}


class NotStarted(Exception):
    """The student's function still holds the stub."""


class Wrong(AssertionError):
    """The answer differs from what was asked; says how in ``expected`` and ``got``. ``given`` may be
    an object whose ``str`` is the text: it is made here, and not for answers that are right."""

    def __init__(self, message: str, expected: str = "", got: str = "", given: str = ""):
        super().__init__(message)
        self.message, self.expected, self.got, self.given = message, expected, got, str(given)


class Raised(Exception):
    """The student's function raised an exception of its own."""

    def __init__(self, error: Exception, given: str):
        super().__init__(str(error))
        self.error, self.given = error, given

    @property
    def where(self) -> str:
        """The innermost line of the notebook that was running, empty where there is none."""
        if hasattr(self.error, "where_text"):  # raised in another process, which knew the line
            return self.error.where_text
        innermost = None
        for frame, number in traceback.walk_tb(self.error.__traceback__):
            file = frame.f_code.co_filename
            if "ipykernel" in file or file.startswith(("<ipython", "<cell")):
                innermost = file, number, frame
        if innermost is None:
            return ""
        file, number, frame = innermost
        line = linecache.getline(file, number, frame.f_globals).strip()
        if not line:
            return ""
        said = f", in line {number} of {frame.f_code.co_name}'s cell: {line}"
        return said + _taken_names(line, {**frame.f_globals, **frame.f_locals})


#: Python's own names that IPython itself gives to something else.
_IPYTHONS = {"exit", "quit", "open"}


def _taken_names(line: str, names: dict) -> str:
    """Of Python's own functions that a line calls, those whose name is something else's by now, in
    words: ``len = 5``, or all that numpy has. Empty where there is none."""
    called = set(re.findall(r"(?<![\w.])([A-Za-z_]\w*)\s*\(", line)) - _IPYTHONS
    taken = sorted(
        name
        for name in called
        if name in names and names[name] is not getattr(builtins, name, names[name])
    )
    if not taken:
        return ""
    means = ", ".join(f"{name} ({_whose(names[name])})" for name in taken)
    return f" (what Python calls so means something else in this notebook: {means})"


def _whose(value: object) -> str:
    library = (getattr(value, "__module__", None) or "__main__").partition(".")[0]
    known = callable(value) and library not in ("__main__", "builtins")
    return f"{library}'s" if known else type(value).__name__


class OverLimit(BaseException):
    """A check ran past its time. Not an Exception, so that a student's ``except Exception`` does
    not swallow it."""
