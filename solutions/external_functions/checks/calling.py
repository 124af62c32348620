"""Exercise 2: what the endpoint does, and what a call has to make of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from warehouse.checks import Wrong, at_most, run, same
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import says, show
from warehouse.external_functions.endpoint import DENIED, FAULTS, FINE, Endpoint
from warehouse.external_functions.messages import request

POISON = "bad"  # the first argument of a row that the function refuses
#: Errors that an invocation may end in, by what the fault is called, and that are none of the three that pass by.
OTHER_ERRORS: dict[str, type[Exception]] = {
    "connection reset": ConnectionResetError,
    "socket timed out": TimeoutError,
    "name not known": OSError,
    "broken client": RuntimeError,
}


class Case(NamedTuple):
    """``faults``: what happens to each invocation in turn. ``pauses``: what the n-th repetition of a batch is
    told to wait, the last one from there on, in multiples of 1/64 s, so that sums of them are exact. ``before``: how many
    calls with the same batches were made of the same endpoint just before, without faults. ``largest``: bytes of a
    payload. ``pause_fails``: from which repetition on ``pause`` raises ``pause_error``."""

    batches: list[list[tuple]]
    faults: list[str]
    retry_seconds: float = 1_000.0
    pauses: tuple[float, ...] = (0.25,)
    before: int = 0
    largest: int = 6_000_000
    pause_fails: int = 0
    pause_error: type[Exception] = ArithmeticError


class Due(NamedTuple):
    """``error``: what has to come out, "" for results. ``sent``: rows of each invocation.
    ``slept``: pauses, each with the number of invocations before it. ``asked``: what pause was asked."""

    error: str
    naming: str
    results: list
    sent: list[list[tuple]]
    slept: list[tuple[int, float]]
    asked: list[int]


class Seen(NamedTuple):
    case: Case
    due: Due
    error: Exception | None
    got: object
    endpoint: Endpoint
    first: int  # payloads of calls before
    asked: list[int]


def in_turn(faults: list[str]) -> Iterator[str]:
    """Faults for an endpoint; one of ``OTHER_ERRORS`` is raised where the endpoint asks for it."""
    for fault in faults:
        if fault in OTHER_ERRORS:
            raise OTHER_ERRORS[fault](fault)
        yield fault


def function(kind: object, *more: object) -> object:
    """What the endpoint does for a row; None for a None."""
    if kind == POISON:
        raise ValueError(f"no price for {more}")
    return None if kind is None else f"{kind}: {len(more)}"


def due(case: Case) -> Due:
    """What has to come, followed step by step."""
    faults, results = iter(case.faults), []
    sent: list[list[tuple]] = []
    slept: list[tuple[int, float]] = []
    asked: list[int] = []
    paused = 0.0

    def ends(error: str, naming: str = "") -> Due:
        return Due(error, naming, results, sent, slept, asked)

    for batch in case.batches:
        for repetition in range(1, 10_000) if batch else ():
            sent.append(batch)
            size = len(request("0" * 36, batch))
            if size > case.largest:
                return ends("TooLarge", str(size))
            fault = next(faults, FINE)
            if fault == FINE and any(row[0] == POISON for row in batch):
                bad = next(row for row in batch if row[0] == POISON)
                return ends("FunctionFailed", f"no price for {bad[1:]}")
            if fault == FINE:
                results.extend(function(*row) for row in batch)
                break
            if fault == DENIED:
                return ends("PermissionError", "403")
            if fault in OTHER_ERRORS:
                return ends(OTHER_ERRORS[fault].__name__, fault)
            if fault not in FAULTS:
                return _by_text(fault, ends)
            asked.append(repetition)
            if case.pause_fails and repetition >= case.pause_fails:
                return ends(case.pause_error.__name__, f"no pause for repetition {repetition}")
            seconds = case.pauses[min(repetition, len(case.pauses)) - 1]
            if paused + seconds > case.retry_seconds:
                return ends("TimeoutError")
            paused += seconds
            slept.append((len(sent), float(seconds)))
    return ends("")


def _by_text(text: str, ends: Callable[..., Due]) -> Due:
    """What a text that came in place of the answer leads to; none of them is right."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ends("BadAnswer")
    if type(found) is dict and found.get("success") is False:
        return ends("FunctionFailed", found["error_msg"])
    return ends("BadAnswer")


class Plays:
    """A student's call, and what it makes of cases."""

    def __init__(self, call: Callable):
        self.call = call

    def expect(self, cases: Iterable[Case], *looks: Callable[[Seen], None]) -> None:
        """Every look at every case; raises for the case that takes the fewest words to tell."""
        found: list[Wrong | Raised] = []
        for case in cases:
            try:
                seen = self.play(case)
                for look in looks:
                    look(seen)
            except (Wrong, Raised) as failure:
                failure.given = told(case)
                found.append(failure)
        if found:
            raise min(found, key=lambda failure: len(failure.given))

    def play(self, case: Case) -> Seen:
        endpoint = Endpoint(function, [], case.largest, most=400)
        asked: list[int] = []

        def pause(repetition: int) -> float:
            asked.append(repetition)
            if case.pause_fails and repetition >= case.pause_fails:
                raise case.pause_error(f"no pause for repetition {repetition}")
            at = min(repetition, len(case.pauses)) if type(repetition) is int else 1
            return case.pauses[max(at, 1) - 1]

        for _ in range(case.before):
            run(self.call, endpoint, case.batches, case.retry_seconds, pause)
        first = len(endpoint.asked)
        endpoint.faults = in_turn(case.faults)
        endpoint.slept.clear()
        asked.clear()
        error, got = None, None
        try:
            got = run(self.call, endpoint, case.batches, case.retry_seconds, pause)
        except Raised as raised:
            error = raised.error
        return Seen(case, due(case), error, got, endpoint, first, asked)

    def expect_refused(self, budgets: tuple[float, ...]) -> None:
        """With each of these budgets: ValueError that names it, and nothing was asked for."""
        for budget in budgets:
            case = Case([[("a", 1)]], ["throttled"], budget)
            given = told(case)
            for batches in (case.batches, []):
                seen = self.play(case._replace(batches=batches))
                if seen.error is None:
                    what = "this budget must be refused"
                    raise Wrong(what, f"ValueError naming {budget}", show(seen.got), given)
                _expect_error(seen.error, "ValueError", str(budget), given)
                same(len(seen.endpoint.asked), 0, "the number of invocations")


def ended(seen: Seen) -> None:
    """The results, or the error."""
    due = seen.due
    if due.error:
        if seen.error is None:
            what = f"{due.error} is due, and call went on as if nothing had happened"
            raise Wrong(what, due.error, show(seen.got))
        _expect_error(seen.error, due.error, due.naming, "")
    elif seen.error is not None:
        error = f"{type(seen.error).__name__}: {seen.error}"
        raise Wrong("call raised an error", "the results", error)
    else:
        same(seen.got, due.results, "the results")


def _expect_error(error: Exception, kind: str, naming: str, given: str) -> None:
    names = {parent.__name__ for parent in type(error).__mro__}
    if kind not in names or not says(str(error), naming):
        wanted = f"{kind} naming {naming!r}" if naming else kind
        raise Wrong("another error is due", wanted, f"{type(error).__name__}: {error}", given)


def payloads(seen: Seen) -> list[dict]:
    """What was sent, read again."""
    found = []
    for text in seen.endpoint.asked[seen.first :]:
        one = json.loads(text)
        if request(one["request_id"], [tuple(row) for row in one["arguments"]]) != text:
            raise Wrong(
                "a payload is not as request writes it", "request(an id, a batch)", text[:200]
            )
        found.append(one)
    return found


def sent_right(seen: Seen) -> None:
    """Which rows every invocation had."""
    rows = [[tuple(row) for row in one["arguments"]] for one in payloads(seen)]
    same(rows, seen.due.sent, "the rows of each invocation")


def once(seen: Seen) -> None:
    """Every row took effect once."""
    ended(seen)
    have, want = Counter(seen.endpoint.remote.effects), Counter(sum(seen.case.batches, []))
    twice = have - want
    if twice:
        row = next(iter(twice))
        raise Wrong(f"rows that took effect twice: {twice.total()}", "0", f"one of them is {row}")
    same(dict(have), dict(want), "how often each row took effect")


def own_ids(seen: Seen) -> None:
    """No two batches have one id: else the endpoint would answer the second as it did the first."""
    ended(seen)
    want = sum(seen.case.batches, []) * (1 + seen.case.before)
    same(
        dict(Counter(seen.endpoint.remote.effects)),
        dict(Counter(want)),
        "how often each row took effect",
    )


def slept(seen: Seen) -> None:
    """The pauses, and what ``pause`` was asked."""
    same(seen.asked, seen.due.asked, "what pause was asked for, in turn")
    _same_pauses(seen)


def _same_pauses(seen: Seen) -> None:
    """A pause of nothing may be left out."""
    got = [(number - seen.first, seconds) for number, seconds in seen.endpoint.slept if seconds]
    due = [(number, seconds) for number, seconds in seen.due.slept if seconds]
    same(got, due, "pauses, each after so many invocations")


def within(seen: Seen) -> None:
    """No pause beyond the budget, and no call behind the one that used it up."""
    same(len(seen.endpoint.asked) - seen.first, len(seen.due.sent), "the number of invocations")
    pauses = [seconds for _, seconds in seen.endpoint.slept if seconds]
    at_most(sum(pauses), seen.case.retry_seconds, "the sum of all pauses", "s")
    # what is left of the budget is not slept through either
    right = sum(seconds > 0 for _, seconds in seen.due.slept)
    at_most(len(pauses), right, "the number of pauses")


def nothing_more(seen: Seen) -> None:
    """Nothing is asked after an error that is not to be repeated."""
    same(len(seen.endpoint.asked) - seen.first, len(seen.due.sent), "the number of invocations")
    _same_pauses(seen)


def told(case: Case) -> str:
    """The case in words."""
    text = f"call(endpoint, {case.batches}, {case.retry_seconds}, pause)"
    if case.before:
        text += f", the call number {case.before + 1} of the same endpoint"
    if case.faults:
        text += (
            f"; the invocations end in turn: {', '.join(case.faults)}; all further ones are fine"
        )
        text += f"; pause says {', '.join(map(str, case.pauses))}"
    if case.pause_fails:
        text += f"; pause raises {case.pause_error.__name__} from {case.pause_fails} on"
    if case.largest < 6_000_000:
        text += f"; payloads above {case.largest} bytes are refused"
    return text
