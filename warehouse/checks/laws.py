"""Laws that hold for every call of an exercise, whatever the check that makes it: arguments are as
they were, and equal calls give equal answers, also after an earlier answer was changed by its owner.

``Exercise.laws`` makes them one check with points of its own. Until then ``Ledger`` watches each
call that ``run`` makes. An argument that was changed is noted and put right again, so that one slip
costs this check and no other. Of the calls whose check passed, some are made again at the end, where
the student's code lives. Nothing is learnt from calls that gave no right answer, so functions that
do no work keep no law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

import numpy as np
import pyarrow as pa

from warehouse.checks import host
from warehouse.checks.outcomes import NotStarted, Outcome, Wrong
from warehouse.checks.showing import Said, calls, show

MOST_BYTES = 64 << 20  # bytes up to which an array is compared before and after a call
MOST_PARTS = 20_000  # of lists and the like, likewise: a copy of more costs more than the call
MOST_AGAIN = 1 << 16  # bytes of the arguments of a call that is made again
AGAIN = frozenset(2**power for power in range(6))  # which calls of a function: 1st, 2nd, 4th ...

#: Most of what is looked at: told by its class alone, before all else is asked.
_PLAIN = (int, str, bool, type(None))
_UNCHANGING = (type(None), bool, int, float, complex, str, bytes, Decimal, date, datetime, time,
               timedelta, range, slice, pa.Table, pa.Array, pa.ChunkedArray, pa.Schema, pa.DataType,
               pa.Scalar, Enum, np.generic, np.dtype)  # fmt: skip


class TooLarge(Exception):
    """A value has more parts than are watched."""


class Opaque(Exception):
    """A value holds an object that is no plain data: a store, a cursor, a function."""


class _Parts:
    def __init__(self, opaque: bool):
        self.count = self.size = 0
        self.opaque = opaque

    def add(self, size: int = 8) -> None:
        self.count, self.size = self.count + 1, self.size + size
        if self.count > MOST_PARTS or self.size > MOST_BYTES:
            raise TooLarge


def copied(value: object, opaque: bool = True, parts: _Parts | None = None) -> object:
    """A copy of plain data, part by part; what is no data is the same object in it, or raises
    ``Opaque`` where it must not be there (not ``opaque``). Raises ``TooLarge``."""
    parts = parts or _Parts(opaque)
    kind = type(value)
    if kind in _PLAIN:
        parts.add(len(value) if kind is str else 8)
        return value
    if kind is np.ndarray:
        parts.add(value.nbytes)
        return value.copy()
    parts.add(len(value) if kind in (bytes, str) else getattr(value, "nbytes", 8) or 8)
    if kind in (list, set, frozenset):
        return kind([copied(part, opaque, parts) for part in value])
    if kind is bytearray:
        return bytearray(value)
    if kind is dict:
        return {key: copied(part, opaque, parts) for key, part in value.items()}
    if isinstance(value, tuple) and (kind is tuple or hasattr(kind, "_fields")):
        return tuple.__new__(kind, [copied(part, opaque, parts) for part in value])
    if not parts.opaque and not isinstance(value, _UNCHANGING):
        raise Opaque
    return value


def alike(one: object, other: object) -> bool:
    """Whether two values are the same data, of the same types and bits; other objects are alike if
    they are one."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _PLAIN:
        return one == other
    if kind is np.ndarray:
        return one.dtype == other.dtype and one.shape == other.shape and _same_bytes(one, other)
    if kind in (list, tuple) or hasattr(kind, "_fields"):
        return len(one) == len(other) and all(map(alike, one, other))
    if kind is dict:
        return len(one) == len(other) and all(
            alike(key, its) and alike(one[key], other[its]) for key, its in zip(one, other)
        )
    if kind in (float, complex) or issubclass(kind, np.generic):
        return repr(one) == repr(other)
    if isinstance(one, (pa.Table, pa.Array, pa.ChunkedArray)):
        return (
            one is other
            or repr(one.schema if kind is pa.Table else one.type)
            == repr(other.schema if kind is pa.Table else other.type)
            and _written(one) == _written(other)
        )
    if kind in (set, frozenset, bytearray) or isinstance(one, _UNCHANGING):
        return one == other
    return one is other


def _same_bytes(one: np.ndarray, other: np.ndarray) -> bool:
    if one.dtype.kind == "O":
        return all(map(alike, one.ravel().tolist(), other.ravel().tolist()))
    whole = [np.ascontiguousarray(each).reshape(-1).view(np.uint8) for each in (one, other)]
    return np.array_equal(*whole)


def _written(value: pa.Table | pa.Array | pa.ChunkedArray) -> str:
    """Arrow's values as text: NaN is like NaN in it, and -0.0 is not 0.0."""
    if isinstance(value, pa.Table):
        return ", ".join(map(_written, value.columns))
    try:
        return repr(value.to_pylist())
    except (ValueError, OverflowError):  # nanoseconds and years that Python's own times have not
        whole = pa.concat_arrays(value.chunks) if isinstance(value, pa.ChunkedArray) else value
        return whole.to_string(window=len(whole))


def put_back(changed: object, was: object) -> None:
    """Make what a call changed in place as it was, in the same objects as far as they are there."""
    kind = type(changed)
    if kind is list and kind is type(was):
        if len(changed) == len(was):
            for place, (now, before) in enumerate(zip(list(changed), was)):
                if not alike(now, before):
                    put_back(now, before)
                    changed[place] = now if alike(now, before) else copied(before)
        else:
            changed[:] = copied(was)
    elif kind is dict and kind is type(was):
        kept = {key: changed[key] for key in was if key in changed}
        changed.clear()
        for key, before in was.items():
            now = kept.get(key)
            put_back(now, before)
            changed[key] = now if alike(now, before) else copied(before)
    elif kind is set and kind is type(was):
        changed.clear()
        changed.update(was)
    elif kind is bytearray and kind is type(was):
        changed[:] = was
    elif kind is np.ndarray and kind is type(was) and changed.shape == was.shape:
        if changed.dtype == was.dtype and changed.flags.writeable:
            changed[...] = was
    elif isinstance(changed, tuple) and isinstance(was, tuple):
        for now, before in zip(changed, was):
            put_back(now, before)


def spoil(answer: object) -> None:
    """Change an answer in place, as its owner may."""
    if type(answer) is list:
        for part in answer:
            spoil(part)
        answer.append("changed by its owner")
        answer.reverse()
    elif type(answer) is dict:
        for part in answer.values():
            spoil(part)
        answer.clear()
    elif type(answer) is set:
        answer.clear()
    elif type(answer) is bytearray:
        answer[:] = b"changed by its owner"
    elif type(answer) is np.ndarray and answer.flags.writeable and answer.dtype.kind in "biufcmM":
        flat = answer.reshape(-1).view(np.uint8) if answer.flags.c_contiguous else answer
        if flat.dtype == np.uint8:  # one given out twice is changed twice: that must not undo it
            flat.fill(0xA5 if (flat != 0xA5).any() else 0x5A)
        else:
            flat.fill(0)
    elif isinstance(answer, tuple):
        for part in answer:
            spoil(part)


def again(function: Callable, cases: list[tuple]) -> list[tuple[object, object, object, object]]:
    """Of each case: the answer; the answer once the cases after it were called, for the second pass
    goes from the last to the first; the first answer's object after that; the answer to equal
    arguments once all answers were changed. Runs where the student's code lives; an exception is
    told as text."""
    try:
        answers, kept = [], []
        for args in cases:
            answers.append(function(*copied(args)))
            kept.append(copied(answers[-1]))
        second, later = [], []
        for args in reversed(cases):
            second.append(function(*copied(args)))
            later.insert(0, copied(second[-1]))
        after = copied(answers)
        for answer in (*answers, *second):
            spoil(answer)
        last = [copied(function(*copied(args))) for args in cases]
    except Exception as error:
        return [("raised", f"{type(error).__name__}: {error}"[:500], None, None)]
    return list(zip(kept, later, after, last))


class Ledger:
    """What the checks of one exercise have seen of its functions.

    ``may_change``: functions, or (function, number of the argument from 1), that are asked to change
    what they are given, and why. ``may_differ``: functions whose equal calls may differ, and why.
    """

    def __init__(self, may_change: Mapping[object, str], may_differ: Mapping[str, str]):
        self.may_change, self.may_differ = may_change, may_differ
        self.broken: Wrong | None = None
        self.passed = self.ended = self.stubs = 0  # checks
        self.seen: dict[str, int] = {}
        self.made: list[tuple[Callable, tuple, object, str | Said]] = []  # of checks that passed
        self._pending: list[tuple[Callable, tuple, object, str | Said]] = []

    def before(self, args: tuple) -> list[object]:
        """Copies of the arguments, for ``after``; a value that is too large is not watched."""
        return [_copy_or_none(argument) for argument in args]

    def after(self, name: str, args: tuple, before: list[object], given: str | Said) -> None:
        """Note the first argument that a call has changed, and put it right again."""
        for place, (was, now) in enumerate(zip(before, args), 1):
            if was is None or alike(was[0], now) or name in self.may_change:
                continue
            if (name, place) in self.may_change:
                continue
            if self.broken is None:
                self.broken = Wrong(
                    f"{name} changed its argument {place}, which is its caller's",
                    show(was[0]),
                    show(now),
                    str(given),
                )
            put_back(now, was[0])

    def came_back(
        self, function: Callable, name: str, before: list, result: object, given: str | Said
    ) -> None:
        """Take a call down, if it can be made again."""
        self.seen[name] = number = self.seen.get(name, 0) + 1
        if number not in AGAIN or name in self.may_differ or name in self.may_change:
            return
        if any(was is None for was in before):
            return
        try:
            small = _Parts(opaque=False)
            args = tuple(copied(was[0], False, small) for was in before)
            answer = copied(result, False)
        except (TooLarge, Opaque, RecursionError):  # also an answer that holds itself
            return
        if small.size <= MOST_AGAIN:
            self._pending.append((function, args, answer, given))

    def end_of_check(self, outcome: Outcome) -> None:
        """What a check saw counts once it has passed."""
        self.ended += 1
        self.stubs += outcome is Outcome.NOT_STARTED
        if outcome is Outcome.PASSED:
            self.passed += 1
            self.made += self._pending
        self._pending = []

    def judge(self) -> None:
        """Raise ``Wrong`` where a law was broken, or where no call gave a right answer yet."""
        if self.broken is not None:
            raise self.broken
        if self.stubs == self.ended:
            raise NotStarted("the exercise")
        if not self.passed:
            raise Wrong("no check has passed yet: the laws are looked at in calls that are right")
        by_function: dict[int, list] = {}
        for call in self.made:
            by_function.setdefault(id(call[0]), []).append(call)
        for made in by_function.values():
            function = made[0][0]
            calls.start(function.__name__, made[0][1])
            cases = [args for _, args, _, _ in made]
            answers = host.current().run_in_notebook(again, (function, cases), keeps=True)
            if len(answers) != len(made) or (
                type(answers[0][0]) is str and answers[0][0] == "raised"
            ):
                raise Wrong(
                    "a call failed when it was made again", "the same answer", answers[0][1]
                )
            for (_, _, answer, given), (second, third, after, last) in zip(made, answers):
                calls.text = str(given)
                for what, other in (
                    ("the same call gave another answer the second time", second),
                    ("the same call gave another answer after other calls", third),
                    ("an answer changed when the function was called again: it shares it", after),
                    (
                        "the same call gave another answer once its caller had changed the first",
                        last,
                    ),
                ):
                    if not alike(answer, other):
                        raise Wrong(what, show(answer), show(other), str(given))


def _copy_or_none(argument: object) -> tuple[object] | None:
    try:
        return (copied(argument),)
    except (TooLarge, RecursionError):
        return None
