"""A small explorer of the managed storage lab's protocol: every interleaving of writers and
sweepers, request by request, with a crash of any of them at any request.

An *actor* is a function of a store. It is deterministic: what it asks for next depends on the
answers that it got, and on nothing else. So it is run again from its beginning with the answers
recorded so far, and stopped at the first request that has none. A state of the model is what the
bucket holds and how far each actor is; the states form a graph without cycles. Each is visited
once, whatever the number of schedules that lead to it, and that number is counted by adding up
paths.

In every state, so after every beginning of every schedule, ``Broken`` is raised unless what was
acknowledged can be read. An actor that is never asked again is one that died before its next
request, so that any number of deaths is explored. ``crashes`` of them are also steps of their own,
before and after the request took effect, and counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from warehouse.managed_storage.objects import (
    AlreadyExists,
    Bucket,
    ConflictError,
    Crashed,
    Listed,
    MemoryStore,
    NotThere,
)

#: Seconds: what lies in the bucket at the beginning is that old, what is written later is new.
OLD = 7200.0

# name, content, whether it was there at the beginning; sorted by name
Objects = tuple[tuple[str, bytes, bool], ...]
Asked = tuple[str, tuple]


class Broken(AssertionError):
    """The protocol's promise does not hold; the text tells the schedule."""


class Waiting(BaseException):
    """The actor asks for something that nobody has answered yet. No ``except Exception`` of the
    actor's may hold it up."""

    def __init__(self, asked: Asked):
        self.asked = asked


class Replayed:
    """A store that gives recorded answers, and stops its actor where they end."""

    def __init__(self, answers: list[tuple[str, object]]):
        self.answers = iter(answers)

    def _ask(self, kind: str, *given: object) -> object:
        how, answer = next(self.answers, (None, None))
        if how is None:
            raise Waiting((kind, given))
        if how == "taken":
            raise AlreadyExists(f"{given[0]} exists already")
        if how == "missing":
            raise NotThere(given[0])
        return list(answer) if kind == "list" else answer

    def put(self, name: str, data: bytes, if_none_match: bool = False) -> None:
        self._ask("put", name, data, if_none_match)

    def get(self, name: str) -> bytes:
        return self._ask("get", name)

    def list(self, prefix: str) -> list[Listed]:
        return self._ask("list", prefix)

    def delete(self, name: str) -> None:
        self._ask("delete", name)


@dataclass(frozen=True)
class Acknowledged:
    """A commit that its client was told of: the version, the contents that it added, the names that
    it removed."""

    version: int
    contents: tuple[bytes, ...]
    removed: tuple[str, ...]


Actor = Callable[[Replayed, list[Acknowledged]], None]


def answered(objects: Objects, asked: Asked) -> tuple[Objects, tuple[str, object]]:
    """What the bucket holds after a request, and the answer."""
    kind, given = asked
    held = {name: (data, old) for name, data, old in objects}
    answer: tuple[str, object] = ("done", None)
    if kind == "put":
        name, data, if_none_match = given
        if if_none_match and name in held:
            return objects, ("taken", None)
        held[name] = data, False
    elif kind == "get":
        return objects, ("done", held[given[0]][0]) if given[0] in held else ("missing", None)
    elif kind == "list":
        ages = {True: OLD, False: 0.0}
        return objects, (
            "done",
            tuple(Listed(n, len(d), ages[old]) for n, d, old in objects if n.startswith(given[0])),
        )
    else:
        held.pop(given[0], None)
    return tuple(sorted((name, data, old) for name, (data, old) in held.items())), answer


@dataclass
class Parts:
    """The functions under test, in one form for every protocol: ``sweep(store, version, versions,
    grace)``."""

    commit: Callable[[object, int, list[bytes], list[str]], int]
    recover: Callable[[object], tuple[int, list[str]]]
    sweep: Callable[[object, int, list[list[str]], float], int]
    checkpoint: Callable[[object], int] | None = None


@dataclass
class Explorer:
    """``objects``: the bucket at the beginning. ``pinned``: blocks of a version that a reader still
    reads, besides the latest. ``crashes``: how many actors may die in one schedule."""

    parts: Parts
    objects: Objects
    actors: list[Actor]
    pinned: tuple[str, ...] = ()
    crashes: int = 0
    visited: int = 0
    # of an actor: (index, answers, what it asks for or None, acknowledged)
    _nodes: list = field(default_factory=list)
    _children: dict = field(default_factory=dict)
    _kept: dict = field(default_factory=dict)

    def run(self) -> int:
        """The number of schedules, each played and found right. Raises ``Broken``."""
        start = self.objects, tuple(self._node(at, ()) for at in range(len(self.actors))), 0
        # of a state: one before it, and what was done there
        came: dict[tuple, tuple[tuple | None, str]] = {start: (None, "")}
        counts: dict[tuple, int] = {}
        waiting: list[tuple[tuple, list[tuple]]] = [(start, self._reached(start, came))]
        while waiting:
            state, nexts = waiting[-1]
            fresh = next((after for after in nexts if after not in counts), None)
            if fresh is None:
                counts[state] = sum(counts[after] for after in nexts) if nexts else 1
                waiting.pop()
            else:
                waiting.append((fresh, self._reached(fresh, came)))
        self.visited = len(counts)
        return counts[start]

    def _reached(self, state: tuple, came: dict) -> list[tuple]:
        """The states after this one, which is judged first."""
        objects, nodes, _ = state
        acknowledged = frozenset(ack for node in nodes for ack in self._nodes[node][3])
        key = objects, acknowledged
        if key not in self._kept:
            self._kept[key] = self._fault(objects, acknowledged)
        if self._kept[key]:
            told: list[str] = []
            while came[state][0] is not None:
                state, words = came[state]
                told.insert(0, words)
            raise Broken(f"{self._kept[key]}, after:\n  " + "\n  ".join(told))
        nexts = []
        for words, *after in self._steps(*state):
            nexts.append(tuple(after))
            came.setdefault(nexts[-1], (state, words))
        return nexts

    def _node(self, at: int, answers: tuple) -> int:
        acknowledged: list[Acknowledged] = []
        asked = None
        try:
            self.actors[at](Replayed(list(answers)), acknowledged)
        except Waiting as waiting:
            asked = waiting.asked
        self._nodes.append((at, answers, asked, tuple(acknowledged)))
        return len(self._nodes) - 1

    def _steps(self, objects: Objects, nodes: tuple[int, ...], dead: int) -> Iterator[tuple]:
        for place, node in enumerate(nodes):
            at, answers, asked, acknowledged = self._nodes[node]
            if asked is None:
                continue
            key = objects, asked
            if key not in self._kept:
                self._kept[key] = answered(objects, asked)
            after, answer = self._kept[key]
            if (node, answer) not in self._children:
                self._children[node, answer] = self._node(at, (*answers, answer))
            who = f"{'ABCDEF'[at]} {asked[0]} {asked[1][0]}"
            yield (
                f"{who}: {answer[0]}",
                after,
                _with(nodes, place, self._children[node, answer]),
                dead,
            )
            if dead < self.crashes:
                if (node, "dead") not in self._children:
                    self._nodes.append((at, answers, None, acknowledged))
                    self._children[node, "dead"] = len(self._nodes) - 1
                gone = _with(nodes, place, self._children[node, "dead"])
                yield f"{who}: dies before", objects, gone, dead + 1
                yield f"{who}: dies after", after, gone, dead + 1

    def _fault(self, objects: Objects, acknowledged: frozenset[Acknowledged]) -> str:
        bucket = Bucket()
        bucket.now = OLD
        bucket.objects = {name: (data, 0.0 if old else OLD) for name, data, old in objects}
        version, live = self.parts.recover(MemoryStore(bucket))
        for name in (*live, *self.pinned):
            if name not in bucket.objects:
                return f"version {version} needs {name}, which is not in the store"
            if sha256(bucket.objects[name][0]).hexdigest() != name[-64:]:
                return f"{name} does not hold what it says"
        log = {
            name: json.loads(data)
            for name, (data, _) in bucket.objects.items()
            if name.startswith("log/")
        }
        entries = [
            log.get(f"log/{number:08}", {"add": [], "remove": []})
            for number in range(1, version + 1)
        ]
        for ack in acknowledged:
            if ack.version > version:
                return f"version {ack.version} was acknowledged, and the log ends at {version}"
            entry = entries[ack.version - 1]
            contents = {sha256(data).hexdigest() for data in ack.contents}
            if {name[-64:] for name in entry["add"]} != contents or tuple(
                entry["remove"]
            ) != ack.removed:
                return f"version {ack.version} was acknowledged, and entry {ack.version} says other things"
            later = {name for one in entries[ack.version :] for name in one["remove"]}
            lost = [name for name in entry["add"] if name not in live and name not in later]
            if lost:
                return f"version {ack.version} was acknowledged, nobody removed {lost[0]}, and no reader sees it"
        self.parts.sweep(MemoryStore(bucket), version, [live, list(self.pinned)], 0)
        left, needed = (
            {name for name in bucket.objects if name.startswith("blocks/")},
            {*live, *self.pinned},
        )
        if needed - left:
            return f"the next sweep deletes {min(needed - left)}, which is needed"
        return (
            f"the next sweep, with no grace, leaves {min(left - needed)}" if left - needed else ""
        )


def _with(nodes: tuple[int, ...], place: int, node: int) -> tuple[int, ...]:
    return nodes[:place] + (node,) + nodes[place + 1 :]


# ----------------------------------------------------------------------------- actors and histories


def writer(parts: Parts, *commits: tuple[tuple[bytes, ...], bool], tries: int = 2) -> Actor:
    """Recovers, then commits: each the contents that it adds, and whether it removes the oldest
    live block. Refused, it looks again, ``tries`` times in all."""

    def act(store: Replayed, acknowledged: list[Acknowledged]) -> None:
        for contents, removes in commits:
            for _ in range(tries):
                version, live = parts.recover(store)
                removed = live[:1] if removes else []
                try:
                    got = parts.commit(store, version, list(contents), removed)
                except ConflictError:
                    continue
                acknowledged.append(Acknowledged(got, contents, tuple(removed)))
                break

    return act


def sweeper(parts: Parts, grace: float, pinned: tuple[str, ...] = (), tries: int = 2) -> Actor:
    """Recovers, then sweeps what neither the latest version nor ``pinned`` needs. Refused, it looks
    again."""

    def act(store: Replayed, acknowledged: list[Acknowledged]) -> None:
        for _ in range(tries):
            version, live = parts.recover(store)
            try:
                parts.sweep(store, version, [live, list(pinned)], grace)
                return
            except ConflictError:
                continue

    return act


def history(
    parts: Parts, *commits: tuple[tuple[bytes, ...], bool], orphan: bytes | None = None
) -> tuple[Objects, list[list[str]]]:
    """A bucket after these commits, one after the other, and the live blocks of each version.
    ``orphan``: a writer of this content died before its entry."""
    bucket, versions = Bucket(), []
    for contents, removes in commits:
        version, live = parts.recover(MemoryStore(bucket))
        parts.commit(MemoryStore(bucket), version, list(contents), live[:1] if removes else [])
        versions.append(parts.recover(MemoryStore(bucket))[1])
    if orphan is not None:
        version, _ = parts.recover(MemoryStore(bucket))
        with suppress(Crashed):
            parts.commit(MemoryStore(bucket, crash_at=2), version, [orphan], [])
    return tuple(sorted((name, data, True) for name, (data, _) in bucket.objects.items())), versions
