"""In the student's process: things of the test process's, with the look of the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from autograder.execution.bridge import Verb

if TYPE_CHECKING:
    from autograder.execution.student_end import StudentEnd


class Proxy:
    """In the student's process: something of the test process's. Public attributes and methods, no
    more."""

    _methods = _constant = _pure = ()

    def __init__(self, end: StudentEnd, number: int, called: str):
        self.__dict__.update(_end=end, _number=number, _remembered={}, __name__=called)

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._methods:
            return lambda *args, **named: self._use(name, args, named)
        if name in self._constant:
            if name not in self._remembered:
                self._remembered[name] = self._end.ask([Verb.GET, self._number, name])
            return self._remembered[name]
        return self._end.ask([Verb.GET, self._number, name])

    def __reduce__(self) -> tuple:
        raise TypeError(
            f"{type(self).__name__} belongs to the test and cannot be sent to another process: "
            "pass it as an argument"
        )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} belongs to the test: its {name} cannot be set")

    def _use(self, name: str, args: tuple, named: dict | None = None) -> object:
        same = self._end.timed and (
            name in self._pure or not name and not self._methods and _hashable(args)
        )
        # in a timed call it gives what it gave before: the way is not counted
        if same and (name, args) in self._remembered:
            return self._remembered[name, args]
        result = self._end.ask(
            [Verb.USE, self._number, name, list(named or ())], (*args, *(named or {}).values())
        )
        if same:
            self._remembered[name, args] = result
        return result

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of the test>"


def _hashable(args: tuple) -> bool:
    try:
        hash(args)
    except TypeError:
        return False
    return True


def _forward(name: str) -> Callable:
    return lambda self, *args, **named: self._use("" if name == "__call__" else name, args, named)


def _iterate(self: Proxy) -> Iterator:
    return self if "__next__" in type(self).__dict__ else iter(self._use("__iter__", ()))


def _next(self: Proxy) -> object:
    got = self._use("__next__", ())
    if got[0] == "end":
        raise StopIteration
    return got[1]


@cache
def proxy_class(name: str, special: tuple, methods: tuple, constant: tuple, pure: tuple) -> type:
    """A proxy class that carries the name of the real one and has its special methods."""
    body: dict = {method: _forward(method) for method in special} | {
        "_methods": methods,
        "_constant": constant,
        "_pure": pure,
    }
    if "__iter__" in special:
        body["__iter__"] = _iterate
    if "__next__" in special:
        body["__next__"] = _next
    return type(name.rpartition(".")[2], (Proxy,), body)
