"""In the test process: things of the student's that are no data, and stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from autograder.execution.namespace import from_notebook
from warehouse.checks.outcomes import Wrong

if TYPE_CHECKING:
    from autograder.execution.tester_end import TesterEnd


#: What makes a result that was meant to be data one of these, by its class's name.
_MADE_BY = {
    "generator": "a function with yield in it gives a generator: give back a list or an array",
    "coroutine": "an async def gives a coroutine, which nobody awaits here: leave out async",
    "async_generator": "an async def with yield gives a generator: leave out both",
    "function": "is there a call missing, f and not f()?",
}


class NoData:
    """What all things of the student's that are no data have in common: who takes one for data is
    told what it is."""

    def _refuse(self, *args: object) -> object:
        of = self.__dict__.get("_of", self)  # a method is its object's
        why = _MADE_BY.get(of.__dict__["_kind"], "")
        raise Wrong(
            "data was asked for: numbers, texts, lists, numpy arrays, Arrow tables"
            + (f" ({why})" if why else ""),
            "data",
            repr(of),
        )

    __bool__ = __eq__ = __len__ = __iter__ = __getitem__ = __contains__ = _refuse
    __lt__ = __gt__ = __le__ = __ge__ = __int__ = __float__ = __index__ = __neg__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __and__ = __or__ = _refuse
    __hash__ = object.__hash__


class RemoteObject(NoData):
    """Something of the student's. A graded test may call it and its methods, and show it in a
    message; its truth, equality and length are not to be had.

    ``end``: the way to it.
    ``number``: what it is called there.
    ``kind``: its class's name.
    ``shown``: its ``repr``, cut.
    ``name``: its ``__name__``.
    """

    def __init__(self, end: TesterEnd, number: int, kind: str, shown: str = "", name: str = ""):
        self.__dict__.update(
            _end=end,
            _number=number,
            _kind=kind,
            _shown=shown,
            __name__=name,
            _generation=end.generation,  # of the process that holds it
            _global="",  # the name that the notebook holds it under
        )

    def __call__(self, *args: object, **named: object) -> object:
        return self._end.call(self, "", args, named)

    def __getattr__(self, name: str) -> Callable:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteMethod(self, name)

    def __repr__(self) -> str:
        return f"{self._kind} {self._shown}" if self._shown else self._kind

    def __reduce__(self) -> tuple:
        if not self._global:
            raise TypeError(f"{self!r} is no name of the notebook: it cannot be shipped back to it")
        return from_notebook, (self._global,)


class RemoteMethod(NoData):
    """A method of such an object, to be called."""

    def __init__(self, of: RemoteObject, name: str):
        self._of, self.__name__ = of, name

    def __call__(self, *args: object, **named: object) -> object:
        return self._of._end.call(self._of, self.__name__, args, named)
