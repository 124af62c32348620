"""Exercise 4: a producer with its store, and several consumers' ways to both, as scripts say. It lives where it is
asked: in the student's process, and once more with the judge.
"""

from __future__ import annotations

from warehouse.data_sharing.records import Change, Delta, Denied, LeaseOver
from warehouse.managed_storage.objects import NotThere, Unavailable

#: What happens in the world; the other moves are a consumer's.
EVENTS = (
    "base",
    "commit",
    "share",
    "unshare",
    "revoke",
    "grant",
    "over",
    "truncate",
    "fail",
    "reuse",
)

#: By which error a request may fail.
FAILURES = {"busy": Unavailable, "not there": NotThere, "late": TimeoutError, "denied": Denied,
            "over": LeaseOver}  # fmt: skip


def content(name: str) -> bytes:
    """What a block holds: its name, and nothing where that begins with ``nil``."""
    return b"" if name.startswith("nil") else f"<{name}>".encode()


class World:
    """``versions``: of each version the blocks of every table. ``may``: by consumer, whether it may read. ``leases``:
    by number, the consumer and whether it has run out. ``failing``: by consumer and kind of request, how many
    of these pass before one fails, and how. ``asked``: (consumer, kind, arguments) of every request. ``lent``: the lists of all
    deltas that it has given out."""

    def __init__(self, consumers: int):
        self.versions: list[dict[str, list[str]]] = [{}]
        self.shared: set[str] = set()
        self.may = [True] * consumers
        self.leases: dict[int, list] = {}
        self.failing: dict[tuple[int, str], list] = {}
        self.lent: list[list[str]] = []
        self.begins = 0  # where its log begins
        self.asked: list[tuple] = []

    def happens(self, kind: str, *what) -> None:
        if kind in ("base", "commit"):
            tables = {name: list(blocks) for name, blocks in self.versions[-1].items()}
            for table, remove, add in what:
                left = [name for name in tables.get(table, []) if name not in remove]
                tables[table] = left + list(add)
            self.versions = [*(self.versions if kind == "commit" else []), tables]
        elif kind == "share":
            self.shared |= set(what)
        elif kind == "unshare":
            self.shared -= set(what)
        elif kind in ("revoke", "grant"):
            self.may[what[0]] = kind == "grant"
        elif kind == "over":
            self.leases[what[0]][1] = True
        elif kind == "truncate":
            self.begins = len(self.versions) - 1
        elif kind == "reuse":
            for its in self.lent:
                its[:] = ["reused"]
        else:
            who, request, passing, *how = what
            self.failing[who, request] = [passing, *(how or ["busy"])]

    def request(self, who: int, kind: str, *arguments):
        self.asked.append((who, kind, arguments))
        if (who, kind) in self.failing:
            self.failing[who, kind][0] -= 1
            if self.failing[who, kind][0] < 0:
                _, how = self.failing.pop((who, kind))
                raise FAILURES[how](f"this {kind} was refused")
        return getattr(self, f"_{kind}")(who, *arguments)

    def _begin(self, who: int, since: int, known: list[str]) -> tuple[int, Delta]:
        if not self.may[who]:
            raise Denied(f"consumer {who}")
        lease = 7 * len(self.leases)
        self.leases[lease] = [who, False]
        now = self.versions[-1]
        if not 0 <= since < len(self.versions):
            raise ValueError(f"there is no version {since}")
        then = self.versions[since] if since >= self.begins else {}
        shared = sorted(self.shared & set(now))
        changes, whole = [], {}
        for table in shared:
            if table in known and table in then:
                remove = [name for name in then[table] if name not in now[table]]
                add = [name for name in now[table] if name not in then[table]]
                if remove or add:
                    changes.append(Change(table, remove, add))
            else:
                whole[table] = list(now[table])
        gone = sorted(set(known) - set(shared))
        self.lent += [*(its for change in changes for its in change[1:]), *whole.values(), gone]
        return lease, Delta(len(self.versions) - 1, changes, whole, gone)

    def _check(self, who: int, lease: int, table: str) -> None:
        its, over = self.leases.get(lease, (None, True))
        if its != who or over:
            raise LeaseOver(f"lease {lease}")
        if not self.may[who] or table not in self.shared:
            raise Denied(f"table {table}")

    def _release(self, who: int, lease: int) -> None:
        if lease in self.leases:
            self.leases[lease][1] = True

    def _get(self, who: int, name: str) -> bytes:
        if not any(name in blocks for tables in self.versions for blocks in tables.values()):
            raise NotThere(name)
        return content(name)


class Producer:
    """One consumer's way to the producer."""

    def __init__(self, world: World, who: int):
        self._world, self._who = world, who

    def begin(self, since: int, known: list[str]) -> tuple[int, Delta]:
        return self._world.request(self._who, "begin", since, list(known))

    def check(self, lease: int, table: str) -> None:
        self._world.request(self._who, "check", lease, table)

    def release(self, lease: int) -> None:
        self._world.request(self._who, "release", lease)


class Store:
    """One consumer's way to the blocks."""

    def __init__(self, world: World, who: int):
        self._world, self._who = world, who

    def get(self, name: str) -> bytes:
        return self._world.request(self._who, "get", name)
