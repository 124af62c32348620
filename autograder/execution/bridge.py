"""Calls between the test process and the student's, in both directions and nested, over one socket.

``Bridge`` holds what both ends share: objects that stay at home are exported under a number, and stand on the other side
as proxies. Arguments that the callee changed in place are changed for the caller too, so that a call across behaves
like a call. The two ends differ in what they trust:

- ``TestEnd`` (in the test process) receives data only. What is not data arrives as a ``Theirs``: it can be called, its
  methods can be called, and that is all; its truth, equality or length are not to be had.
- ``StudentEnd`` (in the student's process) gives its proxies of course objects the look of the real thing.
"""

from __future__ import annotations

import contextlib
import importlib
import itertools
import pickle
import signal
import socket
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import cloudpickle

from autograder.execution import slices, wire
from autograder.execution.codec import NotData, Reader, Writer
from warehouse.checks.outcomes import NotStarted, Raised, Wrong
from warehouse.cluster import check_outputs
from warehouse.errors import CourseError

LONGEST_TRIP = 0.0005  # seconds
LARGE = 32 << 20  # bytes
_SPECIAL = (
    "__len__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__iter__",
    "__next__",
    "__reversed__",
    "__contains__",
    "__call__",
    "__enter__",
    "__exit__",
)


class StudentError(Exception):
    """An exception that the student's code raised. Carries data only: its class names, its text and where it was raised."""

    text = where_text = ""

    def __str__(self) -> str:
        return self.text


def error_like(names: list[str], text: str, where: str = "") -> Exception:
    """An exception whose class has the names of the original's class and of its parents, and is a real one's subclass
    where there is one of that name (ValueError, ConflictError), so that a test's ``except`` catches it as in a kernel."""
    if names[:1] == ["NotImplementedError"]:
        return NotImplementedError(text)  # the stub's own, which the checks tell by its exact type
    kinds = [
        name for name in names if name not in ("object", "BaseException", "Exception") and name.isidentifier() and name.isascii()
    ]
    real = next((found for found in map(_known_exception, kinds) if found), None)
    parent: type = type(kinds[-1] if kinds else "Exception", (StudentError, real) if real else (StudentError,), {})
    for name in reversed(kinds[:-1]):
        parent = type(name, (parent,), {})
    made = parent.__new__(parent, text)
    made.text, made.where_text = text, where
    return made


def _known_exception(name: str) -> type | None:
    """The exception class of this name among Python's, Arrow's and the course's; none that the checks themselves speak with."""
    homes = ["builtins", "pyarrow", *[key for key in list(sys.modules) if key.startswith("warehouse.") and "checks" not in key]]
    for home in homes:
        found = getattr(sys.modules.get(home), name, None)
        if isinstance(found, type) and issubclass(found, Exception):
            ours = home.startswith("warehouse.") and issubclass(found, CourseError)
            return None if ours or found is Exception or issubclass(found, BaseExceptionGroup) else found
    return None


class Bridge:
    """One end. ``sock`` may be replaced when the other process was."""

    cut = False  # whether what this end answers with passes without the columns that it is a slice of
    by_value = False  # whether course objects that can be written as data are

    def __init__(self, sock: socket.socket | None):
        self.sock = sock
        self.exported: dict[int, object] = {}
        self._numbers: dict[int, int] = {}
        self._next = itertools.count(1)

    def export(self, value: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = next(self._next)
            self.exported[number], self._numbers[id(value)] = value, number
        return number

    def forget(self) -> None:
        """Withdraw everything exported: the other side's proxies of it are worth nothing from now on."""
        self.exported.clear()
        self._numbers.clear()

    def refer(self, value: object) -> list:
        raise NotImplementedError

    def resolve(self, tree: list) -> object:
        raise NotImplementedError

    def ask(self, request: list, values: tuple = (), reply: str = "data") -> object:
        """Send a request with ``values`` and answer the other side's requests until the reply to it comes."""
        writer = Writer(self.refer, by_value=self.by_value)
        tree = [writer.tree(value) for value in values]
        wire.send(self.sock, ["ask", request, tree, reply], writer.buffers)
        while True:
            message, buffers = wire.receive(self.sock)
            kind, *rest = _parts(message)
            if kind == "ask":
                self.answer(rest, buffers)
            else:
                *result, changed = rest
                reader = Reader(buffers, self.resolve, writer.mutable)
                try:
                    self._take_changes(reader, writer.mutable, changed)
                except (ValueError, TypeError, IndexError) as error:
                    raise NotData(f"malformed data: {error}") from error
                if kind == "error":
                    raise self.raised(*result)
                (result,) = result
                self.weight = sum(map(len, buffers)) + len(str(result)) if reply == "weighed" else 0
                return reader.value(result)

    def answer(self, rest: list, buffers: list) -> None:
        """Serve one request of the other side and send the reply."""
        request, tree, reply = rest
        reader = Reader(buffers, self.resolve)
        before: list = []
        try:
            values = [reader.value(part) for part in tree]
            before = _snapshots(reader.mutable)
            result = self.serve(request, values, reply)
            writer, changed = self._changed(reader, before)
            body = writer.tree(result)
        except BaseException as error:
            names, text, where = self.told(error)
            writer, changed = self._changed(reader, before)
            wire.send(self.sock, ["error", names, text, where, changed], writer.buffers)
            return
        wire.send(self.sock, ["reply", body, changed], writer.buffers)

    def _changed(self, reader: Reader, before: list) -> tuple[Writer, list]:
        writer = Writer(self.refer, {id(made): at for at, made in enumerate(reader.mutable)}, self.by_value, self.cut)
        return writer, _changes(writer, reader.mutable[: len(before)], before)

    def serve(self, request: list, values: list, reply: str) -> object:
        raise NotImplementedError

    def told(self, error: BaseException) -> tuple[list[str], str, str]:
        """What the other side is told of an exception: names of its classes, its text, where it was raised."""
        raise NotImplementedError

    def raised(self, names: list, text: str, where: str) -> Exception:
        raise NotImplementedError

    def _take_changes(self, reader: Reader, lent: list, changed: list) -> None:
        for at, tree in changed:
            mine = lent[at]
            if type(mine) is list:
                mine[:] = [reader.value(part) for part in tree]
            elif type(mine) is dict:
                items = [(reader.value(key), reader.value(value)) for key, value in tree]
                mine.clear()
                mine.update(items)
            elif type(mine) is set:
                items = [reader.value(part) for part in tree]
                mine.clear()
                mine.update(items)
            elif hasattr(mine, "__slots__"):
                for slot, part in zip(type(mine).__slots__, tree, strict=True):
                    setattr(mine, slot, reader.value(part))
            else:
                mine[...] = reader.value(tree)


def _parts(message: object) -> list:
    if not isinstance(message, list) or not message or message[0] not in ("ask", "reply", "error"):
        raise wire.Malformed("a message of no known kind")
    if len(message) != {"ask": 4, "reply": 3, "error": 5}[message[0]]:
        raise wire.Malformed(f"a message {message[0]!r} of {len(message)} parts")
    return message


def _content(thing: object) -> object:
    """What a mutable object holds, to tell later whether it was changed: members by identity where they are objects."""
    if type(thing) is list:
        return [_mark(item) for item in thing]
    if type(thing) is dict:
        return [(_mark(key), _mark(value)) for key, value in thing.items()]
    if type(thing) is set:
        return set(thing)
    if hasattr(type(thing), "passes_by_value"):
        return [_mark(getattr(thing, slot)) for slot in type(thing).__slots__]
    return thing.tobytes() if thing.nbytes < 1 << 16 else zlib.crc32(memoryview(thing).cast("B"))


def _mark(item: object) -> object:
    return item if type(item) in (int, str, float, bool, type(None), bytes) else id(item)


def _snapshots(mutable: list) -> list:
    return [_content(thing) for thing in mutable]


def _changes(writer: Writer, mutable: list, before: list) -> list:
    changed = []
    for at, (thing, was) in enumerate(zip(mutable, before)):
        if _content(thing) == was:
            continue
        if type(thing) in (list, set):
            changed.append([at, [writer.tree(item) for item in thing]])
        elif type(thing) is dict:
            changed.append([at, [[writer.tree(key), writer.tree(value)] for key, value in thing.items()]])
        elif hasattr(type(thing), "passes_by_value"):
            changed.append([at, [writer.tree(getattr(thing, slot)) for slot in type(thing).__slots__]])
        else:
            del writer.known[id(thing)]
            changed.append([at, writer.tree(thing)])
    return changed


class Theirs:
    """Something of the student's that is not data. A graded test may call it and its methods, and show it in a message."""

    def __init__(self, end: TestEnd, number: int, kind: str, shown: str, name: str):
        self.__dict__.update(_end=end, _number=number, _kind=kind, _shown=shown, __name__=name, _born=end.generation, _global="")

    def __call__(self, *args: object, **named: object) -> object:
        return self._end.call(self, "", args, named)

    def __getattr__(self, name: str) -> Callable:
        if name.startswith("_"):
            raise AttributeError(name)
        return TheirMethod(self, name)

    def __repr__(self) -> str:
        return f"{self._kind} {self._shown}" if self._shown else self._kind

    def __reduce__(self) -> tuple:
        if not self._global:
            raise TypeError(f"{self!r} is no name of the notebook: it cannot be shipped back to it")
        return from_notebook, (self._global,)

    def _refuse(self, *args: object) -> bool:
        raise Wrong("data was asked for: numbers, texts, lists, numpy arrays, Arrow tables", "data", repr(self))

    __bool__ = __eq__ = __len__ = __iter__ = __getitem__ = __contains__ = __lt__ = __gt__ = __le__ = __ge__ = _refuse
    __hash__ = object.__hash__


class TheirMethod:
    def __init__(self, of: Theirs, name: str):
        self._of, self.__name__ = of, name

    def __call__(self, *args: object, **named: object) -> object:
        return self._of._end.call(self._of, self.__name__, args, named)


class TestEnd(Bridge):
    """The test process's end. ``lost()`` is called when the student's process is gone or out of step, and gives a new socket."""

    __test__ = False  # pytest: no test class
    cut = True

    def __init__(self, lost: Callable[[], socket.socket]):
        super().__init__(None)
        self.lost = lost
        self.generation = 0  # of the student's process
        self.lent: dict[str, object] = {}
        self.spoilt = False
        self.holding = False  # during a timed call the result stays there
        self.timed_calls = 0
        self._trip: float | None = None
        self.last_held: object = None
        self.last_call: tuple | None = None
        self.passed = 0.0  # seconds that went to passing arguments of timed calls
        self._kept: list[int] = []  # numbers of large arguments that the other side keeps

    def names(self, names: list[str]) -> dict[str, object]:
        """What the student's notebook holds under these names; names that it does not hold are left out."""
        found = self._guarded(["names", names], (), "data")
        if type(found) is not list or len(found) != len(names):
            raise error_like(["NotData", "Exception"], "the notebook's names cannot be read")
        held = {name: value[0] for name, value in zip(names, found) if type(value) is tuple and len(value) == 1}
        for name, value in held.items():
            if isinstance(value, Theirs):
                value.__dict__["_global"] = name
        return held

    def new_cell(self) -> None:
        """Withdraw what the last test cell lent, on both ends."""
        self.forget()
        self.lent.clear()
        self._kept.clear()
        self.last_held = self.last_call = None
        if self.spoilt:
            self.end_cell()
        with contextlib.suppress(StudentError):  # a process that has ended meanwhile is replaced at the next call
            self._guarded(["forget"], (), "data")

    def end_cell(self) -> None:
        """Let go of a process that has seen what it should not keep."""
        if self.spoilt:
            self._drop()
        self.spoilt = False

    def owed(self) -> float:
        """Seconds by which a timed call put its work off: its result is fetched, and may take what its bytes take to pass.

        Raises ``Wrong`` where it is not what an untimed call gives (results above ``LARGE`` are fetched only).
        """
        if not isinstance(self.last_held, Theirs):
            return 0.0
        held, self.last_held = self.last_held, None
        started = time.perf_counter()
        timed = self._guarded(["fetch", held._number], (), "weighed")
        late = max(0.0, time.perf_counter() - started - 0.05 - self.weight / 50e6)
        if self.weight < LARGE:
            what, method, args, named = self.last_call
            self.holding = False
            if _written(timed) != _written(self.call(what, method, args, named)):
                raise Wrong("a timed call gave another result than the same call untimed")
        return late

    def call(self, what: Theirs, method: str, args: tuple, named: dict) -> object:
        if self.sock is None:
            self.renew()
        if what._born != self.generation:
            self._find_again(what)
        reply = "held" if self.holding else "data"
        values = (*args, *named.values())
        if self.holding:
            started = time.perf_counter()
            values = tuple(map(self._left_there, values))
            self.passed += time.perf_counter() - started
            self.last_call = what, method, args, named
        result = self._guarded(["call", what._number, method, list(named)], values, reply)
        if self.holding:
            self.last_held = result
            self.timed_calls += 1
        return result

    def trip(self) -> float:
        """Seconds to the student's process and back; believed up to ``LONGEST_TRIP``, since the other end might dawdle."""
        if self._trip is None:
            trips = []
            for _ in range(9):
                started = time.perf_counter()
                self._guarded(["nothing"], (), "data")
                trips.append(time.perf_counter() - started)
            self._trip = min(LONGEST_TRIP, *trips)
        return self._trip

    def _left_there(self, value: object) -> object:
        """In timed calls a large argument goes across beforehand, and anew: an answer remembered by the argument's identity
        does not help."""
        if not _heavy(value):
            return value
        number = self._guarded(["keep"], (value,), "data")
        self._kept.append(number)
        return Theirs(self, number, "kept", "", "")

    def renew(self) -> None:
        """Get a new process of the student's; what the old one held is gone, what was lent to it is lent again."""
        left, again = signal.setitimer(signal.ITIMER_REAL, 0)  # the wait is not the check's
        try:
            self.sock = self.lost()
        finally:
            if left:
                signal.setitimer(signal.ITIMER_REAL, left, again)
        self.generation += 1
        self._kept.clear()
        self._trip = None
        if self.lent:
            self._guarded(["lend", list(self.lent)], tuple(self.lent.values()), "data")

    def _find_again(self, what: Theirs) -> None:
        """The notebook's function or class of the same name in a new process."""
        new = self.names([what._global]).get(what._global) if what._global else None
        if not isinstance(new, Theirs):
            raise error_like(["StudentDied", "Exception"], f"{what!r} is gone: the Python process that held it has ended")
        what.__dict__.update(_number=new._number, _born=self.generation)

    def pickled(self, function: Theirs) -> bytes:
        """A function of the student's as bytes, for another process of the student's. They are never unpickled here."""
        code = self._guarded(["pickle", function._number], (), "data")
        if type(code) is not bytes:
            raise error_like(["TypeError", "Exception"], f"{function!r} cannot be sent to another process")
        return code

    def ship(self, function: Callable, args: tuple) -> object:
        """Run a function of the test's in the student's process. It may hold parts that the student is to write, so that
        process is given up at the end of the cell (``spoilt``)."""
        self.spoilt = True
        return self._guarded(["shipped"], (cloudpickle.dumps(function), *args), "data")

    def lend(self, parts: dict[str, object]) -> None:
        """Put parts of the test's into the student's namespace, as proxies that call back here."""
        self._guarded(["lend", list(parts)], tuple(parts.values()), "data")
        self.lent |= parts

    def give_back(self, names: list[str]) -> None:
        for name in names:
            self.lent.pop(name, None)
        if self.sock is not None:  # a new process has not got them
            self._guarded(["give back", names], (), "data")

    def _guarded(self, request: list, values: tuple, reply: str) -> object:
        if self.sock is None:
            self.renew()
        try:
            return self.ask(request, values, reply)
        except (wire.Closed, OSError) as gone:
            self._drop()
            raise error_like(
                ["StudentDied", "Exception"], "the Python process ended in this call (exit, a crash, or a limit on memory)", ""
            ) from gone
        except wire.Malformed as malformed:
            self._drop()
            raise error_like(["NotData", "Exception"], str(malformed), "") from None
        except NotData as refused:
            raise error_like(["NotData", "Exception"], f"the result cannot be taken: {refused}", "") from None
        except StudentError:
            raise
        except NotImplementedError:
            raise
        except BaseException:  # a time limit fell, or a callback failed: the two are out of step
            self._drop()
            raise

    def _drop(self) -> None:
        if self.sock is not None:
            self.sock.close()
        self.sock = None

    def refer(self, value: object) -> list:
        if isinstance(value, Theirs):
            return ["yours", value._number]
        if isinstance(value, TheirMethod):
            return ["your method", value._of._number, value.__name__]
        kind = type(value)
        path = _import_path(value)
        if path:
            return ["import", *path]
        return ["mine", self.export(value), *_abilities(kind), getattr(value, "__name__", "")]

    def resolve(self, tree: list) -> object:
        if tree[:1] == ["yours"] and len(tree) == 2 and tree[1] in self.exported:
            return self.exported[tree[1]]
        if tree[:1] == ["mine"] and len(tree) == 5:
            return Theirs(self, int(tree[1]), str(tree[2])[:80], str(tree[3])[:200], str(tree[4])[:80])
        raise NotData("malformed data: an unknown reference")

    def serve(self, request: list, values: list, reply: str) -> object:
        """A callback: the student's code uses something that the test lent it. It may call what can be called, and of an
        object of the course's use the public methods and attributes, but those that are the tests' alone."""
        match request:
            case ["use", int(number), str(name), list(named)]:
                target = self.exported.get(number)
                if target is None:
                    raise ReferenceError("this object belongs to a test that is over")
                if name and name not in _SPECIAL:
                    _check_public(target, name)
                if name == "__next__":
                    try:
                        return ("item", next(target))
                    except StopIteration:
                        return ("end",)
                if name == "__iter__":
                    return iter(target)
                plain = values[: len(values) - len(named)] if named else values
                function = getattr(target, name) if name else target
                return function(*plain, **dict(zip(named, values[len(plain) :])))
            case ["get", int(number), str(name)]:
                if number not in self.exported:
                    raise ReferenceError("this object belongs to a test that is over")
                _check_public(self.exported[number], name)
                return getattr(self.exported[number], name)
        raise NotData("a request of no known kind")

    def told(self, error: BaseException) -> tuple[list[str], str, str]:
        """An ordinary exception goes back to the caller, the student's code. A time limit, or a fault, ends the check."""
        if not isinstance(error, Exception) or isinstance(error, (Wrong, NotStarted, Raised)):
            raise error
        return [cls.__name__ for cls in type(error).__mro__], str(error)[:2000], ""

    def raised(self, names: list, text: str, where: str) -> Exception:
        return error_like([str(name) for name in names][:20], str(text)[:2000], str(where)[:500])


def _written(value: object) -> tuple:
    """A value as it passes, to compare two of them bit for bit."""
    writer = Writer(lambda value: ["object", type(value).__name__], cut=True)
    return writer.tree(value), [bytes(buffer) for buffer in writer.buffers]


def _heavy(value: object) -> bool:
    """Whether an argument takes longer to pass than to name."""
    if isinstance(value, (list, tuple)):
        return any(map(_heavy, value))
    return (len(value) if type(value) is bytes else getattr(value, "nbytes", 0)) > 1 << 15


def _check_public(target: object, name: str) -> None:
    """Raise AttributeError unless ``name`` is a public part of an object of the course's or of a test's own class."""
    kind = type(target)
    ours = kind.__module__.startswith("warehouse.") or kind.__module__ in ("__main__", "autograder.execution.hub")
    if not ours or name.startswith("_") or name in getattr(kind, "TESTS_ONLY", ()):
        raise AttributeError(f"{kind.__name__} has no {name!r} that can be used here")


@cache
def _abilities(kind: type) -> tuple[str, list[str], list[str], list[str], list[str]]:
    """Of a class: its name, its special methods that may be used, its other methods, and which attributes never change and
    which methods give the same for the same (class attributes CONSTANT and PURE of a course class say so)."""
    special = [name for name in _SPECIAL if hasattr(kind, name)]
    methods = [name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))]
    return kind.__qualname__, special, methods, list(getattr(kind, "CONSTANT", ())), list(getattr(kind, "PURE", ()))


def _import_path(value: object) -> list[str] | None:
    """(module, name) of a function or class that the other side can import by itself: of a library or of ``warehouse``."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if (
        not isinstance(module, str)
        or not name.isidentifier()
        or module in ("__main__", "builtins")
        and not isinstance(value, type)
    ):
        return None
    if not callable(value) or module.partition(".")[0] not in ("warehouse", "numpy", "pyarrow", "builtins", "math", "operator"):
        return None
    found = getattr(importlib.import_module(module), name, None)
    return [module, name] if found is value else None


def from_notebook(name: str) -> object:
    """In the student's process: what the notebook holds under a name. How a proxy that is shipped comes home."""
    return StudentEnd.names_here[name]


class StudentEnd(Bridge):
    """The student's end. ``names`` is the notebook's namespace."""

    by_value = True
    names_here: dict = {}

    def __init__(self, sock: socket.socket, names: dict, describe: Callable[[BaseException], str]):
        super().__init__(sock)
        self.names, self.describe = names, describe
        StudentEnd.names_here = names
        self.before: dict[str, tuple] = {}
        self.proxies: dict[int, Proxy] = {}
        self.timed = False
        self.held: int | None = None
        self.kept: list[int] = []

    def loop_once(self) -> None:
        """Serve one request. Raises ``wire.Closed`` when the test process has gone."""
        message, buffers = wire.receive(self.sock)
        kind, *rest = _parts(message)
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
        return ["mine", self.export(value), kind.__name__, shown, getattr(value, "__name__", kind.__name__)]

    def resolve(self, tree: list) -> object:
        match tree:
            case ["yours", int(number)]:
                return self.exported[number]
            case ["your method", int(number), str(name)]:
                return getattr(self.exported[number], name)
            case ["import", str(module), str(name)]:
                return getattr(importlib.import_module(module), name)
            case ["mine", int(number), str(name), list(special), list(methods), list(constant), list(pure), str(called)]:
                if number not in self.proxies:
                    kind = _proxy_class(name, tuple(special), tuple(methods), tuple(constant), tuple(pure))
                    self.proxies[number] = kind(self, number, called)
                return self.proxies[number]
        raise NotData("malformed data: an unknown reference")

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
                if len(self.kept) > 3:  # of the rounds before
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
                if self.timed and self.held is not None:  # what the last round gave is let go, as it would be in one process
                    self._numbers.pop(id(self.exported.pop(self.held, None)), None)
                    self.held = None
                result = function(*plain, **dict(zip(named, values[len(plain) :])))
                return _Held(result) if reply == "held" else result
            case ["lend", list(names)]:
                for name, part in zip(names, values):
                    self.before.setdefault(name, (self.names[name],) if name in self.names else ())
                    self.names[name] = part
                return None
            case ["give back", list(names)]:
                for name in names:
                    was = self.before.pop(name, ())
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
        """Run a function that came as bytes; what it returns stays here, under numbers. None: a value that came along."""
        code, *rest = values
        given = iter(rest)
        result = pickle.loads(code)(*[next(given) if number is None else self.exported[number] for number in numbers])
        return [self.export(value) for value in ([result] if outputs is None else check_outputs(result, outputs))]

    def told(self, error: BaseException) -> tuple[list[str], str, str]:
        if isinstance(error, wire.Closed):
            raise error
        try:
            text = str(error)[:2000]
        except Exception as another:  # whatever the student's __str__ does
            text = f"(its text raises {type(another).__name__})"
        return [cls.__name__ for cls in type(error).__mro__], text, self.describe(error)

    def raised(self, names: list, text: str, where: str) -> Exception:
        """An error of the course's object that was called, as the class that the student's code may catch."""
        for name in names:
            for home in ("builtins", "pyarrow", *[key for key in list(sys.modules) if key.startswith("warehouse")]):
                found = getattr(sys.modules.get(home), name, None)
                if isinstance(found, type) and issubclass(found, Exception):
                    return found(text)
        return RuntimeError(text)


class _Held:
    """A result that stays where it is: the call was made for its time."""

    def __init__(self, result: object):
        self.result = result


class Proxy:
    """In the student's process: something of the test process's. Public attributes and methods, no more."""

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
        kept = self._end.timed and (name in self._pure or not name and not self._methods and _hashable(args))
        if kept and (name, args) in self._kept:  # in a timed call it gives what it gave before: the way is not counted
            return self._kept[name, args]
        result = self._end.ask(["use", self._number, name, list(named or ())], (*args, *(named or {}).values()))
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
    body: dict = {method: _forward(method) for method in special} | {"_methods": methods, "_constant": constant, "_pure": pure}
    if "__iter__" in special:
        body["__iter__"] = _iterate
    if "__next__" in special:
        body["__next__"] = _next
    return type(name.rpartition(".")[2], (Proxy,), body)
