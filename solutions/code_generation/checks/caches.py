"""A cache's histories: what it hands out, and whom it asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from solutions.code_generation.checks.drawn import over_there, pick
from warehouse.checks import generator, kept, same
from warehouse.checks.plain_data import difference

#: capacity, the versions of three caches, whether they have a fleet, and (cache, source, types) each.
History = tuple[int, list[str | None], bool, list[tuple]]
TYPES = (("int64",), ("int64", "bool"), (("int64",), ("bool",)), (("int64", "bool"), ()))


def histories(
    name: str, count: int, fleet: bool, capacities: tuple[int, int], failing: bool = False
) -> list[tuple[History, list]]:
    """Each with its log. Made once for a class."""
    made = partial(_histories, name, count, fleet, capacities, failing)
    return kept(made, "segment_cache", name, count)


def _histories(
    name: str, count: int, fleet: bool, capacities: tuple[int, int], failing: bool
) -> list[tuple[History, list]]:
    rng, made = generator("segment_cache", name), []
    sources = ["s1", "s2", "s3", "s4", *(["bad"] if failing else [])]
    for _ in range(count):
        little = capacities[0] < len(sources)
        # who has little room is asked for few, so that some are there, and some just went
        types = [TYPES[at] for at in rng.permutation(len(TYPES))][: 1 if little else None]
        calls = [(int(rng.integers(0, 3)), pick(rng, sources), pick(rng, types)) for _ in range(30)]
        few = fleet and little  # is looked at alone
        # the first has none of its own
        versions = [None, "1", "1" if few else pick(rng, ["1", "2", ""])]
        made.append((int(rng.integers(*capacities)), versions, fleet, calls))
    return list(zip(made, cached(ByHand, made)))


def alike() -> list[tuple[History, list]]:
    """Sources and types that are one text when they are put together, or have one hash; and sources that
    differ in blanks and lines alone, by which a line belongs to another loop, or in one capital."""
    asked = [("s", ("int64", "[]")), ("s", ("int64[]",)), ("s", (("int64",), "[]")), ("s", ()),
             ("sint64", ("[]",)), ("s", ("",)), ("", ("s",)), ("s", ("a", "bc")), ("s", ("ab", "c")),
             ("s", (-1,)), ("s", (-2,)), ("s", ("-1",)), ("s()", ())]  # fmt: skip
    asked += [(source, ()) for source in (" s", "s ", "s\n", "s\n\n", "s\n s", "s\n  s", "S", "")]
    calls = [(1, *each) for each in asked]
    long = "s" * 5_000  # two that differ in the last letter alone
    calls += [(1, long + end, ()) for end in "ab"]
    made = [(30, [None, "1", "2"], False, calls + calls)]
    versions = ["1", " 1", "1 ", "01", "1.0"]
    made.append((30, versions, True, [(at, "s", ()) for at in range(5)] * 2))
    return list(zip(made, cached(ByHand, made)))


def cached(cache: Callable, cases: list) -> list:
    """Over there: histories of several caches before one fleet; what each call gave and who was asked.
    What is compiled is an object, told by the number that it has in the order of compilations."""
    return [_history(cache, *case) for case in cases]


def _history(
    cache: Callable, capacity: int, versions: list[str | None], with_fleet: bool, calls: list
) -> list:
    log, fleet, made = [], {}, []

    class Stopped(BaseException):
        pass

    # a compiler may raise anything; only who looks for one of these can tell them apart
    failures = (
        ValueError,
        Stopped,
        KeyboardInterrupt,
        StopIteration,
        SystemExit,
        TypeError,
        KeyError,
    )
    failed = 0

    class Fleet:
        def __len__(self):
            return len(fleet)

        def get(self, wanted, /):
            log.append(("get", wanted))
            return fleet.get(wanted)

        def put(self, wanted, value, /):
            log.append(("put", wanted, number(value)))
            fleet[wanted] = value

    def number(value):
        return next((at for at, one in enumerate(made) if one is value), None)

    def compiled(text, kinds, /):
        nonlocal failed
        log.append(("compile", text, kinds))
        if text == "bad":
            failed += 1
            raise failures[failed % len(failures)]("does not compile")
        made.append([] if len(made) % 2 else [text, kinds])  # what was compiled may be falsy
        return made[-1]

    there = Fleet() if with_fleet else None
    given = [
        (capacity, compiled, there, *([] if version is None else [version])) for version in versions
    ]
    caches = [cache(*each) for each in given]
    for at, source, types in calls:
        try:
            log.append(("answer", number(caches[at].get(source, types))))
        except failures as error:
            if error.args != ("does not compile",):
                raise
            log.append(("raised", type(error).__name__, str(error)))
        counts = (caches[at].hits, caches[at].fleet_hits, caches[at].compiled)
        log[-1] += ("hits, fleet_hits, compiled are", *counts)
    return log


class ByHand:
    """The cache as a plain list, the least recently used first."""

    def __init__(self, capacity: int, compile: Callable, fleet: object, version: str = "1"):
        self.room, self.compile, self.fleet, self.version = capacity, compile, fleet, version
        self.held: list[tuple] = []
        self.hits = self.fleet_hits = self.compiled = 0

    def get(self, source: str, types: tuple) -> object:
        key = (self.version, source, types)
        for entry in self.held:
            if entry[0] == key:
                self.held.remove(entry)
                self.held.append(entry)
                self.hits += 1
                return entry[1]
        value = None if self.fleet is None else self.fleet.get(key)
        if value is None:
            value = self.compile(source, types)
            self.compiled += 1
            if self.fleet is not None:
                self.fleet.put(key, value)
        else:
            self.fleet_hits += 1
        self.held = [*self.held, (key, value)][-self.room :] if self.room else []
        return value


def expect_cached(cache: Callable, asked: list[tuple[History, list]]) -> None:
    got = over_there("SegmentCache", cached, cache, [case for case, _ in asked])
    for ((capacity, versions, _, calls), ours), theirs in zip(asked, got):
        if difference(theirs, ours) is None:  # of what is right nobody reads a message
            continue
        for at, right in enumerate(ours):
            so_far = sum(event[0] in ("answer", "raised") for event in ours[:at]) + 1
            what = f"event {at} of caches of capacity {capacity}, versions {versions}, which are asked for"
            same(theirs[at] if at < len(theirs) else None, right, f"{what} {calls[:so_far]}")
        same(len(theirs), len(ours), f"the number of events of {calls}")
