"""Comparisons for test cells. They look at data only (numbers, texts, numpy arrays, Arrow tables,
named records of these) and never ask an object of the student's whether it is equal, true or of
some class: the answer could be made up.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import FunctionType
from typing import Protocol

import numpy as np
import pyarrow as pa

from warehouse.checks import laws
from warehouse.checks.outcomes import NotStarted, Raised, Wrong
from warehouse.errors import CourseError

_LONGEST = 160  # characters of a value shown in a message
_WATCHED = 64 << 20  # bytes up to which an argument is compared before and after a call


class _Calls:
    """The call that the next message should name as its input: the first of a chain such as
    decode(encode(a))."""

    def __init__(self) -> None:
        self.timed = False  # calls made for their time: nothing is copied for a comparison
        self.clear()

    def clear(self) -> None:
        self.text, self.result, self.name, self.nested = "", None, "", False

    def start(self, name: str, args: tuple) -> str:
        if self.timed and name == self.name:  # to write it out once more would be timed too
            return self.text
        self.name = name
        chained = self.result is not None and any(argument is self.result for argument in args)
        if chained and self.nested:  # decode(encode(decode(...))) tells nobody anything
            chained = False
        self.nested = chained
        if chained:
            shown = [self.text if argument is self.result else show(argument) for argument in args]
        else:
            shown = [show(argument) for argument in args]
        self.text, self.result = f"{name}({', '.join(shown)})", None
        return self.text


calls = _Calls()
#: What is watched for the exercise whose checks run, where it has laws.
ledger: laws.Ledger | None = None


def show(value: object) -> str:
    """A short text of a value: arrays with dtype and, where shortened, their length."""
    try:
        return _show(value)
    # whatever a student's __repr__ does, and numbers and dates that no text can hold
    except Exception as error:
        return f"(a {type(value).__name__} that cannot be shown: {type(error).__name__})"


def _show(value: object) -> str:
    if type(value) is np.ndarray:
        body = np.array2string(
            value, threshold=12, edgeitems=4, separator=", ", max_line_width=10_000
        )
        size = f", {value.size} values" if value.size > 12 else ""
        text = f"{body} ({value.dtype}{size})"
    elif isinstance(value, (pa.Table, pa.Array, pa.ChunkedArray)):
        rows = f"an Arrow {type(value).__name__} of {len(value)} rows"
        text = (
            f"{rows}: {value.to_pydict() if isinstance(value, pa.Table) else value.to_pylist()}"
            if len(value) <= 6
            else rows
        )
    elif isinstance(value, tuple) and hasattr(type(value), "_fields"):
        # what a record has by default is not worth the reader's time
        unsaid = getattr(type(value), "_field_defaults", {})
        said = [
            (name, part)
            for name, part in zip(type(value)._fields, value)
            if name not in unsaid or part is not unsaid[name]
        ]
        text = f"{type(value).__name__}({', '.join(f'{name}={show(part)}' for name, part in said)})"
    elif type(value) is FunctionType:
        text = f"<function {value.__name__}>"
    elif isinstance(value, bytes) and len(value) > 40:
        text = f"{value[:12]!r}... ({len(value)} bytes)"
    elif isinstance(value, (list, tuple)) and any(
        isinstance(part, (pa.Table, np.ndarray)) or hasattr(type(part), "_fields") for part in value
    ):
        inside = ", ".join(map(show, value))
        text = f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    else:
        text = repr(value)
    return text if len(text) <= _LONGEST * 2 else text[:_LONGEST] + " ... " + text[-40:]


class Elsewhere(Protocol):
    """The student's process, as a grader of two processes hands it to the tests."""

    def ship(self, function: Callable, args: tuple) -> object:
        """Run a function of the test's over there."""

    def each(self, function: Callable, cases: list[tuple]) -> list[tuple[object, Exception | None]]:
        """Call the student's function with every case in turn: result and exception of each, up to
        the first that failed."""


#: None where tests and student's code share a process.
elsewhere: Elsewhere | None = None
_TOGETHER = 64  # calls that are sent across at once


def in_notebook(function: Callable, *args: object) -> object:
    """``function(*args)``, where the student's code lives: here; in a grader of two processes, over
    there.

    For a driver that calls the student's code thousands of times. What it returns must be data.
    Over there it is in the student's hands, so it must not hold what is expected, and the judgement
    is made outside.
    """
    return elsewhere.ship(function, args) if elsewhere else function(*args)


def in_notebook_again(function: Callable, cases: list[tuple]) -> list[tuple]:
    """``laws.again`` where the student's code lives. It holds nothing that a student may not see, so
    that the process can be kept."""
    if elsewhere:
        return elsewhere.ship(laws.again, (function, cases), keeps=True)
    return laws.again(function, cases)


def run(function, *args):
    """Call the student's function and return what it returns.

    A stub becomes NotStarted, any other exception ``Raised`` with the input that led to it. An
    argument that the call changed in place is ``Wrong``: the caller's column is not the function's
    to write to.
    """
    return _judged(function, args, _copies(args), lambda: function(*args))


def run_each(function, cases: Iterable[tuple]) -> Iterator[tuple[tuple, object]]:
    """``(arguments, run(function, *arguments))`` of every case in turn. For many small calls: they
    go across together."""
    waiting = iter(cases)
    while some := list(itertools.islice(waiting, _TOGETHER)):
        copies = [_copies(args) for args in some]
        # what a time limit names, which may fall in any of them
        calls.start(function.__name__, some[0])
        outcomes = elsewhere.each(function, some) if elsewhere else []
        for at, args in enumerate(some):
            call = partial(_told, *outcomes[at]) if at < len(outcomes) else partial(function, *args)
            yield args, _judged(function, args, copies[at], call)


def _told(result: object, error: Exception | None) -> object:
    if error is not None:
        raise error
    return result


def _copies(args: tuple) -> list[np.ndarray | None]:
    """Arguments as they are before a call; None for what is not looked at. All data where the
    exercise has laws, otherwise arrays."""
    if ledger is not None and not calls.timed:
        return ledger.before(args)
    return [
        a.copy() if type(a) is np.ndarray and a.nbytes <= _WATCHED and not calls.timed else None
        for a in args
    ]


def _judged(function, args: tuple, before: list, call: Callable[[], object]) -> object:
    given = calls.start(function.__name__, args)
    try:
        result = call()
    except (NotStarted, CourseError):
        raise
    except Exception as error:
        if ledger is not None and not calls.timed:
            ledger.after(function.__name__, args, before, given)
        # the stub's own; libraries raise subclasses of it (Arrow does)
        if type(error) is NotImplementedError:
            raise NotStarted(function.__name__) from error
        raise Raised(error, given) from error
    if ledger is not None and not calls.timed:
        ledger.after(function.__name__, args, before, given)
        ledger.came_back(function, function.__name__, before, result, given)
    for number, (was, now) in enumerate(zip(before, args) if ledger is None else ()):
        if was is not None and _differ(was, now):
            raise Wrong(
                f"{function.__name__} changed its argument {number + 1} in place",
                show(was),
                show(now),
                given,
            )
    calls.result = result
    return result


def _differ(was: np.ndarray, now: np.ndarray) -> bool:
    """Whether an array's bytes have changed: NaN equals itself here, and -0.0 is not 0.0."""
    if was.dtype != now.dtype or was.shape != now.shape:
        return True
    if was.flags.c_contiguous and now.flags.c_contiguous and was.dtype.kind in "biufcmM":
        return not np.array_equal(was.reshape(-1).view(np.uint8), now.reshape(-1).view(np.uint8))
    return was.tobytes() != now.tobytes()


def raises(kind: type[Exception], function, *args, naming: str = "") -> None:
    """The student's function must refuse this input with ``kind``, in a message that contains
    ``naming``."""
    wanted = kind.__name__ + (f" naming {naming!r}" if naming else "")
    try:
        got = run(function, *args)
    except Raised as raised:
        names = {parent.__name__ for parent in type(raised.error).__mro__}
        if kind.__name__ in names and naming in str(raised.error):
            return
        raise Wrong(
            f"{function.__name__} must refuse this input",
            wanted,
            f"{type(raised.error).__name__}: {raised.error}",
            raised.given,
        ) from None
    raise Wrong(
        f"{function.__name__} must refuse this input",
        wanted,
        f"it returned {show(got)}",
        calls.text,
    )


def same_array(got: object, expected: np.ndarray, what: str = "the result") -> None:
    """``got`` must be a numpy array of the same dtype, length and bits (NaN equals NaN, -0.0 is not
    0.0)."""
    if type(got) is not np.ndarray:
        raise Wrong(
            f"{what} must be a numpy array",
            show(expected),
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    if got.dtype != expected.dtype and not (got.dtype.kind == expected.dtype.kind == "U"):
        raise Wrong(f"{what} has the wrong dtype", show(expected), show(got), calls.text)
    if got.shape != expected.shape:
        raise Wrong(
            f"{what} has the wrong shape: {got.shape} and not {expected.shape}",
            show(expected),
            show(got),
            calls.text,
        )
    different = np.flatnonzero(_bits(got) != _bits(expected))
    if len(different):
        at = int(different[0])
        where = f"{what} differs in {len(different)} of {len(expected)} places, first at [{at}]"
        window = slice(max(0, at - 2), at + 6) if len(expected) > 12 else slice(None)
        shown = f"[{window.start}:{window.stop}] is " if len(expected) > 12 else ""
        raise Wrong(where, shown + show(expected[window]), shown + show(got[window]), calls.text)


def _bits(array: np.ndarray) -> np.ndarray:
    return (
        np.ascontiguousarray(array).view(f"u{array.itemsize}") if array.dtype.kind == "f" else array
    )


def same_value(got: object, expected: int | str | None, what: str = "the result") -> None:
    """``got`` must be this number, text or None; numpy's integers count as numbers."""
    plain = int(got) if isinstance(got, np.integer) else got
    if type(plain) is not type(expected) or plain != expected:
        raise Wrong(f"{what} is not right", show(expected), show(got), calls.text)


def fields(got: object, record: type) -> tuple:
    """``got`` must be such a record (a NamedTuple of ``warehouse.compression.records``); returns
    its fields."""
    if (
        not isinstance(got, tuple)
        or type(got).__name__ != record.__name__
        or len(got) != len(record._fields)
    ):
        article = "an" if record.__name__[0] in "AEIO" else "a"
        wanted = f"{record.__name__}({', '.join(record._fields)})"
        raise Wrong(f"{article} {record.__name__} was asked for", wanted, show(got), calls.text)
    return tuple(got)


def same_table(got: object, expected: pa.Table) -> None:
    """``got`` must be an Arrow table of the same schema and the same values, nulls and NaN
    included, bit for bit."""
    if type(got) is not pa.Table:
        raise Wrong(
            "an Arrow table was asked for",
            show(expected),
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    if not got.schema.equals(expected.schema):
        raise Wrong("the schema differs", str(expected.schema), str(got.schema), calls.text)
    if got.num_rows != expected.num_rows:
        raise Wrong(
            "the number of rows differs", str(expected.num_rows), str(got.num_rows), calls.text
        )
    for name in expected.column_names:
        mine, theirs = _as_bits(got[name]), _as_bits(expected[name])
        if not mine.equals(theirs):
            at = next(i for i in range(len(theirs)) if not mine[i].equals(theirs[i]))
            raise Wrong(
                f"column {name} differs, first in row {at}",
                repr(expected[name][at].as_py()),
                repr(got[name][at].as_py()),
                calls.text,
            )


def _as_bits(column: pa.ChunkedArray) -> pa.Array:
    """Floats as integers of the same bits, so that NaN equals NaN and -0.0 is not 0.0; other
    columns as they are."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return whole.view(f"int{whole.type.bit_width}") if pa.types.is_floating(whole.type) else whole


def at_most(got: float, limit: float, what: str, unit: str = "") -> None:
    """A measured figure must not be above its bar."""
    if not got <= limit:
        raise Wrong(
            f"{what} is above the bar",
            f"at most {limit:,.6g} {unit}".strip(),
            f"{got:,.6g} {unit}".strip(),
            calls.text,
        )


def at_least(got: float, limit: float, what: str, unit: str = "") -> None:
    """A measured figure must not be below its bar."""
    if not got >= limit:
        raise Wrong(
            f"{what} is below the bar",
            f"at least {limit:,.6g} {unit}".strip(),
            f"{got:,.6g} {unit}".strip(),
            calls.text,
        )


def is_bool(got: object, expected: bool, what: str) -> None:
    """``got`` must be this truth value: a plain bool or numpy's."""
    if type(got) not in (bool, np.bool_) or bool(got) is not expected:
        raise Wrong(what, repr(expected), show(got), calls.text)
