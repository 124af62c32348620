"""The grader's side of one process of the student's: its cells run there, watched for time, memory
and what they put out."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable

import psutil

from autograder.execution import usage, wire
from autograder.execution.outputs import error_output
from autograder.execution.sandbox import GIB
from autograder.execution.warm import Child

#: From an interrupt to the end of patience, in seconds: a call of numpy's or Arrow's, which Python
#: cannot interrupt, ends first.
OBEY_SECONDS = 5.0
#: How often a running process's memory is looked at, in seconds: one that takes a gigabyte a second
#: has an eighth more than the 4 GiB that it may by then.
LOOK_SECONDS = 0.5
#: How often its seconds a cell may wait for a processor on a busy machine, which is not its fault.
MOST_WAITED = 6
LAST = 19  # the lowest priority that there is
#: Bytes that a cell may put out: eight times what its own process passes on (``shell.LOUDEST``), so
#: only one that writes into the grader's channel itself gets there.
FLOOD = 64 << 20


class Ended(Exception):
    """The process that was waited for is gone; says why."""


class StudentProcess:
    """One process.

    ``child``: the process, and ``sock`` the connection to it.
    ``cell_seconds``: what one cell may take.
    ``memory``: bytes that it and its children may use together.
    """

    def __init__(self, child: Child, sock: socket.socket, cell_seconds: float, memory: int):
        self.child, self.sock = child, sock
        self.cell_seconds, self.memory = cell_seconds, memory
        self._last_words = ""

    def end(self) -> None:
        self.child.kill()
        self.sock.close()

    def run(self, source: str, emit: Callable[[dict], None], deadline: float) -> str:
        """Run a cell, at most until ``deadline`` (of ``time.monotonic``); its outputs go to
        ``emit``. Returns what a new process has to run in its place: all of it, or where it had to
        be interrupted what was over by then, since the rest would cost its time again every time.
        Raises ``Ended`` when the process is of no use any more."""
        try:
            wire.send(self.sock, ["cell", source])
        except (wire.Closed, OSError):
            raise Ended("the Python process has ended") from None
        started, waited = time.monotonic(), usage.waited(self.child.pid)
        limit = min(started + self.cell_seconds, deadline)
        too_long = f"the cell ran longer than {self.cell_seconds:g} s"
        interrupted = 0.0
        put_out = 0
        looked = 0.0
        while True:
            now = time.monotonic()
            if now > looked + LOOK_SECONDS:  # however much it has to say
                self.look_after()
                looked = now
            if interrupted and now > interrupted + OBEY_SECONDS:
                self.child.kill()
                raise Ended(f"{too_long}, or the submission too long, and was stopped")
            if not interrupted and now > limit:  # less what it spent waiting for a processor
                late = min(usage.waited(self.child.pid) - waited, MOST_WAITED * self.cell_seconds)
                limit = min(started + self.cell_seconds + late, deadline)
                if now > limit:
                    self.child.interrupt()
                    interrupted = now
            if not select.select([self.sock], [], [], LOOK_SECONDS)[0]:
                continue
            match self._message():
                case ["output", dict(output)]:
                    put_out += len(str(output))
                    if put_out >= FLOOD:
                        self.child.kill()
                        raise Ended("the cell put out more than 64 MB and was stopped")
                    emit(output)
                case ["done", bool(), str(finished)]:
                    if not interrupted:
                        return source
                    emit(error_output("OverLimit", f"{too_long} and was stopped"))
                    return finished if len(finished) < len(source) else ""
                case _:
                    self.child.kill()
                    raise Ended("this cell wrote into the grader's own channel and was stopped")

    def _message(self) -> object:
        try:
            return wire.receive(self.sock)[0]
        except (wire.Closed, wire.Malformed, OSError):
            raise Ended(
                self._last_words
                or "this cell ended the Python process (exit, a crash, or out of memory)"
            ) from None

    def look_after(self) -> None:
        """End the process and its children when together they use more memory than they may. The
        children come last wherever somebody else wants the processor."""
        family = usage.family(self.child.pid)
        for child in family[1:]:
            with contextlib.suppress(psutil.Error):
                if child.nice() != LAST:
                    child.nice(LAST)
        used = usage.used(family, not self.child.grouped)
        if used > self.memory:  # twice: what is read of a process that begins or ends may be wrong
            family = usage.family(self.child.pid)
            used = min(used, usage.used(family, not self.child.grouped))
        if used > self.memory:
            self._last_words = (
                f"the code used more than {self.memory / GIB:g} GiB of memory ({used / GIB:.1f}) "
                "and was stopped"
            )
            self.child.kill()
