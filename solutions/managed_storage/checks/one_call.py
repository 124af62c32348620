"""A case of a function that works on a store, and what is seen of it when it is played."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, zip_longest
from typing import NamedTuple

from warehouse.checks import laws
from warehouse.managed_storage.objects import (
    AlreadyExists,
    Bucket,
    NotingStore,
    NotThere,
    Unavailable,
)

#: Stands for the store among a case's arguments.
STORE = "(the store)"
#: What a failing request raises, by name.
ERRORS = {kind.__name__: kind for kind in (Unavailable, TimeoutError, LookupError, PermissionError)}
#: Stand for objects that are no data, inside a list among a case's arguments.
STRANGE: dict[str, Callable[[], object]] = {
    "(a memoryview)": lambda: memoryview(b"of something"),
    "(an object)": object,
    "(an array of bytes)": lambda: array("B", b"of something"),
}
AGAIN = 6  # cases that are played a second time
TOGETHER = 3  # cases that are played in one world


class Case(NamedTuple):
    """A store, and the arguments of one call.

    ``objects``: {name: (bytes, second of the clock at which it was written)}. ``now``: the clock's.
    ``fails_at``: the request (from 1) that fails, 0 for none; ``error``: with which of ``ERRORS``,
    or "Crashed"; ``after``: whether it takes effect all the same. ``others``: {number of a request, or
    "put" for the first one of these: objects that another node writes just before it}.
    """

    args: tuple
    objects: dict[str, tuple[bytes, float]] = {}
    now: float = 0.0
    fails_at: int = 0
    error: str = "Unavailable"
    after: bool = False
    others: dict[int | str, dict[str, tuple[bytes, float]]] = {}

    def store(self) -> CaseStore:
        return CaseStore(self)

    def arguments(self, store: object) -> list:
        """As the function is called: copies, with the store in its place."""
        return [
            store if stands_for(part, STORE) else _made(laws.copied(part)) for part in self.args
        ]


class CaseStore(NotingStore):
    """The store of a case, which notes what it is asked for."""

    def __init__(self, case: Case):
        bucket, dies = Bucket(), case.error == "Crashed"
        bucket.now, bucket.objects = case.now, dict(case.objects)
        super().__init__(bucket, case.fails_at if dies and case.fails_at else None, case.after)
        self.case, self.failing = case, 0 if dies else case.fails_at

    def _request(self, kind: str, effect, sent: int = 0):
        for moment in (self.requests.total() + 1, kind if not self.requests[kind] else ""):
            self.bucket.objects |= self.case.others.get(moment, {})
        if self.requests.total() + 1 != self.failing:
            return super()._request(kind, effect, sent)
        if self.case.after:
            with suppress(AlreadyExists, NotThere):
                super()._request(kind, effect, sent)
        else:
            self.requests[kind] += 1
        raise ERRORS[self.case.error](f"request {self.failing}, a {kind}, failed")


class Seen(NamedTuple):
    """What one call did. ``errors``: the names of what it raised and of its parents, [] where it
    returned; ``text``: its message. ``then``: the result when it came back; ``result``: the same
    object at the end."""

    asked: list[tuple[str, tuple]]
    errors: list[str]
    text: str
    result: object
    then: object
    args: list


def play(
    function: Callable, cases: list[tuple], before: list[tuple], parts: dict[str, Callable]
) -> list[list[tuple]]:
    """Every case's ``Seen``, and those of the first ``AGAIN`` once more, after what came back the
    first time has been changed by its owner, and what ``_in_one_world`` gives of them. The notebook
    has ``parts`` under their names.

    # driver: runs in the student's process
    """
    notebook = getattr(function, "__globals__", {})
    own = {name: notebook[name] for name in parts if name in notebook}
    notebook.update(parts)
    try:
        first = [_one(function, Case(*case)) for case in cases]
        shown = [(*seen[:3], laws.copied(seen[3]), *seen[4:]) for seen in first]
        for seen in first:
            laws.spoil(seen[3])
        some = [Case(*case) for case in cases[:AGAIN]]
        earlier = [Case(*case) for case in before[:TOGETHER]]
        again = [_one(function, case) for case in some]
        return [shown, again, _in_one_world(function, some[:TOGETHER], earlier)]
    finally:
        notebook.update(own)


def _in_one_world(function: Callable, cases: list[Case], before: list[Case]) -> list[tuple]:
    """Each case's ``Seen``, twice, where the store, the lists and the dicts are the same objects all
    along: only what they hold is another case's each time. ``before``: cases that come before
    each, of which nothing is told."""
    store, kept, told = CaseStore(Case(())), {}, []
    turns = [
        [(earlier, False)] * bool(earlier) + [(case, True)] * 2
        for case, earlier in zip_longest(cases, before[: len(cases)])
    ]
    for case, counts in chain.from_iterable(turns):
        store.__init__(case)
        args = case.arguments(store)
        for place, part in enumerate(args):
            if type(part) is list:
                args[place] = kept.setdefault((place, list), [])
                args[place][:] = part
            elif type(part) is dict:
                args[place] = kept.setdefault((place, dict), {})
                args[place].clear()
                args[place].update(part)
        seen = _one(function, case, store, args)
        if counts:
            told.append((*seen[:3], laws.copied(seen[3]), *seen[4:]))
        laws.spoil(seen[3])
    return told


def _one(
    function: Callable, case: Case, store: CaseStore | None = None, args: list | None = None
) -> tuple:
    store = store or case.store()
    args, errors, text, result = args or case.arguments(store), [], "", None
    try:
        result = function(*args)
    except Exception as error:
        if type(error) is NotImplementedError:
            raise
        errors, text = [kind.__name__ for kind in type(error).__mro__], str(error)[:2000]
    left = [STORE if part is store else _data(part) for part in args]
    return store.asked, errors, text, result, laws.copied(result), left


def stands_for(part: object, text: str) -> bool:
    return type(part) is str and part == text


def _made(part: object) -> object:
    if type(part) is list:
        return [STRANGE[each]() if type(each) is str and each in STRANGE else each for each in part]
    return part


def _data(part: object) -> object:
    """An argument afterwards; objects that are no data by what stands for them."""
    if type(part) is list:
        names = {type(make()): name for name, make in STRANGE.items()}
        return [names.get(type(each), each) for each in part]
    return part
