"""The student's end of the bridge. It gives its proxies of course objects the look of the real
thing."""

from __future__ import annotations

import importlib
import pickle
import socket
import sys
from collections.abc import Callable, Iterator
from functools import cache

import cloudpickle

from autograder.execution import slices, wire
from autograder.execution.bridge import MOST_KEPT, Bridge, exception_homes, parts_of
from autograder.execution.codec import NotData, qualified
from autograder.execution.namespace import notebook_names
from warehouse.distribution.cluster import check_outputs


class StudentEnd(Bridge):
    """The student's end. ``names`` is the notebook's namespace."""

    by_value = True

    def __init__(self, sock: socket.socket, names: dict, describe: Callable[[BaseException], str]):
        super().__init__(sock)
        self.names, self.describe = names, describe
        # what stood under the names that were lent, a dict for every time
        self.before: list[dict[str, tuple]] = []
        self.proxies: dict[int, Proxy] = {}
        self.timed = False
        self.held: int | None = None
        self.kept: list[int] = []

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
            self.held = self.export(value.result)
            return ["mine", self.held, "held", "", "held"]
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
                    kind = _proxy_class(
                        name, tuple(special), tuple(methods), tuple(constant), tuple(pure)
                    )
                    self.proxies[number] = kind(self, number, called)
                return self.proxies[number]
        raise NotData("malformed data: an unknown reference")

    def answer(self, rest: list, buffers: list) -> None:
        with notebook_names(self.names):
            super().answer(rest, buffers)

    def serve(self, request: list, values: list, reply: str) -> object:
        match request:
            case ["names", list(names)]:
                return [(self.names[name],) if name in self.names else () for name in names]
            case ["forget"]:
                self.proxies.clear()
                self.kept.clear()
                self.held = None
                return self.forget()
            case ["pickle", int(number)]:
                return self._cloudpickled(self.exported[number])
            case ["on slice", list(numbers), outputs]:
                return self._on_slice(numbers, outputs, values)
            case ["take", int(number)]:
                return slices.packed(self.exported[number])
            case ["give"]:
                return self.export(slices.unpacked(values[0]))
            case ["shipped"]:
                return pickle.loads(values[0])(*values[1:])
            case ["nothing"]:
                return None
            case ["hold"]:
                return self.export(values[0])
            case ["keep"]:
                if len(self.kept) == MOST_KEPT:  # of the rounds before
                    self._numbers.pop(id(self.exported.pop(self.kept.pop(0), None)), None)
                self.kept.append(self.export(values[0]))
                return self.kept[-1]
            case ["fetch", int(number)]:
                return self.exported[number]
            case ["call", int(number), str(method), list(named)]:
                target = self.exported[number]
                function = getattr(target, method) if method else target
                plain = values[: len(values) - len(named)] if named else values
                self.timed = reply == "held"
                # what the last round gave is let go, as it would be in one process
                if self.timed and self.held is not None:
                    self._numbers.pop(id(self.exported.pop(self.held, None)), None)
                    self.held = None
                result = function(*plain, **dict(zip(named, values[len(plain) :])))
                return _Held(result) if reply == "held" else result
            case ["each", int(number)]:
                results: list = []
                for args in values[0]:
                    try:
                        results.append(self.exported[number](*args))
                    except Exception as error:
                        return results, self.told(error)
                return results, None
            case ["lend", list(names)]:
                self.before.append(
                    {name: (self.names[name],) if name in self.names else () for name in names}
                )
                self.names.update(zip(names, values))
                return None
            case ["give back"]:
                for name, was in self.before.pop().items():
                    self.names.pop(name, None)
                    if was:
                        self.names[name] = was[0]
                return None
        raise NotData("a request of no known kind")

    def _cloudpickled(self, function: Callable) -> bytes:
        try:
            return cloudpickle.dumps(function)
        except Exception as error:
            raise TypeError(
                f"{getattr(function, '__name__', function)!r} cannot be sent to another process "
                f"({type(error).__name__}: {error}); does it use the cluster, or an open file?"
            ) from error

    def _on_slice(self, numbers: list, outputs: int | None, values: list) -> list[int]:
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

    def told(self, error: BaseException) -> tuple[list[str], str, str]:
        if isinstance(error, wire.Closed):
            raise error
        try:
            text = str(error)[:2000]
        except Exception as another:  # whatever the student's __str__ does
            text = f"(its text raises {type(another).__name__})"
        return [qualified(cls) for cls in type(error).__mro__], text, self.describe(error)

    def raised(self, names: list, text: str, where: str) -> Exception:
        """An error of the course's object that was called, as the class that the student's code may
        catch."""
        for module, _, name in (str(each).rpartition(":") for each in names):
            for home in [module] if module.startswith("warehouse.") else exception_homes():
                found = getattr(sys.modules.get(home), name, None)
                if isinstance(found, type) and issubclass(found, Exception):
                    return found(text)
        return RuntimeError(text)


class _Held:
    """A result that stays where it is: the call was made for its time."""

    def __init__(self, result: object):
        self.result = result


class Proxy:
    """In the student's process: something of the test process's. Public attributes and methods, no
    more."""

    _methods = _constant = _pure = ()

    def __init__(self, end: StudentEnd, number: int, called: str):
        self.__dict__.update(_end=end, _number=number, _kept={}, __name__=called)

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._methods:
            return lambda *args, **named: self._use(name, args, named)
        if name in self._constant:
            if name not in self._kept:
                self._kept[name] = self._end.ask(["get", self._number, name])
            return self._kept[name]
        return self._end.ask(["get", self._number, name])

    def __reduce__(self) -> tuple:
        raise TypeError(
            f"{type(self).__name__} belongs to the test and cannot be sent to another process: pass it as an argument"
        )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} belongs to the test: its {name} cannot be set")

    def _use(self, name: str, args: tuple, named: dict | None = None) -> object:
        kept = self._end.timed and (
            name in self._pure or not name and not self._methods and _hashable(args)
        )
        # in a timed call it gives what it gave before: the way is not counted
        if kept and (name, args) in self._kept:
            return self._kept[name, args]
        result = self._end.ask(
            ["use", self._number, name, list(named or ())], (*args, *(named or {}).values())
        )
        if kept:
            self._kept[name, args] = result
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
def _proxy_class(name: str, special: tuple, methods: tuple, constant: tuple, pure: tuple) -> type:
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
