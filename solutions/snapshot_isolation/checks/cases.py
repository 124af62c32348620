"""Generated inputs of the lab's functions over all that their tasks allow: plain cases that go
across by the dozen, the smallest first, so that the first that fails is a small one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from warehouse.checks import (
    seed,
)
from warehouse.snapshot_isolation import ConflictError, Stamps, Version

#: Rows have any key: false ones, None, mixed types that have no order, names that want quoting.
KEYS = (0, "", None, "x", "y", -1, 1.5, (), ("a", 1), b"k", "it's", 'a "b".c', "Zürich")
#: Values are anything but None: false ones, integers that no float holds, several sorts of zero,
#: one that has no hash.
VALUES = (0, "", False, 0.0, -0.0, b"", (), 1, True, 7, "AIR", 2**53 + 1, -(2**63), 1.5,
          float("nan"), float("inf"), ("a", None), date(1998, 12, 1), [3, 4])  # fmt: skip
TRUE = tuple(value for value in VALUES if value)
LENGTHS = (1, 1, 2, 2, 3, 4, 6, 12)  # versions of a row
_FAR = 2**53  # from here on neighbouring stamps are one number to a float
#: A value that must be asked with ``is`` whether it is None: ``==`` gives an array of answers.
ARRAY = np.array([3, 4])


def _dice(name: str) -> random.Random:
    return random.Random(seed("snapshot_isolation", name))


def _small_first(cases: Iterable[tuple]) -> list[tuple]:
    return sorted(cases, key=lambda case: len(repr(case)))


def _chain(
    dice: random.Random, deletions: float, last: int = 0, values: tuple = VALUES
) -> list[Version]:
    """Versions as commits make them: at least one, stamps ascending up to ``last`` (0: any)."""
    length = min(dice.choice(LENGTHS), last or 12)
    if last:
        stamps = sorted(dice.sample(range(1, last + 1), length))
    else:
        start, stamps = dice.choice((0, 0, 0, _FAR)), []
        for _ in range(length):
            start += dice.choice((1, 1, 2, 5))
            stamps.append(start)
    chain: list[Version] = []
    for stamp in stamps:
        value = None if dice.random() < deletions else dice.choice(values)
        if chain and dice.random() < 0.15:
            value = dice.choice(chain).value  # changed back, or not changed at all
        chain.append(Version(stamp, value))
    return chain


def _chains(dice: random.Random, deletions: float, last: int = 0, values: tuple = VALUES) -> dict:
    keys = dice.sample(KEYS, dice.choice((1, 1, 2, 3, 11)))
    return {key: _chain(dice, deletions, last, values) for key in keys}


def _later(chains: dict, by: int) -> dict:
    return {key: [Version(v.stamp + by, v.value) for v in chain] for key, chain in chains.items()}


def _moment(dice: random.Random, chain: list[Version]) -> int:
    """A snapshot at, just before or just after a version, or far from all."""
    near = [stamp + aside for stamp, _ in chain for aside in (-1, 0, 1)]
    return dice.choice([*near, 0, 10**6])


def look_ups(count: int = 150) -> list[tuple[list[Version], int]]:
    """Arguments of ``visible``."""
    dice = _dice("look_ups")
    hot = versions(range(1, 301))
    found = [([], 0), ([], 5), (hot, 40), (hot, 199)]
    while len(found) < count:
        chain = _chain(dice, 0.3)
        found.append((chain, _moment(dice, chain)))
    # further back than one call within the other gets
    return [*_small_first(found), (versions(range(1, 5001)), 3)]


def moments(count: int = 100) -> list[tuple[dict, int]]:
    """Arguments of ``rows_at``."""
    dice = _dice("moments")
    found = [({}, 0), ({}, 5), ({"hot": versions(range(1, 301))}, 40)]
    found += [({"x": []}, 3), ({"x": [], "y": versions([1, 4]), "z": []}, 2)]
    while len(found) < count:
        chains = _chains(dice, 0.3)
        found.append((chains, _moment(dice, dice.choice(list(chains.values())))))
    return _small_first(found)


def moment_of_an_array() -> tuple[dict, int]:
    """Arguments of ``rows_at``: a row has an array as its value."""
    return {"x": [Version(1, ARRAY)]}, 2


def commits(name: str, count: int, refused: bool | None = None) -> list[tuple]:
    """Arguments of ``commit``: all of those that a right one refuses, or none, or (None) some."""
    dice = _dice(name)
    found: list[tuple] = []
    if refused is None:  # each key in conflict alone; changed back, and not changed at all
        for key in KEYS:
            found.append(({key: [Version(1, 10), Version(3, 11)]}, 3, 2, {key: 12}))
        for values in ((10, 11, 10), (10, 10, 10)):
            chain = [Version(stamp, value) for stamp, value in enumerate(values, 1)]
            found += [({"x": chain}, 3, snapshot, {"x": 10}) for snapshot in (1, 2, 3)]
    while len(found) < count:
        chains = _chains(dice, 0.3, 14)
        clock = max(chain[-1].stamp for chain in chains.values()) + dice.choice((0, 0, 1, 5))
        newest = [chain[-1].stamp for chain in chains.values()]
        snapshot = dice.choice(
            [clock, *(max(0, stamp - aside) for stamp in newest for aside in (0, 1, 1, 4))]
        )
        count_written = dice.choice((1, 1, 2, 3, 12))
        some = list(chains) if len(chains) >= count_written and dice.random() < 0.5 else KEYS
        writes = {
            key: None if dice.random() < 0.2 else dice.choice(VALUES)
            for key in dice.sample(some, count_written)
        }
        for key in writes:
            if key in chains and chains[key][-1].value is None and dice.random() < 0.4:
                writes[key] = None  # deleted before, deleted again
        conflict = any(chains[key][-1].stamp > snapshot for key in writes if key in chains)
        if refused in (None, conflict):
            far = dice.choice((0, 0, 0, _FAR))
            found.append((_later(chains, far), clock + far, snapshot + far, writes))
    return _small_first(found)


def vacuums(
    name: str, count: int, deletions: float, values: tuple = VALUES
) -> list[tuple[dict, list[int], int]]:
    """Arguments of ``vacuum``."""
    dice = _dice(name)
    found = []
    while len(found) < count:
        chains = _chains(dice, deletions, 14, values)
        clock = max(chain[-1].stamp for chain in chains.values()) + dice.choice((0, 0, 1, 5))
        near = [max(0, v.stamp - aside) for c in chains.values() for v in c for aside in (0, 1)]
        snapshots = dice.choices([0, clock, *near], k=dice.choice((0, 1, 1, 2, 3, 11)))
        far = dice.choice((0, 0, 0, _FAR))
        found.append((_later(chains, far), [each + far for each in snapshots], clock + far))
    return _small_first(found)


def vacuum_of_an_array() -> tuple[dict, list[int], int]:
    """Arguments of ``vacuum``: the oldest version left has an array as its value."""
    return {"x": [Version(1, ARRAY), Version(3, 5)]}, [1], 3


def certificates(count: int = 120) -> list[tuple[int, list[Stamps], list[Stamps]]]:
    """Arguments of ``certify``: stamps of 1 to 9 before commit 10, or as far up as floats are
    coarse."""
    dice, found = _dice("certificates"), [(1, [], []), (5, [], [])]
    while len(found) < count:
        base = dice.choice((0, 0, 0, _FAR))
        early = dice.random() < 0.4  # written early, read and overwritten late

        def stamps(overtaken: float, base: int = base, early: bool = early) -> Stamps:
            created = dice.choice((0, *range(base + 1, base + (4 if early else 10))))
            late = base + dice.randint(5 if early else 1, 9)
            read = max(created, late) if dice.random() < 0.5 else created
            if dice.random() < overtaken:
                return Stamps(created, read, max(created, base + dice.randint(1, 9)))
            return Stamps(created, read)

        sizes = (0, 1, 1, 2, 3, 11)
        read, overwritten = (11, 11) if len(found) % 30 == 0 else dice.choices(sizes, k=2)
        reads = [stamps(0.4) for _ in range(read)]
        stamp = base + 10 + (base > 0)  # far up an odd one, which no float holds
        found.append((stamp, reads, [stamps(0.2) for _ in range(overwritten)]))
    above = 2**64  # of any integer of a machine
    found.append((above + 3, [Stamps(above + 1)], [Stamps(above)]))
    return _small_first(found)


def certified(count: int = 60) -> list[tuple[int, int, list[Stamps], list[Stamps]]]:
    """Arguments of ``leave_stamps``: of some versions a reader newer than the commit is known."""
    dice, found = _dice("certified"), [(5, 5, [], [])]
    while len(found) < count:
        stamp = dice.randint(5, 12)

        def stamps(stamp: int = stamp) -> Stamps:
            created = dice.randint(0, 4)
            return Stamps(created, max(created, dice.choice((0, 4, stamp - 1, stamp, stamp + 2))))

        reads = [stamps() for _ in range(dice.choice((0, 1, 2, 3, 11)))]
        overwrites = [stamps() for _ in range(dice.choice((0, 1, 2, 3, 11)))]
        for version in reads + overwrites:
            if dice.random() < 0.3:
                version.overwritten = stamp - dice.randint(0, 4)
        found.append((stamp, stamp - dice.randint(0, 3), reads, overwrites))
    far = 2**63 + 5  # beside a small one numpy makes a float of it
    found.append((far, far, [Stamps(4), Stamps(2**63 + 1)], [Stamps(4)]))
    return _small_first(found)


def versions(stamps: Iterable[int]) -> list[Version]:
    """A chain with these commit stamps, each value ten times its stamp."""
    return [Version(stamp, stamp * 10) for stamp in sorted(stamps)]


def chains_with(**stamps: Iterable[int]) -> dict[str, list[Version]]:
    """Chains by key, of ``versions``."""
    return {key: versions(given) for key, given in stamps.items()}


def looked_at_again(look: Callable, key: object, moments: list[tuple[dict, int]]) -> list:
    """What ``look(chains, snapshot)`` gives, or ``look(chain, snapshot)`` of one ``key``, at moments of
    one store: the chains are changed in place in between.

    # driver: runs in the student's process
    """
    chains, told = {}, []
    for now, snapshot in moments:
        for gone in chains.keys() - now.keys():
            del chains[gone]
        for each, versions in now.items():
            chains.setdefault(each, [])[:] = versions
        found = look(chains if key is None else chains[key], snapshot)
        told.append(dict(found) if type(found) is dict else found)
    return told


def vacuumed_again(
    vacuum: Callable, chains: dict, calls: list[tuple[dict, list[int], int]]
) -> list:
    """What each of these calls on the same chains returns, and the chains after it: before each
    these rows, its first part, are put into them.

    # driver: runs in the student's process
    """
    told = []
    for rows, snapshots, clock in calls:
        chains.update({key: list(chain) for key, chain in rows.items()})
        count = vacuum(chains, snapshots, clock)
        told.append((count, {key: list(chain) for key, chain in chains.items()}))
    return told


def committed_again(commit: Callable, calls: list[tuple[int, dict]]) -> list:
    """The chains after each of these commits, (clock, writes), to one store.

    # driver: runs in the student's process
    """
    chains, told = {}, []
    for clock, writes in calls:
        commit(chains, clock, clock, writes)
        told.append({key: list(chain) for key, chain in chains.items()})
    return told


def certified_again(certify: Callable, stamps: list[tuple]) -> list:
    """What ``certify`` gives, or "ConflictError", for a transaction that read one version and
    overwrites another: the same two each time, with these stamps of both.

    # driver: runs in the student's process
    """
    read, overwritten, told = Stamps(0), Stamps(0), []
    for one, other in stamps:
        read.created, read.read, read.overwritten = one
        overwritten.created, overwritten.read, overwritten.overwritten = other
        try:
            told.append(certify(9, [read], [overwritten]))
        except ConflictError:
            told.append("ConflictError")
    return told


# Judgement.
