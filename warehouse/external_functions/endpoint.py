"""An external function behind an endpoint, in this process and on a clock of its own.

``warehouse.external_functions.http_endpoint`` serves the same function over HTTP; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from warehouse.external_functions.messages import answer, refusal
from warehouse.external_functions.records import NoAnswer, ServerError, Throttled, TooLarge

#: What may happen to an invocation. Of those with ``after`` the work was done before it went wrong.
FINE = "fine"
FAULTS = ("throttled", "error", "error after", "no answer", "no answer after")
DENIED = "denied"


class Remote:
    """A function as its author wrote it: for rows of arguments, all or nothing; and it remembers the ids of
    requests, so that one that comes again gets the first one's answer and does nothing.

    ``function``: of one row's arguments; raises ``ValueError`` for a row that it refuses.
    ``effects``: the rows that it has worked for, in order.
    """

    def __init__(self, function: Callable[..., object]):
        self.function = function
        self.effects: list[tuple] = []
        self.answers: dict[str, str] = {}

    def work(self, payload: str) -> str:
        """The answer to a payload."""
        asked = json.loads(payload)
        request_id, rows = asked["request_id"], [tuple(row) for row in asked["arguments"]]
        if request_id not in self.answers:
            try:
                results = [self.function(*row) for row in rows]
            except ValueError as error:
                return refusal(str(error))
            self.effects += rows
            self.answers[request_id] = answer(results)
        return self.answers[request_id]


class Endpoint:
    """The warehouse's way to a function.

    ``faults``: what happens to each invocation in turn, ``"fine"``, one of ``FAULTS``, ``"denied"``, or a text that comes
    in place of the answer; when they are used up all is fine.
    ``largest``: bytes of a payload. ``most``: after so many invocations each one ends in ``RuntimeError``, so that who
    asks for ever comes to an end. ``seconds``: what an invocation takes.
    ``asked``: the payloads, in order. ``slept``: the pauses, in seconds, each with the number of payloads before it.
    """

    TESTS_ONLY = ("remote", "faults", "largest", "most", "seconds", "asked", "slept", "clock")

    def __init__(
        self,
        function: Callable[..., object],
        faults: Iterable[str] = (),
        largest: int = 6_000_000,
        most: int = 2_000,
        seconds: float = 0.02,
    ):
        self.remote = Remote(function)
        self.faults: Iterator[str] = iter(faults)
        self.largest, self.most, self.seconds = largest, most, seconds
        self.asked: list[str] = []
        self.slept: list[tuple[int, float]] = []
        self.clock = 0.0

    def invoke(self, payload: str) -> str:
        """Send a payload and wait for the answer's text.

        Raises ``Throttled``, ``ServerError``, ``NoAnswer``, ``TooLarge``, and ``PermissionError`` (status 403).
        """
        if type(payload) is not str:
            raise TypeError(f"a payload is a text, not {type(payload).__name__}")
        self.asked.append(payload)
        if len(self.asked) > self.most:
            raise RuntimeError(f"invoked more than {self.most} times")
        self.clock += self.seconds
        size = len(payload.encode())
        if size > self.largest:
            raise TooLarge(f"a payload of {size} bytes; at most {self.largest} are taken")
        return happen(next(self.faults, FINE), self.remote, payload)

    def sleep(self, seconds: float) -> None:
        """Wait, on this endpoint's clock."""
        if not seconds >= 0:
            raise ValueError(f"nobody can sleep for {seconds} s")
        self.slept.append((len(self.asked), float(seconds)))
        self.clock += seconds

    def now(self) -> float:
        """Seconds since the beginning."""
        return self.clock

    def __repr__(self) -> str:
        return f"<endpoint, invoked {len(self.asked)} times so far>"


def happen(fault: str, remote: Remote, payload: str) -> str:
    """What becomes of one invocation."""
    if fault == "throttled":
        raise Throttled("429: too many calls at once")
    if fault == "error":
        raise ServerError("503: broken before anything was done")
    if fault == DENIED:
        raise PermissionError("403: this role may not call the function")
    if fault == "no answer":
        raise NoAnswer("no answer came; the request was lost")
    text = remote.work(payload)
    if fault == "error after":
        raise ServerError("500: broken while it answered")
    if fault == "no answer after":
        raise NoAnswer("no answer came; the answer was lost")
    return text if fault == FINE else fault
