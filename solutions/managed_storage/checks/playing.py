"""Calls of a student's function on stores that hold what a case says, hundreds in one message, and
their judge.

A case is played in the student's process (``play``, which holds nothing that is expected). What the
function asked its store for is asked again of a store of the judge's own, and the outcome is held
against that of a right function, which is called on a third. What breaks a law (arguments, answers
that are shared, a memory of earlier stores) is noted for the laws' check and costs no other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

from solutions.managed_storage.checks.one_call import ERRORS, STORE, Case, Seen, play, stands_for
from warehouse.checks import Wrong, in_notebook, laws, run, same, unwatched
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import says, show
from warehouse.managed_storage.objects import (
    AlreadyExists,
    Crashed,
    NotThere,
)

# ------------------------------------------------------------------------------------ judged


class Due(NamedTuple):
    """What a right function does in the same case. ``naming``: what the message must contain."""

    error: str
    naming: str
    result: object
    args: list
    objects: dict[str, tuple[bytes, float]]
    asked: list[tuple[str, tuple]]


class Judged(NamedTuple):
    """One case: what was seen, and what is due. ``objects``: the store's at the end."""

    case: Case
    seen: Seen
    objects: dict[str, tuple[bytes, float]]
    due: Due
    name: str  # of the function


Look = Callable[[Judged], None]


class Plays:
    """A student's function, the right one, and cases by kind. Each kind is played once, however
    often it is looked at. Cases of the kind "before KIND" leave what a function must not remember.

    ``may_change``: numbers of arguments, from 1, that the function is asked to change. ``lent``:
    right parts of the same exercise, by name, so that a slip in one costs once.
    """

    def __init__(
        self,
        function: Callable,
        right: Callable,
        cases: dict[str, list[Case]],
        may_change: Iterable[int] = (),
        **lent: Callable,
    ):
        self.function, self.right, self.cases = function, right, cases
        self.may_change, self.lent = set(may_change), lent
        self.judged: dict[str, list[Judged]] = {}

    def expect(self, kind: str, *look: Look) -> None:
        """In every case the function must end as the right one does: return, or raise the same;
        ``look`` at what else there is to see.

        Raises ``Wrong`` (or ``Raised``) for the case that takes the fewest words to tell.
        """
        found: list[Wrong | Raised] = []
        for judged in self._played(kind):
            try:
                _expect_ending(self.function, judged)
                for each in look:
                    each(judged)
            except (Wrong, Raised) as failure:
                failure.given = told(judged.name, judged.case)
                found.append(failure)
        if found:
            raise min(found, key=lambda failure: len(failure.given))

    def _played(self, kind: str) -> list[Judged]:
        if kind not in self.judged:
            function, cases, lent = self.function, self.cases[kind], self.lent
            before = [tuple(case) for case in self.cases.get(f"before {kind}", [])]

            def play_with_parts(function: Callable, cases: list[tuple]) -> list[list[tuple]]:
                return play(function, cases, before, lent)

            def played(about: str) -> object:
                plain = [tuple(case) for case in cases]
                return in_notebook(play_with_parts, function, plain, keeps=not lent)

            played.__name__ = function.__name__
            first, again, one_world = unwatched(played, f"{len(cases)} cases, one after the other")
            self.judged[kind] = [
                _judged(function, self.right, case, Seen(*seen)) for case, seen in zip(cases, first)
            ]
            for case, seen in zip(cases, first):
                _note_arguments(function, case, Seen(*seen), self.may_change)
            for case, seen, second in zip(cases, first, again):
                _note_memory(function, case, Seen(*seen), Seen(*second))
            twice = [(case, Seen(*seen)) for case, seen in zip(cases, first) for _ in range(2)]
            for (case, seen), there in zip(twice, one_world):
                where = "where the store was there before, and has changed since"
                _note_difference(function, case, seen, Seen(*there), where)
        return self.judged[kind]


def _judged(function: Callable, right: Callable, case: Case, seen: Seen) -> Judged:
    store = case.store()
    ways = {"put": store.put, "get": store.get, "list": store.list, "delete": store.delete}
    for kind, arguments in seen.asked:
        with suppress(AlreadyExists, NotThere, TypeError, Crashed, *ERRORS.values()):
            ways[kind](*arguments)
    return Judged(case, seen, store.bucket.objects, _due(right, case), function.__name__)


def _due(right: Callable, case: Case) -> Due:
    store = case.store()
    args, error, naming, result = case.arguments(store), "", "", None
    try:
        result = right(*args)
    except Exception as raised:
        error = type(raised).__name__
        if error not in ERRORS and error != "Crashed":
            naming = str(raised.args[0])
    left = [STORE if part is store else part for part in args]
    return Due(error, naming, result, left, store.bucket.objects, store.asked)


def _expect_ending(function: Callable, judged: Judged) -> None:
    case, seen, due = judged.case, judged.seen, judged.due
    if seen.errors and not due.error:
        run(function, *case.arguments(case.store()))  # to be told in which line it fails
        raise Wrong(f"{judged.name} raised an error", "an answer", f"{seen.errors[0]}: {seen.text}")
    if due.error and not seen.errors:
        injected = case.fails_at and (due.error in ERRORS or due.error == "Crashed")
        message = (
            f"request {case.fails_at} of the store failed, and {judged.name} went on as if it had not"
            if injected
            else f"{judged.name} must refuse this"
        )
        raise Wrong(message, _error(due), f"it returned {show(seen.result)}")
    if due.error and (due.error not in seen.errors or not says(seen.text, due.naming)):
        raise Wrong("another error is due", _error(due), f"{seen.errors[0]}: {seen.text}")


def _error(due: Due) -> str:
    return due.error + (f" naming {due.naming!r}" if due.naming else "")


def told(name: str, case: Case) -> str:
    """The whole case in words."""
    text = f"{name}({', '.join('store' if stands_for(part, STORE) else show(part) for part in case.args)})"
    held = ", ".join(_held(*one, case.now) for one in sorted(case.objects.items()))
    text += f"; the store holds {held}" if held else "; the store is empty"
    for number, written in case.others.items():
        words = ", ".join(_held(*one, case.now) for one in sorted(written.items()))
        number = "the first PUT" if number == "put" else f"request {number}"
        text += f"; just before {number} another node writes {words}"
    if case.fails_at:
        effect = "has taken effect" if case.after else "takes no effect"
        what = "the node dies" if case.error == "Crashed" else f"the store raises {case.error}"
        text += f"; at request {case.fails_at}, which {effect}, {what}"
    return text


def _held(name: str, stored: tuple[bytes, float], now: float) -> str:
    data, written = stored
    if name.startswith(("log/", "checkpoints/")):
        return f"{name} {data.decode(errors='replace')}"
    age = f", {now - written:g} s old" if now > written else ""
    return f"{name} ({show(data)}{age})"


# ------------------------------------------------------------------------------------ looked at


def same_result(judged: Judged) -> None:
    """What is returned."""
    called.calls.text = ""
    same(judged.seen.then, judged.due.result, "what comes back")


def arguments_left(*numbers: int) -> Look:
    """What these arguments, from 1, hold at the end."""

    def look(judged: Judged) -> None:
        called.calls.text = ""
        for number in numbers:
            given = judged.case.args[number - 1]
            got, due = judged.seen.args[number - 1], judged.due.args[number - 1]
            same(got, due, f"argument {number}, which was {show(given)}, afterwards")

    return look


def result_in_any_order(judged: Judged) -> None:
    """What is returned, a list of texts."""
    called.calls.text = ""
    got = judged.seen.then
    got = sorted(map(str, got)) if type(got) is list else got
    same(got, sorted(judged.due.result), "what comes back, sorted,")


Tidy = Callable[["Judged", str, bytes], object]


def store_left(
    which: Callable[[str], bool] = lambda name: True, tidy: Tidy = lambda judged, name, data: data
) -> Look:
    """What the store holds at the end under the names of which ``which`` is true, and that nothing
    was written a second time. ``tidy`` makes of an object's bytes what is compared."""

    def look(judged: Judged) -> None:
        called.calls.text = ""
        seen, due = ({name: stored for name, stored in objects.items() if which(name)}
                     for objects in (judged.objects, judged.due.objects))  # fmt: skip
        others = {name: held for each in judged.case.others.values() for name, held in each.items()}
        for name in sorted(due.keys() | seen.keys()):
            if name not in seen:
                raise Wrong(f"the store does not hold {name}", "it is there", show(sorted(seen)))
            if name not in due:
                got = show(seen[name][0])
                raise Wrong(f"the store holds {name}", "no such object", got)
            got, right = (tidy(judged, name, held[name][0]) for held in (seen, due))
            same(got, right, f"what {name} holds")
            was = (judged.case.objects | others).get(name, (b"", None))[1]
            if was is not None and seen[name][1] != was and due[name][1] == was:
                raise Wrong(f"{name} was written a second time", "the first one stays", "a new one")

    return look


def below(*prefixes: str) -> Callable[[str], bool]:
    return lambda name: name.startswith(prefixes)


def as_json(judged: Judged, name: str, data: bytes) -> object:
    """Log entries and checkpoints as what they say, other objects as they are."""
    if not name.startswith(("log/", "checkpoints/")):
        return data
    try:
        return json.loads(data)
    except ValueError:
        raise Wrong(f"{name} is no JSON", "what the task says", show(data)) from None


def asked_something(judged: Judged) -> None:
    """At least one request, where a right function makes any."""
    if judged.due.asked and not judged.seen.asked:
        raise Wrong("the store was asked for nothing", "requests", "none")


def no_more_requests(judged: Judged) -> None:
    """No request more of any kind than needed."""
    asked_something(judged)
    seen, due = (
        Counter(kind for kind, _ in asked) for asked in (judged.seen.asked, judged.due.asked)
    )
    if seen - due:
        raise Wrong("more requests than needed", f"at most {dict(due)}", str(dict(seen)))


def nothing_after_the_failure(judged: Judged) -> None:
    """After a request that failed none was made."""
    more = judged.seen.asked[judged.case.fails_at :]
    if more:
        kind, arguments = more[0]
        got = f"{kind}({', '.join(map(show, arguments))})"
        raise Wrong("the store was asked for more after its failure", "nothing", got)


def nothing_asked(judged: Judged) -> None:
    """A refusal comes before the first request."""
    same(len(judged.seen.asked), 0, "the number of requests")


# ------------------------------------------------------------------------------------ laws


def note(message: str, expected: str, got: str, given: str) -> None:
    """A broken law, for the laws' check."""
    if called.ledger is not None and called.ledger.broken is None:
        called.ledger.broken = Wrong(message, expected, got, given)


def _note_arguments(function: Callable, case: Case, seen: Seen, may_change: set[int]) -> None:
    for place, (was, now) in enumerate(zip(case.args, seen.args), 1):
        if place not in may_change and not laws.alike(was, now):
            message = f"{function.__name__} changed its argument {place}, which is its caller's"
            note(message, show(was), show(now), told(function.__name__, case))


def _note_memory(function: Callable, case: Case, first: Seen, again: Seen) -> None:
    given = told(function.__name__, case)
    if not laws.alike(first.then, first.result):
        message = "an answer changed when the function was called again: it shares it"
        note(message, show(first.then), show(first.result), given)
    _note_difference(function, case, first, again, "on an equal store")


def _note_difference(function: Callable, case: Case, first: Seen, again: Seen, where: str) -> None:
    one, other = (
        (sorted(map(repr, seen.asked)), seen.errors, seen.then) for seen in (first, again)
    )
    if not laws.alike(one, other):
        message = f"the same call {where} did something else the second time"
        note(message, _deed(first), _deed(again), told(function.__name__, case))


def _deed(seen: Seen) -> str:
    asked = ", ".join(kind for kind, _ in seen.asked) or "nothing"
    ended = f"raised {seen.errors[0]}" if seen.errors else f"returned {show(seen.then)}"
    return f"asked for {asked}, and {ended}"
