"""The grader's side of a test process: graded cells run there, and what they need is brought."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable

from autograder.execution import wire
from autograder.execution.settings import GraderFaultError
from autograder.execution.student_process import LOOK_SECONDS, MOST_WAITED
from autograder.execution.warm import Child


class TesterProcess:
    """One process.

    ``child``: the process, and ``sock`` the connection to it.
    ``seconds``: what one cell may take.
    ``needs``: by what it may ask for, the function that brings it. It is called with the rest of
    the message, and returns the seconds that are not the cell's.
    ``idle``: called every half second while a cell runs.
    ``waited``: seconds that it and the student's processes have waited for a processor up to now.
    """

    def __init__(
        self,
        child: Child,
        sock: socket.socket,
        seconds: float,
        needs: dict[str, Callable[..., float]],
        idle: Callable[[], None],
        waited: Callable[[], float],
    ):
        self.child, self.sock, self.seconds = child, sock, seconds
        self.needs, self.idle, self.waited = needs, idle, waited

    def end(self) -> None:
        self.child.kill()
        self.sock.close()

    def run(self, kind: str, source: str, emit: Callable[[dict], None]) -> tuple[bool, bool]:
        """Run a "course" or a "test" cell, its outputs to ``emit``. Returns whether it still has
        the student's process and is in step with it, and whether it goes on with the slices'
        processes that it has. Raises ``GraderFaultError`` where it comes to no end."""
        wire.send(self.sock, [kind, source])
        limit = time.monotonic() + self.seconds
        before, granted = self.waited(), 0.0
        while True:
            if time.monotonic() > limit:
                more = min(self.waited() - before, MOST_WAITED * self.seconds) - granted
                limit, granted = limit + more, granted + more
            if time.monotonic() > limit:
                raise GraderFaultError(
                    f"a graded cell's checks did not come to an end within {self.seconds:g} s"
                )
            if not select.select([self.sock], [], [], LOOK_SECONDS)[0]:
                self.idle()
                continue
            try:
                message, _ = wire.receive(self.sock)
            except (wire.Closed, wire.Malformed, OSError) as ended:
                raise GraderFaultError(f"the test process ended: {ended}") from ended
            match message:
                case ["output", dict(output)]:
                    emit(output)
                case ["done", bool(), bool(in_step), bool(slices_kept)]:
                    return in_step, slices_kept
                case [str(need), *rest] if need in self.needs:
                    limit += self.needs[need](*rest)
                case _:
                    raise GraderFaultError("the test process said something unknown")
