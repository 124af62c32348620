"""Calls between the test process and the student's, in both directions and nested, over one socket.

What both ends share: objects that stay at home are exported under a number, and stand on the other
side as proxies. Arguments that the callee changed in place are changed for the caller too, so that
a call across behaves like a call. The two ends, ``tester_end`` and ``student_end``, differ in what
they trust.
"""

from __future__ import annotations

import itertools
import socket
import sys
import time
import zlib
from enum import StrEnum
from functools import cache, lru_cache

import numpy as np

from autograder.execution import wire
from autograder.execution.codec import NotData, Reader, Writer
from warehouse.errors import CourseError

#: Large arguments that stay in the student's process for timed calls. A call takes one or two of
#: them; without a bound every round of a measurement would add its own.
MOST_KEPT = 4


class Verb(StrEnum):
    """What one end can ask of the other: the first part of a request, the others in brackets."""

    # of the student's end
    NAMES = "names"  # [names]: what the notebook holds under each, in a tuple, empty for nothing
    FORGET = "forget"  # all that was exported and lent is withdrawn
    CALL = "call"  # [number, method or "", names of arguments]: an object, or a method of it
    TIMED_CALL = "timed call"  # the same; the result stays there
    CALL_EACH = "each"  # [number]: with every case in turn, up to the first that fails
    SHIPPED = "shipped"  # a function of the test's, pickled
    PICKLE = "pickle"  # [number]: a function as bytes
    LEND = "lend"  # [names]: the notebook holds these values under them
    GIVE_BACK = "give back"  # what was lent last is taken back
    KEEP = "keep"  # an argument of timed calls stays there
    FETCH = "fetch"  # [number]: a value that stayed there
    NOTHING = "nothing"  # to see how long the way takes
    # of a slice's process
    RUN_ON_SLICE = "on slice"  # [numbers of arguments, outputs]: a pickled function
    PACK = "pack"  # [number]: a value as bytes for another slice
    UNPACK = "unpack"  # such bytes
    PUT = "put"  # a value that the test has stays there
    # of the test process's end
    USE = "use"  # [number, method or "", names of arguments]: something that the test lent
    GET = "get"  # [number, name]: an attribute of it


#: What Python's own syntax may do with a course object that lies on the other side.
SPECIAL = (
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
    """An exception that the student's code raised. Carries data only: its class names, its text and
    where it was raised."""

    text = where_text = ""

    def __str__(self) -> str:
        return self.text


def error_like(names: list[str], text: str, where: str = "") -> Exception:
    """An exception whose class has the names of the original's class and of its parents, and is a
    real one's subclass where there is one of that name (ValueError, ConflictError), so that a
    test's ``except`` catches it as in a kernel."""
    if names[:1] in (["NotImplementedError"], ["builtins:NotImplementedError"]):
        return NotImplementedError(text)  # the stub's own, which the checks tell by its exact type
    kind = _error_class(tuple(names), len(sys.modules))
    made = kind.__new__(kind, text)
    made.text, made.where_text = text, where
    return made


@lru_cache(maxsize=100)
def _error_class(names: tuple[str, ...], modules: int) -> type:
    """The class of such an exception; ``modules`` are loaded, among whose exceptions the real one
    is looked for."""
    qualified = [
        name
        for name in names
        if (bare := _bare(name)) not in ("object", "BaseException", "Exception")
        and bare.isidentifier()
        and bare.isascii()
    ]
    kinds = [_bare(name) for name in qualified]
    real = next((found for found in map(_known_exception, qualified) if found), None)
    parent: type = type(
        kinds[-1] if kinds else "Exception", (StudentError, real) if real else (StudentError,), {}
    )
    for name in reversed(kinds[:-1]):
        parent = type(name, (parent,), {})
    return parent


def exception_homes() -> tuple[str, ...]:
    """The modules among whose exceptions one of a given name is looked for: Python's, Arrow's and
    the course's."""
    return _homes_among(len(sys.modules))


@cache
def _homes_among(modules: int) -> tuple[str, ...]:
    return (
        "builtins",
        "pyarrow",
        *[key for key in list(sys.modules) if key.startswith("warehouse.")],
    )


def _known_exception(name: str) -> type | None:
    """The exception class of this qualified name among those that a test may catch; none that the
    checks themselves speak with. A class of the notebook's own is taken for the only one of its
    bare name."""
    module, bare = name.rpartition(":")[0], _bare(name)
    homes = [module] if module.startswith("warehouse.") else exception_homes()
    found = []
    for home in homes:
        cls = getattr(sys.modules.get(home), bare, None) if "checks" not in home else None
        if not (isinstance(cls, type) and issubclass(cls, Exception)):
            continue
        if not home.startswith("warehouse."):
            return None if cls is Exception or issubclass(cls, BaseExceptionGroup) else cls
        if cls.__module__ == home:  # else only imported there: the checks may speak with it
            found.append(cls)
    return found[0] if len(found) == 1 and not issubclass(found[0], CourseError) else None


def _bare(name: str) -> str:
    return name.rpartition(":")[2].rpartition(".")[2]


class Bridge:
    """One end. ``sock`` may be replaced when the other process was."""

    # bytes of a column from which a slice of it is asked with alone, without the rest
    cut_asked: int | None = None
    cut: int | None = None  # the same, of what this end answers with
    by_value = False  # whether course objects that can be written as data are

    def __init__(self, sock: socket.socket | None):
        self.sock = sock
        self.exported: dict[int, object] = {}
        self._numbers: dict[int, int] = {}
        self._next = itertools.count(1)
        self.sent_at = 0.0  # this thread's processor time when the last request was on its way
        self.replied_at = 0.0  # by time.perf_counter, when the last reply was there, not read yet

    def export(self, value: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = next(self._next)
            self.exported[number], self._numbers[id(value)] = value, number
        return number

    def forget(self) -> None:
        """Withdraw everything exported: the other side's proxies of it are worth nothing from now
        on."""
        self.exported.clear()
        self._numbers.clear()

    def refer(self, value: object) -> list:
        raise NotImplementedError

    def resolve(self, tree: list) -> object:
        raise NotImplementedError

    def ask(self, request: list, values: tuple = ()) -> object:
        """Send a request with ``values`` and answer the other side's requests until the reply to it
        comes."""
        reader, result = self._exchange(request, values)
        return reader.value(result)

    def ask_weighed(self, request: list, most: int | None) -> tuple[object, int]:
        """As ``ask``, and the bytes of the reply; from ``most`` on it is not read, but None."""
        reader, result = self._exchange(request, ())
        weight = sum(map(len, reader.buffers)) + len(str(result))
        return None if most is not None and weight >= most else reader.value(result), weight

    def _exchange(self, request: list, values: tuple) -> tuple[Reader, object]:
        """The reply to a request, not read yet, and what reads it."""
        writer = Writer(self.refer, by_value=self.by_value, cut=self.cut_asked)
        tree = [writer.tree(value) for value in values]
        wire.send(self.sock, ["ask", request, tree], writer.buffers)
        self.sent_at = time.thread_time()
        while True:
            message, buffers = wire.receive(self.sock)
            self.replied_at = time.perf_counter()
            kind, *rest = parts_of(message)
            if kind == "ask":
                self.answer(rest, buffers)
            else:
                *result, changed = rest
                if changed and request[0] == Verb.KEEP:  # nobody has worked with it yet
                    raise NotData("an argument that was handed over came back changed")
                reader = Reader(buffers, self.resolve, writer.mutable)
                try:
                    self._take_changes(reader, writer.mutable, changed)
                except (ValueError, TypeError, IndexError) as error:
                    raise NotData(f"malformed data: {error}") from error
                if kind == "error":
                    raise self.error_from(*result)
                return reader, result[0]

    def answer(self, rest: list, buffers: list) -> None:
        """Serve one request of the other side and send the reply."""
        request, tree = rest
        reader = Reader(buffers, self.resolve)
        before: list = []
        try:
            values = [reader.value(part) for part in tree]
            before = _snapshots(reader)
            result = self.serve(request, values)
            writer, changed = self._changed(reader, before)
            body = writer.tree(result)
        except BaseException as error:
            names, text, where = self.describe(error)
            writer, changed = self._changed(reader, before)
            wire.send(self.sock, ["error", names, text, where, changed], writer.buffers)
            return
        wire.send(self.sock, ["reply", body, changed], writer.buffers)

    def _changed(self, reader: Reader, before: list) -> tuple[Writer, list]:
        writer = Writer(
            self.refer,
            {id(made): at for at, made in enumerate(reader.mutable)},
            self.by_value,
            self.cut,
        )
        return writer, _changes(writer, reader.mutable[: len(before)], before)

    def serve(self, request: list, values: list) -> object:
        """What the other side asked for: a ``Verb`` and its parts, and values with it."""
        raise NotImplementedError

    def describe(self, error: BaseException) -> tuple[list[str], str, str]:
        """What the other side learns of an exception: names of its classes, its text, where it was
        raised."""
        raise NotImplementedError

    def error_from(self, names: list, text: str, where: str) -> Exception:
        """An exception for what the other side described."""
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


def parts_of(message: object) -> list:
    if not isinstance(message, list) or not message or message[0] not in ("ask", "reply", "error"):
        raise wire.Malformed("a message of no known kind")
    if len(message) != {"ask": 3, "reply": 3, "error": 5}[message[0]]:
        raise wire.Malformed(f"a message {message[0]!r} of {len(message)} parts")
    return message


def _content(thing: object) -> object:
    """What a mutable object holds, to tell later whether it was changed: members by identity where
    they are objects."""
    if type(thing) is list:
        return [item if type(item) in _BY_VALUE else id(item) for item in thing]
    if type(thing) is dict:
        return [(_mark(key), _mark(value)) for key, value in thing.items()]
    if type(thing) is set:
        return set(thing)
    if hasattr(type(thing), "passes_by_value"):
        return [_mark(getattr(thing, slot)) for slot in type(thing).__slots__]
    return thing.tobytes() if thing.nbytes < 1 << 16 else zlib.crc32(memoryview(thing).cast("B"))


_BY_VALUE = frozenset((int, str, float, bool, type(None), bytes))


def _mark(item: object) -> object:
    return item if type(item) in _BY_VALUE else id(item)


def _snapshots(reader: Reader) -> list:
    """What every mutable argument held when it came."""
    kept = reader.untouched
    return [kept[at] if at in kept else _content(thing) for at, thing in enumerate(reader.mutable)]


def _as_it_was(thing: object, was: object) -> bool:
    if type(was) is memoryview:  # the array's own bytes, as they came
        return np.array_equal(_words(thing), _words(was))
    return _content(thing) == was


def _words(bytes_of: object) -> np.ndarray:
    """Memory as numbers of eight bytes where it can be, to compare it fast."""
    raw = np.frombuffer(bytes_of, np.uint8)
    return raw.view(np.uint64) if len(raw) % 8 == 0 else raw


def _changes(writer: Writer, mutable: list, before: list) -> list:
    changed = []
    for at, (thing, was) in enumerate(zip(mutable, before)):
        if _as_it_was(thing, was):
            continue
        if type(thing) in (list, set):
            changed.append([at, [writer.tree(item) for item in thing]])
        elif type(thing) is dict:
            changed.append(
                [at, [[writer.tree(key), writer.tree(value)] for key, value in thing.items()]]
            )
        elif hasattr(type(thing), "passes_by_value"):
            changed.append(
                [at, [writer.tree(getattr(thing, slot)) for slot in type(thing).__slots__]]
            )
        else:
            del writer.known[id(thing)]
            changed.append([at, writer.tree(thing)])
    return changed
