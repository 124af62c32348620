"""The student's end of the bridge: what the test process may ask of the student's."""

from __future__ import annotations

import importlib
import pickle
import socket
import sys
from collections.abc import Callable

from autograder.execution import slices, wire
from autograder.execution.bridge import MOST_KEPT, Bridge, Verb, exception_homes, parts_of
from autograder.execution.codec import NotData, qualified
from autograder.execution.namespace import notebook_names
from autograder.execution.proxy import Proxy, proxy_class
from warehouse.distribution.cluster import check_outputs
from warehouse.distribution.code import Pickled

LONGEST_TEXT = 2000  # characters of an exception's text that pass


class StudentEnd(Bridge):
    """The student's end. ``names`` is the notebook's namespace."""

    by_value = True

    def __init__(self, sock: socket.socket, names: dict, where: Callable[[BaseException], str]):
        super().__init__(sock)
        self.names, self._where = names, where
        # what stood under the names that were lent, a dict for every time
        self._before: list[dict[str, tuple]] = []
        self.proxies: dict[int, Proxy] = {}
        self.timed = False
        self._held: int | None = None  # the number of what the last timed call gave
        self._kept: list[int] = []  # numbers of arguments of timed calls
        self._as_bytes = Pickled()

    def loop_once(self) -> None:
        """Serve one request. Raises ``wire.Closed`` when the test process has gone."""
        message, buffers = wire.receive(self.sock)
        kind, *rest = parts_of(message)
        if kind != "ask":
            raise wire.Malformed("a reply to nothing")
        self.answer(rest, buffers)

    def refer(self, value: object) -> list:
        if isinstance(value, Proxy):
            return ["yours", value._number]
        if type(value) is _Held:
            self._held = self.export(value.result)
            return ["mine", self._held, "held", "", "held"]
        kind = type(value)
        try:
            shown = repr(value)[:200]
        except Exception as error:  # whatever the student's __repr__ does
            shown = f"(repr raises {type(error).__name__})"
        return [
            "mine",
            self.export(value),
            kind.__name__,
            shown,
            getattr(value, "__name__", kind.__name__),
        ]

    def resolve(self, tree: list) -> object:
        match tree:
            case ["yours", int(number)]:
                return self.exported[number]
            case ["your method", int(number), str(name)]:
                return getattr(self.exported[number], name)
            case ["import", str(module), str(name)]:
                return getattr(importlib.import_module(module), name)
            case [
                "mine",
                int(number),
                str(name),
                list(special),
                list(methods),
                list(constant),
                list(pure),
                str(called),
            ]:
                if number not in self.proxies:
                    kind = proxy_class(
                        name, tuple(special), tuple(methods), tuple(constant), tuple(pure)
                    )
                    self.proxies[number] = kind(self, number, called)
                return self.proxies[number]
        raise NotData("malformed data: an unknown reference")

    def answer(self, rest: list, buffers: list) -> None:
        with notebook_names(self.names):
            super().answer(rest, buffers)

    def serve(self, request: list, values: list) -> object:
        verb, *parts = request
        if verb not in _SERVED:
            raise NotData("a request of no known kind")
        return _SERVED[verb](self, values, *parts)

    def _held_under(self, values: list, names: list[str]) -> list[tuple]:
        return [(self.names[name],) if name in self.names else () for name in names]

    def _forget(self, values: list) -> None:
        self.proxies.clear()
        self._kept.clear()
        self._held = None
        self.forget()

    def _call(self, values: list, number: int, method: str, named: list[str]) -> object:
        self.timed = False
        return self._called(values, number, method, named)

    def _timed_call(self, values: list, number: int, method: str, named: list[str]) -> object:
        self.timed = True
        # what the last round gave is let go, as it would be in one process
        if self._held is not None:
            self._withdraw(self._held)
            self._held = None
        return _Held(self._called(values, number, method, named))

    def _called(self, values: list, number: int, method: str, named: list[str]) -> object:
        target = self.exported[number]
        function = getattr(target, method) if method else target
        plain = values[: len(values) - len(named)]
        return function(*plain, **dict(zip(named, values[len(plain) :])))

    def _call_each(self, values: list, number: int) -> tuple[list, tuple | None]:
        results: list = []
        for args in values[0]:
            try:
                results.append(_as_it_is(self.exported[number](*args)))
            except Exception as error:
                return results, self.describe(error)
        return results, None

    def _run_shipped(self, values: list) -> object:
        return pickle.loads(values[0])(*values[1:])

    def _lend(self, values: list, names: list[str]) -> None:
        self._before.append(dict(zip(names, self._held_under([], names))))
        self.names.update(zip(names, values))

    def _give_back(self, values: list) -> None:
        for name, was in self._before.pop().items():
            self.names.pop(name, None)
            if was:
                self.names[name] = was[0]

    def _keep(self, values: list) -> int:
        if len(self._kept) == MOST_KEPT:  # of the rounds before
            self._withdraw(self._kept.pop(0))
        self._kept.append(self.export(values[0]))
        return self._kept[-1]

    def _withdraw(self, number: int) -> None:
        self._numbers.pop(id(self.exported.pop(number, None)), None)

    def _pickled(self, values: list, number: int) -> bytes:
        function = self.exported[number]
        try:
            return self._as_bytes.dumps(function)
        except Exception as error:
            raise TypeError(
                f"{getattr(function, '__name__', function)!r} cannot be sent to another process "
                f"({type(error).__name__}: {error}); does it use the cluster, or an open file?"
            ) from error

    def _run_on_slice(self, values: list, numbers: list, outputs: int | None) -> list[int]:
        """Run a function that came as bytes; what it returns stays here, under numbers. None: a
        value that came along."""
        code, *rest = values
        given = iter(rest)
        result = pickle.loads(code)(
            *[next(given) if number is None else self.exported[number] for number in numbers]
        )
        return [
            self.export(value)
            for value in ([result] if outputs is None else check_outputs(result, outputs))
        ]

    def describe(self, error: BaseException) -> tuple[list[str], str, str]:
        if isinstance(error, wire.Closed):
            raise error
        try:
            text = str(error)[:LONGEST_TEXT]
        except Exception as another:  # whatever the student's __str__ does
            text = f"(its text raises {type(another).__name__})"
        return [qualified(cls) for cls in type(error).__mro__], text, self._where(error)

    def error_from(self, names: list, text: str, where: str) -> Exception:
        """An error of the course's object that was called, as the class that the student's code may
        catch, or as one of its kinds, where it was one that is known to the tests alone."""
        unknown = []
        for module, _, name in (str(each).rpartition(":") for each in names):
            for home in [module] if module.startswith("warehouse.") else exception_homes():
                found = getattr(sys.modules.get(home), name, None)
                if isinstance(found, type) and issubclass(found, Exception):
                    for kind in reversed(unknown) if found is not Exception else ():
                        found = type(kind, (found,), {})
                    return found(text)
            unknown.append(name)
        return RuntimeError(text)


def _as_it_is(result: object) -> object:
    """A list, dict or set as it is now, where the next call may fill the same one: each result is
    judged by itself, as it is where calls go across one by one."""
    return result.copy() if type(result) in (list, dict, set) else result


class _Held:
    """A result that stays where it is: the call was made for its time."""

    def __init__(self, result: object):
        self.result = result


#: What serves each request: a method that gets the values and then the other parts of the request.
_SERVED: dict[str, Callable] = {
    Verb.NAMES: StudentEnd._held_under,
    Verb.FORGET: StudentEnd._forget,
    Verb.CALL: StudentEnd._call,
    Verb.TIMED_CALL: StudentEnd._timed_call,
    Verb.CALL_EACH: StudentEnd._call_each,
    Verb.SHIPPED: StudentEnd._run_shipped,
    Verb.PICKLE: StudentEnd._pickled,
    Verb.LEND: StudentEnd._lend,
    Verb.GIVE_BACK: StudentEnd._give_back,
    Verb.KEEP: StudentEnd._keep,
    Verb.FETCH: lambda self, values, number: self.exported[number],
    Verb.NOTHING: lambda self, values: None,
    Verb.RUN_ON_SLICE: StudentEnd._run_on_slice,
    Verb.PACK: lambda self, values, number: slices.packed(self.exported[number]),
    Verb.UNPACK: lambda self, values: self.export(slices.unpacked(values[0])),
    Verb.PUT: lambda self, values: self.export(values[0]),
}
