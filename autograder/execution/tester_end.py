"""The test process's end of the bridge. It receives data only.

What is not data arrives as a ``RemoteObject``.
"""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from typing import TypeVar

from autograder.execution import wire
from autograder.execution.bridge import SPECIAL, Bridge, StudentError, Verb, error_like
from autograder.execution.codec import NotData, qualified
from autograder.execution.exports import abilities, check_public, code_of, import_path
from autograder.execution.remote_object import RemoteMethod, RemoteObject
from autograder.execution.timed_calls import TimedCalls, untimed
from autograder.execution.usage import Waits
from warehouse.checks.outcomes import NotStarted, Raised, Wrong

T = TypeVar("T")
LONGEST_TEXT = 2000  # characters of an exception's text that pass
MOST_CLASSES = 20  # names of an exception's classes that are read


class TesterEnd(Bridge):
    """The test process's end. ``new_process()`` is called when the student's process is gone or out
    of step, and gives the socket of another. ``waits``: of the student's processes."""

    __test__ = False  # pytest: no test class
    # with a megabyte of a column there is something to be saved by passing a slice of it alone
    cut_asked, cut = 1 << 20, 0

    def __init__(self, new_process: Callable[[], socket.socket], waits: Waits | None = None):
        super().__init__(None)
        self._new_process = new_process
        self.generation = 0  # of the student's process
        self.timed = TimedCalls(self, waits or Waits())
        self._lent: list[dict[str, object]] = []  # one within the other
        self._spoilt = False  # whether that process has seen what it should not keep

    def names(self, names: list[str]) -> dict[str, object]:
        """What the student's notebook holds under these names; names that it does not hold are left
        out."""
        found = self.request([Verb.NAMES, names])
        if type(found) is not list or len(found) != len(names):
            raise error_like(["NotData", "Exception"], "the notebook's names cannot be read")
        held = {
            name: value[0]
            for name, value in zip(names, found)
            if type(value) is tuple and len(value) == 1
        }
        for name, value in held.items():
            if isinstance(value, RemoteObject):
                value.__dict__["_global"] = name
        return held

    def new_cell(self) -> None:
        """Withdraw what the last test cell lent, on both ends."""
        self.forget()
        self._lent.clear()
        self.timed.forget()
        if self._spoilt:
            self.end_cell()
        # a process that has ended meanwhile is replaced at the next call
        with contextlib.suppress(StudentError):
            self.request([Verb.FORGET])

    def end_cell(self) -> None:
        """Let go of a process that has seen what it should not keep."""
        if self._spoilt:
            self.drop()
        self._spoilt = False

    def call(self, what: RemoteObject, method: str, args: tuple, named: dict) -> object:
        """Call ``what``, or its method of that name."""
        self._reach(what)
        if self.timed.running:
            return self.timed.call(what, method, args, named)
        request = [Verb.CALL, what._number, method, list(named)]
        return self.request(request, (*args, *named.values()))

    def renew(self) -> None:
        """Get a new process of the student's; what the old one held is gone, what was lent to it is
        lent again."""
        with untimed():  # the wait is not the check's
            self.sock = self._new_process()
        self.generation += 1
        self.timed.new_process()
        for parts in self._lent:
            self.request([Verb.LEND, list(parts)], tuple(parts.values()))

    def _reach(self, what: RemoteObject) -> None:
        """Have a living process that holds ``what``: in a new one the notebook's function or class
        of the same name takes its place."""
        if self.sock is None:
            self.renew()
        if what._generation == self.generation:
            return
        new = self.names([what._global]).get(what._global) if what._global else None
        if not isinstance(new, RemoteObject):
            raise error_like(
                ["StudentDied", "Exception"],
                f"{what!r} is gone: the Python process that held it has ended",
            )
        what.__dict__.update(_number=new._number, _generation=self.generation)

    def pickled(self, function: RemoteObject) -> bytes:
        """A function of the student's as bytes, for another process of the student's. They are
        never unpickled here."""
        code = self.request([Verb.PICKLE, function._number])
        if type(code) is not bytes:
            raise error_like(
                ["TypeError", "Exception"], f"{function!r} cannot be sent to another process"
            )
        return code

    def ship(self, function: Callable, args: tuple, keeps: bool = False) -> object:
        """Run a function of the test's in the student's process. It may hold parts that the student
        is to write, so that process is given up at the end of the cell (``_spoilt``), but where it
        is said to hold none (``keeps``)."""
        self._spoilt = self._spoilt or not keeps
        return self.request([Verb.SHIPPED], (code_of(function), *args))

    def each(self, what: RemoteObject, cases: list[tuple]) -> list[tuple[object, Exception | None]]:
        """Many calls in one message: result and exception of each, up to the first that failed.
        Where the process ended, or what came back is no data, there is none: called one by one the
        cases will tell which it was."""
        self._reach(what)
        try:
            got = self.request([Verb.CALL_EACH, what._number], (cases,))
        except StudentError:
            return []
        match got:
            case (list(results), None) if len(results) == len(cases):
                return [(result, None) for result in results]
            case (list(results), (list(names), str(text), str(where))) if len(results) < len(cases):
                return [(result, None) for result in results] + [
                    (None, self.error_from(names, text, where))
                ]
        return []

    def lend(self, parts: dict[str, object]) -> None:
        """Put parts of the test's into the student's namespace, as proxies that call back here,
        until they are given back; what was lent before and not given back yet is there again
        then."""
        self.request([Verb.LEND, list(parts)], tuple(parts.values()))
        self._lent.append(parts)

    def give_back(self) -> None:
        """Take back what was lent last."""
        self._lent.pop()
        if self.sock is not None:  # a new process has not got them
            self.request([Verb.GIVE_BACK])

    def request(self, request: list, values: tuple = ()) -> object:
        """Ask the student's process, one that is there and in step. Raises ``StudentError``: what
        its code raised, or that it is gone, or that the answer is no data."""
        for value in values:  # what was of a process that has ended since
            if isinstance(value, RemoteObject):
                self._reach(value)
        return self._in_step(lambda: self.ask(request, values))

    def request_weighed(self, request: list, most: int | None) -> tuple[object, int]:
        """As ``request``, and the bytes of the answer; from ``most`` on the answer is not read."""
        return self._in_step(lambda: self.ask_weighed(request, most))

    def _in_step(self, ask: Callable[[], T]) -> T:
        if self.sock is None:
            self.renew()
        try:
            return ask()
        except StudentError:  # before OSError: a student's own may be one
            raise
        except (wire.Closed, OSError) as gone:
            self.drop()
            if gone.errno in (errno.EMFILE, errno.ENFILE):  # here, and not over there: no verdict
                raise
            raise error_like(
                ["StudentDied", "Exception"],
                "the Python process ended in this call (exit, a crash, or a limit on memory)",
                "",
            ) from gone
        except wire.Malformed as malformed:
            self.drop()
            raise error_like(["NotData", "Exception"], str(malformed), "") from None
        except NotData as refused:
            raise error_like(
                ["NotData", "Exception"], f"the result cannot be taken: {refused}", ""
            ) from None
        except NotImplementedError:
            raise
        except BaseException:  # a time limit fell, or a callback failed: the two are out of step
            self.drop()
            raise

    def drop(self) -> None:
        """Let go of the student's process: the next request goes to another."""
        if self.sock is not None:
            self.sock.close()
        self.sock = None

    def refer(self, value: object) -> list:
        if isinstance(value, RemoteObject):
            return ["yours", value._number]
        if isinstance(value, RemoteMethod):
            return ["your method", value._of._number, value.__name__]
        kind = type(value)
        path = import_path(value)
        if path:
            return ["import", *path]
        return ["mine", self.export(value), *abilities(kind), getattr(value, "__name__", "")]

    def resolve(self, tree: list) -> object:
        if tree[:1] == ["yours"] and len(tree) == 2 and tree[1] in self.exported:
            return self.exported[tree[1]]
        if tree[:1] == ["mine"] and len(tree) == 5:
            return RemoteObject(
                self, int(tree[1]), str(tree[2])[:80], str(tree[3])[:200], str(tree[4])[:80]
            )
        raise NotData("malformed data: an unknown reference")

    def serve(self, request: list, values: list) -> object:
        """A callback: the student's code uses something that the test lent it. It may call what can
        be called, and of an object of the course's use the public methods and attributes, but those
        that are the tests' alone."""
        match request:
            case [Verb.USE, int(number), str(name), list(named)]:
                target = self.exported.get(number)
                if target is None:
                    raise ReferenceError("this object belongs to a test that is over")
                if name and name not in SPECIAL:
                    check_public(target, name)
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
            case [Verb.GET, int(number), str(name)]:
                if number not in self.exported:
                    raise ReferenceError("this object belongs to a test that is over")
                check_public(self.exported[number], name)
                return getattr(self.exported[number], name)
        raise NotData("a request of no known kind")

    def describe(self, error: BaseException) -> tuple[list[str], str, str]:
        """An ordinary exception goes back to the caller, the student's code. A time limit, or a
        fault, ends the check."""
        if not isinstance(error, Exception) or isinstance(error, (Wrong, NotStarted, Raised)):
            raise error
        return [qualified(cls) for cls in type(error).__mro__], str(error)[:LONGEST_TEXT], ""

    def error_from(self, names: list, text: str, where: str) -> Exception:
        return error_like(
            [str(name) for name in names][:MOST_CLASSES], str(text)[:LONGEST_TEXT], str(where)[:500]
        )
