"""The test process's end of the bridge. It receives data only.

What is not data arrives as a ``Theirs``: it can be called, its methods can be called, and that is
all; its truth, equality or length are not to be had.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache

import cloudpickle

from autograder.execution import wire
from autograder.execution.bridge import LARGE, MOST_KEPT, SPECIAL, Bridge, StudentError, error_like
from autograder.execution.codec import NotData, Writer, qualified
from autograder.execution.student_end import from_notebook
from warehouse.checks.outcomes import NotStarted, Raised, Wrong

LONGEST_TRIP = 0.0005  # seconds
SOLUTIONS = "solutions"  # the package whose modules (a lab's checks.py) only this process has


class Theirs:
    """Something of the student's that is not data. A graded test may call it and its methods, and
    show it in a message."""

    def __init__(self, end: TestEnd, number: int, kind: str, shown: str, name: str):
        self.__dict__.update(
            _end=end,
            _number=number,
            _kind=kind,
            _shown=shown,
            __name__=name,
            _born=end.generation,
            _global="",
        )

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
        raise Wrong(
            "data was asked for: numbers, texts, lists, numpy arrays, Arrow tables",
            "data",
            repr(self),
        )

    __bool__ = __eq__ = __len__ = __iter__ = __getitem__ = __contains__ = __lt__ = __gt__ = (
        __le__
    ) = __ge__ = _refuse
    __hash__ = object.__hash__


class TheirMethod:
    def __init__(self, of: Theirs, name: str):
        self._of, self.__name__ = of, name

    def __call__(self, *args: object, **named: object) -> object:
        return self._of._end.call(self._of, self.__name__, args, named)


class TestEnd(Bridge):
    """The test process's end. ``lost()`` is called when the student's process is gone or out of
    step, and gives a new socket."""

    __test__ = False  # pytest: no test class
    cut_asked, cut = 1 << 20, 0

    def __init__(self, lost: Callable[[], socket.socket]):
        super().__init__(None)
        self.lost = lost
        self.generation = 0  # of the student's process
        self.lent: list[dict[str, object]] = []  # one within the other
        self.spoilt = False
        self.holding = False  # during a timed call the result stays there
        self.timed_calls = 0
        self._trip: float | None = None
        self.last_held: object = None
        self.last_call: tuple | None = None
        self.passed = 0.0  # seconds that went to passing arguments of timed calls
        self.once = False
        # large arguments that the other side keeps, and their numbers there
        self._there: list[tuple[object, int]] = []

    def names(self, names: list[str]) -> dict[str, object]:
        """What the student's notebook holds under these names; names that it does not hold are left
        out."""
        found = self._guarded(["names", names], (), "data")
        if type(found) is not list or len(found) != len(names):
            raise error_like(["NotData", "Exception"], "the notebook's names cannot be read")
        held = {
            name: value[0]
            for name, value in zip(names, found)
            if type(value) is tuple and len(value) == 1
        }
        for name, value in held.items():
            if isinstance(value, Theirs):
                value.__dict__["_global"] = name
        return held

    def new_cell(self) -> None:
        """Withdraw what the last test cell lent, on both ends."""
        self.forget()
        self.lent.clear()
        self._there = []
        self.last_held = self.last_call = None
        if self.spoilt:
            self.end_cell()
        # a process that has ended meanwhile is replaced at the next call
        with contextlib.suppress(StudentError):
            self._guarded(["forget"], (), "data")

    def end_cell(self) -> None:
        """Let go of a process that has seen what it should not keep."""
        if self.spoilt:
            self._drop()
        self.spoilt = False

    def late_result(self, looked_at: bool) -> tuple[object, float]:
        """What the last timed call gave, and the seconds by which it put its work off: its bytes
        may take what they take to pass. Where nobody looks at it (not ``looked_at``) raises
        ``Wrong`` unless it is what an untimed call gives.

        A result above ``LARGE`` is fetched and not read.
        """
        if not isinstance(self.last_held, Theirs):
            return self.last_held, 0.0
        held, self.last_held = self.last_held, None
        started = time.perf_counter()
        timed = self._guarded(["fetch", held._number], (), "weighed" if looked_at else "light")
        late = max(0.0, time.perf_counter() - started - 0.05 - self.weight / 50e6)
        if not looked_at and self.weight < LARGE:
            what, method, args, named = self.last_call
            self.holding = False
            if _written(timed) != _written(self.call(what, method, args, named)):
                raise Wrong("a timed call gave another result than the same call untimed")
        return timed, late

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
        """Seconds to the student's process and back; believed up to ``LONGEST_TRIP``, since the
        other end might dawdle."""
        if self._trip is None:
            trips = []
            for _ in range(9):
                started = time.perf_counter()
                self._guarded(["nothing"], (), "data")
                trips.append(time.perf_counter() - started)
            self._trip = min(LONGEST_TRIP, *trips)
        return self._trip

    def _left_there(self, value: object) -> object:
        """In timed calls a large argument goes across beforehand; and anew, so that an answer
        remembered by the argument's identity does not help, unless another argument differs from
        call to call (``once``)."""
        if not _heavy(value):
            return value
        for known, number in self._there:
            if known is value and self.once:
                return Theirs(self, number, "kept", "", "")
        number = self._guarded(["keep"], (value,), "data")
        self._there = [*self._there, (value, number)][-MOST_KEPT:]
        return Theirs(self, number, "kept", "", "")

    def renew(self) -> None:
        """Get a new process of the student's; what the old one held is gone, what was lent to it is
        lent again."""
        with untimed():  # the wait is not the check's
            self.sock = self.lost()
        self.generation += 1
        self._there = []
        self._trip = None
        for parts in self.lent:
            self._guarded(["lend", list(parts)], tuple(parts.values()), "data")

    def _find_again(self, what: Theirs) -> None:
        """The notebook's function or class of the same name in a new process."""
        new = self.names([what._global]).get(what._global) if what._global else None
        if not isinstance(new, Theirs):
            raise error_like(
                ["StudentDied", "Exception"],
                f"{what!r} is gone: the Python process that held it has ended",
            )
        what.__dict__.update(_number=new._number, _born=self.generation)

    def pickled(self, function: Theirs) -> bytes:
        """A function of the student's as bytes, for another process of the student's. They are
        never unpickled here."""
        code = self._guarded(["pickle", function._number], (), "data")
        if type(code) is not bytes:
            raise error_like(
                ["TypeError", "Exception"], f"{function!r} cannot be sent to another process"
            )
        return code

    def ship(self, function: Callable, args: tuple) -> object:
        """Run a function of the test's in the student's process. It may hold parts that the student
        is to write, so that process is given up at the end of the cell (``spoilt``)."""
        self.spoilt = True
        return self._guarded(["shipped"], (_code_of(function), *args), "data")

    def each(self, what: Theirs, cases: list[tuple]) -> list[tuple[object, Exception | None]]:
        """Many calls in one message: result and exception of each, up to the first that failed.
        Where the process ended, or what came back is no data, there is none: called one by one the
        cases will tell which it was."""
        if self.sock is None:
            self.renew()
        if what._born != self.generation:
            self._find_again(what)
        try:
            got = self._guarded(["each", what._number], (cases,), "data")
        except StudentError:
            return []
        match got:
            case (list(results), None) if len(results) == len(cases):
                return [(result, None) for result in results]
            case (list(results), (list(names), str(text), str(where))) if len(results) < len(cases):
                return [(result, None) for result in results] + [
                    (None, self.raised(names, text, where))
                ]
        return []

    def lend(self, parts: dict[str, object]) -> None:
        """Put parts of the test's into the student's namespace, as proxies that call back here,
        until they are given back; what was lent before and not given back yet is there again
        then."""
        self._guarded(["lend", list(parts)], tuple(parts.values()), "data")
        self.lent.append(parts)

    def give_back(self) -> None:
        """Take back what was lent last."""
        self.lent.pop()
        if self.sock is not None:  # a new process has not got them
            self._guarded(["give back"], (), "data")

    def _guarded(self, request: list, values: tuple, reply: str) -> object:
        if self.sock is None:
            self.renew()
        try:
            return self.ask(request, values, reply)
        except (wire.Closed, OSError) as gone:
            self._drop()
            if gone.errno in (errno.EMFILE, errno.ENFILE):  # here, and not over there: no verdict
                raise
            raise error_like(
                ["StudentDied", "Exception"],
                "the Python process ended in this call (exit, a crash, or a limit on memory)",
                "",
            ) from gone
        except wire.Malformed as malformed:
            self._drop()
            raise error_like(["NotData", "Exception"], str(malformed), "") from None
        except NotData as refused:
            raise error_like(
                ["NotData", "Exception"], f"the result cannot be taken: {refused}", ""
            ) from None
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
            return Theirs(
                self, int(tree[1]), str(tree[2])[:80], str(tree[3])[:200], str(tree[4])[:80]
            )
        raise NotData("malformed data: an unknown reference")

    def serve(self, request: list, values: list, reply: str) -> object:
        """A callback: the student's code uses something that the test lent it. It may call what can
        be called, and of an object of the course's use the public methods and attributes, but those
        that are the tests' alone."""
        match request:
            case ["use", int(number), str(name), list(named)]:
                target = self.exported.get(number)
                if target is None:
                    raise ReferenceError("this object belongs to a test that is over")
                if name and name not in SPECIAL:
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
        """An ordinary exception goes back to the caller, the student's code. A time limit, or a
        fault, ends the check."""
        if not isinstance(error, Exception) or isinstance(error, (Wrong, NotStarted, Raised)):
            raise error
        return [qualified(cls) for cls in type(error).__mro__], str(error)[:2000], ""

    def raised(self, names: list, text: str, where: str) -> Exception:
        return error_like([str(name) for name in names][:20], str(text)[:2000], str(where)[:500])


@contextlib.contextmanager
def untimed() -> Iterator[None]:
    """Within, the time limit of the check that runs stands still."""
    left, again = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, again)


def _code_of(function: Callable) -> bytes:
    """A function of a test's as bytes that need no module but those of libraries and of
    ``warehouse``: the student's process can import nothing of ``solutions``."""
    hidden = sys.modules.get(SOLUTIONS)
    if hidden is not None and SOLUTIONS not in cloudpickle.list_registry_pickle_by_value():
        cloudpickle.register_pickle_by_value(hidden)
    return cloudpickle.dumps(function)


def _written(value: object) -> tuple:
    """A value as it passes, to compare two of them bit for bit."""
    writer = Writer(lambda value: ["object", type(value).__name__], cut=0)
    return writer.tree(value), [bytes(buffer) for buffer in writer.buffers]


def _heavy(value: object) -> bool:
    """Whether an argument takes longer to pass than to name."""
    if isinstance(value, (list, tuple)):
        return any(map(_heavy, value))
    return (len(value) if type(value) is bytes else getattr(value, "nbytes", 0)) > 1 << 15


def _check_public(target: object, name: str) -> None:
    """Raise AttributeError unless ``name`` is a public part of an object of the course's or of a
    test's own class."""
    kind = type(target)
    ours = kind.__module__.startswith(("warehouse.", f"{SOLUTIONS}.")) or kind.__module__ in (
        "__main__",
        "autograder.execution.hub",
    )
    if not ours or name.startswith("_") or name in getattr(kind, "TESTS_ONLY", ()):
        raise AttributeError(f"{kind.__name__} has no {name!r} that can be used here")


@cache
def _abilities(kind: type) -> tuple[str, list[str], list[str], list[str], list[str]]:
    """Of a class: its name, its special methods that may be used, its other methods, and which
    attributes never change and which methods give the same for the same (class attributes CONSTANT
    and PURE of a course class say so)."""
    special = [name for name in SPECIAL if hasattr(kind, name)]
    methods = [
        name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))
    ]
    return (
        kind.__qualname__,
        special,
        methods,
        list(getattr(kind, "CONSTANT", ())),
        list(getattr(kind, "PURE", ())),
    )


def _import_path(value: object) -> list[str] | None:
    """(module, name) of a function or class that the other side can import by itself: of a library
    or of ``warehouse``."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if (
        not isinstance(module, str)
        or not name.isidentifier()
        or module in ("__main__", "builtins")
        and not isinstance(value, type)
    ):
        return None
    if not callable(value) or module.partition(".")[0] not in (
        "warehouse",
        "numpy",
        "pyarrow",
        "builtins",
        "math",
        "operator",
    ):
        return None
    found = getattr(importlib.import_module(module), name, None)
    return [module, name] if found is value else None
