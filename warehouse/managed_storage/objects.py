"""An object store as managed storage sees it: names and bytes, five requests, and a bill.

``MemoryStore`` keeps objects in this process; ``warehouse.managed_storage.s3`` speaks to a real S3
interface and behaves the same (a test sees to it). Both count requests and bytes, and charge time
and money on a simulated clock: nothing waits.

A store can be told to crash its node at a certain request, before or after that took effect. From
then on every request of the node fails: a dead node sends nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from warehouse.errors import ConflictError as ConflictError  # what this lab's commits raise

#: Seconds to the first byte of a small object: the lower end of what S3's documentation calls
#: typical (100 to 200 ms).
LATENCY = 0.1
#: Bytes a second of one connection: S3's documentation reckons with 85 to 90 MB/s.
BANDWIDTH = 85e6
#: Dollars a request, S3 Standard, us-east-1: PUT and LIST 0.005 for 1,000, GET 0.0004 for 1,000;
#: DELETE is free.
DOLLARS = {"put": 5e-6, "list": 5e-6, "get": 4e-7, "delete": 0.0}


class AlreadyExists(Exception):
    """A conditional PUT (If-None-Match: *) found an object of that name. Nothing was changed."""


class NotThere(KeyError):
    """There is no object of that name."""

    def __str__(self) -> str:
        return f"there is no object {self.args[0]!r}"


class Crashed(Exception):
    """This node is dead. What it had asked for may or may not have taken effect; it will ask for
    nothing more."""


class Unavailable(Exception):
    """The store refused this one request, which took no effect: it is overloaded. The node lives
    on."""


class Listed(NamedTuple):
    """One object of a listing. ``size``: bytes. ``age``: seconds since it was written."""

    name: str
    size: int
    age: float


class Bucket:
    """What is stored, shared by all nodes. ``now``: seconds of the simulated clock."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, float]] = {}
        self.now = 0.0


class MemoryStore:
    """One node's way to a bucket. ``requests`` counts by kind (put, get, list, delete),
    ``bytes_moved`` what went over the wire, ``seconds`` and ``dollars`` what it took.

    ``crash_at``: the number of the request (from 1) at which the node dies, None for never;
    ``after``: whether that request still takes effect. ``fails_at``: the number of a request that
    raises ``Unavailable``, None for none.
    """

    CONSTANT = ()
    TESTS_ONLY = ("bucket", "crash_at", "after", "fails_at", "wait")

    def __init__(
        self,
        bucket: Bucket | None = None,
        crash_at: int | None = None,
        after: bool = False,
        fails_at: int | None = None,
    ):
        self.bucket, self.crash_at, self.after, self.fails_at = (
            bucket or Bucket(),
            crash_at,
            after,
            fails_at,
        )
        self.requests: Counter[str] = Counter()
        self.bytes_moved, self.seconds, self.dollars = 0, 0.0, 0.0
        self._dead = False

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        """Store ``data`` under ``name``, all of it or nothing. With ``if_none_match`` only where no
        object has this name yet: else raises ``AlreadyExists``. Of two such requests at once, one
        wins."""
        if type(data) is not bytes:
            raise TypeError(f"an object is bytes, not {type(data).__name__}")

        def effect() -> None:
            if if_none_match and name in self.bucket.objects:
                raise AlreadyExists(f"{name} exists already")
            self.bucket.objects[name] = data, self.bucket.now

        self._request("put", effect, len(data))

    def get(self, name: str) -> bytes:
        """The object's bytes. Raises ``NotThere``."""

        def effect() -> bytes:
            if name not in self.bucket.objects:
                raise NotThere(name)
            return self.bucket.objects[name][0]

        return self._request("get", effect)

    def list(self, prefix: str) -> list[Listed]:
        """All objects whose names begin with ``prefix``, by name."""
        return self._request(
            "list",
            lambda: [
                Listed(name, len(data), self.bucket.now - written)
                for name, (data, written) in sorted(self.bucket.objects.items())
                if name.startswith(prefix)
            ],
        )

    def delete(self, name: str) -> None:
        """Remove an object; one that is not there is no error."""
        self._request("delete", lambda: self.bucket.objects.pop(name, None) and None)

    def wait(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.bucket.now += seconds

    def _request(self, kind: str, effect, sent: int = 0):
        if self._dead:
            raise Crashed("this node is dead")
        self.requests[kind] += 1
        if self.requests.total() == self.fails_at:
            raise Unavailable(f"503 SlowDown at request {self.fails_at}, a {kind}")
        if self.requests.total() == self.crash_at:
            self._dead = True
            if self.after:
                # an answer that the node did not live to hear
                with suppress(AlreadyExists, NotThere):
                    effect()
            raise Crashed(f"the node died at its request {self.crash_at}, a {kind}")
        took = LATENCY + sent / BANDWIDTH
        try:
            result = effect()
            received = len(result) if isinstance(result, bytes) else 0
            took += received / BANDWIDTH
            self.bytes_moved += sent + received
            return result
        finally:
            self.seconds += took
            self.bucket.now += took
            self.dollars += DOLLARS[kind]

    def __repr__(self) -> str:
        return f"<object store, {len(self.bucket.objects)} objects, {self.requests.total()} requests so far>"


class NotingStore(MemoryStore):
    """A store that notes what it is asked for: ``asked`` holds the kind and the arguments of every
    request, in order.

    ``others`` is called with the number of each request (from 1) just before it: what other nodes
    do in the meantime.
    """

    TESTS_ONLY = (*MemoryStore.TESTS_ONLY, "asked", "others")

    def __init__(
        self,
        bucket: Bucket | None = None,
        crash_at: int | None = None,
        after: bool = False,
        others: Callable[[int], None] = lambda number: None,
    ):
        super().__init__(bucket, crash_at, after)
        self.asked: list[tuple[str, tuple]] = []
        self.others = others

    def _request(self, kind: str, effect, sent: int = 0):
        if not self._dead:
            self.others(self.requests.total() + 1)
        return super()._request(kind, effect, sent)

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        self.asked.append(("put", (name, data, if_none_match)))
        super().put(name, data, if_none_match)

    def get(self, name: str) -> bytes:
        self.asked.append(("get", (name,)))
        return super().get(name)

    def list(self, prefix: str) -> list[Listed]:
        self.asked.append(("list", (prefix,)))
        return super().list(prefix)

    def delete(self, name: str) -> None:
        self.asked.append(("delete", (name,)))
        super().delete(name)
