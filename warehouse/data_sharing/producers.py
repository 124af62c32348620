"""A producer that says what it is told to: for trying a consumer before there is anything behind it."""

from __future__ import annotations

from warehouse.data_sharing.records import Delta, Denied, LeaseOver
from warehouse.managed_storage.objects import MemoryStore as MemoryStore  # where blocks lie


class ScriptedProducer:
    """Answers each ``begin`` with the next of ``deltas``, under leases 1, 2, 3 and so on. ``revoked``: whether this
    consumer is denied from now on. ``asked``: every request with its arguments."""

    TESTS_ONLY = ("asked", "revoked")

    def __init__(self, deltas: list[Delta]):
        self._deltas = list(deltas)
        self._leases: set[int] = set()
        self.asked: list[tuple] = []
        self.revoked = False

    def begin(self, since: int, known: list[str]) -> tuple[int, Delta]:
        """A lease and what has changed. Raises ``Denied``; ``LookupError`` where no delta is left."""
        self.asked.append(("begin", since, sorted(known)))
        if self.revoked:
            raise Denied("this consumer")
        number = sum(kind == "begin" for kind, *_ in self.asked)
        if number > len(self._deltas):
            raise LookupError(f"{len(self._deltas)} deltas were given; give one for each begin")
        self._leases.add(number)
        return number, self._deltas[number - 1]

    def check(self, lease: int, table: str) -> None:
        """Raises ``Denied`` or ``LeaseOver``."""
        self.asked.append(("check", lease, table))
        if lease not in self._leases:
            raise LeaseOver(f"lease {lease}")
        if self.revoked:
            raise Denied(f"table {table}")

    def release(self, lease: int) -> None:
        self.asked.append(("release", lease))
        self._leases.discard(lease)
