"""Exercise 5: batches with bad rows, and what was sent to find them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, at_most, run, same
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import show
from warehouse.external_functions.records import (
    BadAnswer,
    FunctionFailed,
    NoAnswer,
    ServerError,
    Throttled,
    TooLarge,
)

BAD = "bad"
#: None of them says that a row is bad.
OTHER_ERRORS = (
    BadAnswer, NoAnswer, ServerError, Throttled, TooLarge, TimeoutError, ConnectionError, ValueError,
    LookupError, RuntimeError,
)  # fmt: skip
MOST = 4_000  # calls, before a search is taken to be without end


class Case(NamedTuple):
    """``fails_at``: the number of the call, from 1, that raises ``error``. ``mended``: bad rows are good by now.
    ``drawn``: no two rows are answered alike, equal ones neither."""

    batch: list[tuple]
    fails_at: int = 0
    error: type[Exception] = ServerError
    mended: bool = False
    drawn: bool = False

    def is_bad(self, row: tuple) -> bool:
        return row[0] == BAD and not self.mended


class Seen(NamedTuple):
    """``sent``: the rows of every call. ``answered``: rows that were answered. ``again``: rows that were sent although they
    had been answered, in batches whose rows are all different."""

    case: Case
    sent: list[list[tuple]]
    answered: list[tuple]
    again: list[tuple]
    got: object


class Plays:
    """A student's isolate, and what it makes of cases."""

    def __init__(self, isolate: Callable):
        self.isolate = isolate
        self.seen: dict[int, Seen] = {}  # cases that were played, for checks that look at the same

    def expect(self, cases: list[Case], *looks: Callable[[Seen], None]) -> None:
        """Every look at every case; raises for the case that takes the fewest words to tell."""
        found: list[Wrong | Raised] = []
        for case in cases:
            try:
                seen = self.seen.get(id(case)) or self.play(case)
                self.seen[id(case)] = seen  # which keeps the case, and so its id
                for look in looks:
                    look(seen)
            except (Wrong, Raised) as failure:
                failure.given = told(case)
                found.append(failure)
        if found:
            raise min(found, key=lambda failure: len(failure.given))

    def play(self, case: Case, sent: list | None = None) -> Seen:
        sent = [] if sent is None else sent
        answered: list[tuple] = []
        again: list[tuple] = []
        different = len(set(case.batch)) == len(case.batch)
        served: set[tuple] = set()  # what was answered, to look it up

        def send(rows: list[tuple]) -> list:
            if type(rows) is not list or not all(type(row) is tuple for row in rows):
                raise TypeError("send takes a list of rows, which are tuples")
            sent.append(list(rows))
            again.extend(served.intersection(rows) if different else ())
            if len(sent) > MOST:
                raise RuntimeError(f"more than {MOST} calls")
            if len(sent) == case.fails_at:
                raise case.error(f"call {case.fails_at} went wrong")
            if not rows:
                raise ValueError("send takes at least one row")
            if any(map(case.is_bad, rows)):
                raise FunctionFailed("one of the rows is bad")
            answered.extend(rows)
            served.update(rows)
            if case.drawn:
                first = len(answered) - len(rows)
                return [f"{row[0]}, answer {first + at}" for at, row in enumerate(rows)]
            return [result(row) for row in rows]

        got = run(self.isolate, send, case.batch)
        return Seen(case, sent, answered, again, got)

    def expect_errors(self, cases: list[Case]) -> None:
        """Errors come out as they are, and nothing is sent behind them."""
        for case in cases:
            sent: list = []
            try:
                seen = self.play(case, sent)
            except Raised as raised:
                if case.error.__name__ not in {
                    kind.__name__ for kind in type(raised.error).__mro__
                }:
                    error = f"{type(raised.error).__name__}: {raised.error}"
                    raise Wrong(
                        "another error came out", case.error.__name__, error, told(case)
                    ) from None
            else:
                if len(sent) >= case.fails_at:
                    what = "isolate went on as if nothing had happened"
                    raise Wrong(what, case.error.__name__, show(seen.got), told(case))
                right(seen)
            if len(sent) > case.fails_at:
                more = f"{len(sent) - case.fails_at} calls"
                raise Wrong("more was sent after an error", "nothing", more, told(case))


def result(row: tuple) -> object:
    """What the function says to a row."""
    return None if row[0] == "null" else f"{row[0]} {len(row)}"


def right(seen: Seen) -> None:
    """The results, and the numbers of the bad rows."""
    case = seen.case
    bad = [number for number, row in enumerate(case.batch) if case.is_bad(row)]
    due = [None if case.is_bad(row) else result(row) for row in case.batch]
    if type(seen.got) is not tuple or len(seen.got) != 2:
        raise Wrong(
            "results, and the numbers of the bad rows", "a tuple of two lists", show(seen.got)
        )
    same(seen.got[0], due, "the results")
    same(seen.got[1], bad, "the numbers of the bad rows")


def own_results(seen: Seen) -> None:
    """Where each answer is another one: each stands at one row, which is like the one that it was for."""
    got = seen.got[0] if type(seen.got) is tuple and len(seen.got) == 2 else None
    if type(got) is not list or len(got) != len(seen.case.batch):
        raise Wrong("a result for each row", f"{len(seen.case.batch)} results", show(seen.got))
    bad = map(seen.case.is_bad, seen.case.batch)
    placed = [(row, one) for row, one, is_bad in zip(seen.case.batch, got, bad) if not is_bad]
    due = [(row, f"{row[0]}, answer {at}") for at, row in enumerate(seen.answered)]
    same(sorted(placed, key=repr), sorted(due, key=repr), "rows and their results, sorted")


def few_calls(seen: Seen) -> None:
    right(seen)
    rows, bad = len(seen.case.batch), sum(map(seen.case.is_bad, seen.case.batch))
    limit = 1 + (2 * bad * (math.ceil(math.log2(rows / bad)) + 1) if bad else 0)
    at_most(len(seen.sent), limit, f"calls for {rows} rows, {bad} of them bad", "calls")


def once(seen: Seen) -> None:
    """No row was answered more often than it is there."""
    twice = Counter(seen.answered) - Counter(seen.case.batch)
    if twice:
        row = next(iter(twice))
        raise Wrong(
            "rows that took effect more than once", "0", f"{twice.total()}, {row} among them"
        )
    if seen.again:
        more = f"{len(seen.again)}, {seen.again[0]} among them"
        raise Wrong("rows that were sent again, although they had been answered", "0", more)
    missing = Counter(row for row in seen.case.batch if not seen.case.is_bad(row)) - Counter(
        seen.answered
    )
    same(missing.total(), 0, "good rows that were never answered")


def nothing_sent(seen: Seen) -> None:
    same(len(seen.sent), 0, "the number of calls")


def batch(rows: int, bad: tuple[int, ...] | list[int]) -> list[tuple]:
    return [(BAD, number) if number in set(bad) else (number, "x") for number in range(rows)]


def small(rng: np.random.Generator) -> list[Case]:
    """Up to four rows: every way in which some are bad. Up to forty: one, two, all, all but one; equal rows."""
    cases = []
    for rows in range(1, 5):
        for count in range(rows + 1):
            cases += [Case(batch(rows, bad)) for bad in combinations(range(rows), count)]
    for _ in range(8):
        rows = int(rng.integers(6, 41))
        share = float(rng.choice([0.0, 0.05, 0.2, 0.5, 0.9]))
        cases.append(Case(batch(rows, np.flatnonzero(rng.random(rows) < share).tolist())))
    return cases + twins()


def twins() -> list[Case]:
    """Equal rows, good ones and bad ones."""
    some = [(BAD, 1), ("a", 1), (BAD, 1), ("a", 1), ("b", 1), (BAD, 1)]
    return [Case(rows) for rows in (some, some * 2, [("a", 1)] * 6, [(BAD, 1)] * 6)]


def lots() -> list[Case]:
    """Equal rows that are answered differently, as lots are drawn."""
    return [Case(case.batch, drawn=True) for case in twins()] + [Case([("a", 1)] * 2, drawn=True)]


def mended(rng: np.random.Generator) -> list[Case]:
    """The same batch again, when its bad rows are good, and once more when they are bad."""
    cases = []
    for rows, bad in ((1, (0,)), (4, (2,)), (9, (0, 5, 6)), (30, (int(rng.integers(30)),))):
        case = Case(batch(rows, bad))
        cases += [case, case._replace(mended=True), case, case]
    return cases


def nulls(rng: np.random.Generator) -> list[Case]:
    """Rows whose result is None, with bad ones and without."""
    some = [("null", 1), ("a", 1), (BAD, 1), ("null", 2), ("b", 1), ("null", 1)]
    return [
        Case(some[:2]),
        Case(some),
        Case(some[::-1]),
        Case([("null", 3)] * 5),
        Case([("null", 1)]),
    ]


def sized(rng: np.random.Generator) -> list[Case]:
    """Hundreds of rows, with none to twenty bad ones, together or apart, at the ends and in the middle."""
    cases = [Case(batch(rows, ())) for rows in (1, 2, 64, 1_100)]
    cases += [Case(batch(rows, (at,))) for rows, at in ((100, 0), (100, 99), (128, 64), (128, 127))]
    cases += [Case(batch(64, (31, 32))), Case(batch(64, (0, 63))), Case(batch(9, range(9)))]
    for rows, bad in ((300, 3), (999, 1), (40, 8)):
        cases.append(Case(batch(rows, rng.choice(rows, bad, replace=False).tolist())))
    start = int(rng.integers(0, 120))
    cases.append(Case(batch(128, range(start, min(start + 9, 128)))))
    return cases


def failing(rng: np.random.Generator) -> list[Case]:
    """Each of the first calls in turn raises; and each of the errors that a call can end in, on its second call."""
    cases = []
    for at in range(1, 8):
        error = (ServerError, TimeoutError, ValueError)[int(rng.integers(3))]
        cases.append(Case(batch(8, (2, 5)), at, error))
    cases += [Case(batch(4, (1,)), 2, error) for error in OTHER_ERRORS]
    cases += [Case(batch(1, (0,)), 1), Case(batch(5, ()), 1), Case(batch(6, range(6)), 3, KeyError)]
    return cases


def told(case: Case) -> str:
    """The case in words."""
    bad = [number for number, row in enumerate(case.batch) if case.is_bad(row)]
    rows = str(case.batch) if len(case.batch) <= 6 else f"{len(case.batch)} rows"
    text = f"isolate(send, {rows}), of which {bad or 'none'} are bad"
    return text + (f"; call {case.fails_at} raises {case.error.__name__}" if case.fails_at else "")
