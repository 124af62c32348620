"""Generated inputs of the lab's functions over all that their tasks allow, and the judgement of what
they give: plain cases that go across by the dozen, the smallest first, so that the first that
fails is a small one."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import date

from solutions.snapshot_isolation.checks.parts import (
    first_committer_wins,
    living_rows,
    newest_version,
    vacuumed,
    watermarks,
)
from warehouse.checks import (
    Wrong,
    at_least,
    at_most,
    in_notebook,
    raises,
    run,
    run_each,
    same,
    seed,
)
from warehouse.checks.compare import calls
from warehouse.checks.outcomes import Raised
from warehouse.snapshot_isolation import ConflictError, Stamps, Version

#: Rows have any key: false ones, mixed types that have no order, names that want quoting.
KEYS = (0, "", "x", "y", -1, 1.5, (), ("a", 1), b"k", "it's", 'a "b".c', "Zürich")
#: Values are anything but None: false ones, integers that no float holds, several sorts of zero,
#: one that has no hash.
VALUES = (0, "", False, 0.0, -0.0, b"", (), 1, True, 7, "AIR", 2**53 + 1, -(2**63), 1.5,
          float("nan"), float("inf"), ("a", None), date(1998, 12, 1), [3, 4])  # fmt: skip
TRUE = tuple(value for value in VALUES if value)
LENGTHS = (1, 1, 2, 2, 3, 4, 6, 12)  # versions of a row
_FAR = 2**53  # from here on neighbouring stamps are one number to a float


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
    return _small_first(found)


def moments(count: int = 100) -> list[tuple[dict, int]]:
    """Arguments of ``rows_at``."""
    dice = _dice("moments")
    found = [({}, 0), ({}, 5), ({"hot": versions(range(1, 301))}, 40)]
    found += [({"x": []}, 3), ({"x": [], "y": versions([1, 4]), "z": []}, 2)]
    while len(found) < count:
        chains = _chains(dice, 0.3)
        found.append((chains, _moment(dice, dice.choice(list(chains.values())))))
    return _small_first(found)


def commits(name: str, count: int, refused: bool | None = None) -> list[tuple]:
    """Arguments of ``commit``: all of those that a right one refuses, or none, or (None) some."""
    dice = _dice(name)
    found: list[tuple] = []
    if refused is None:  # changed back, and not changed at all
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


class CountingChain(list):
    """A chain that counts in ``looks`` how many of its versions are looked at."""

    looks = 0

    def __getitem__(self, at):
        self.looks += 1 if isinstance(at, int) else len(range(*at.indices(len(self))))
        return super().__getitem__(at)

    def __iter__(self):
        return self._counted(super().__iter__())

    def __reversed__(self):
        return self._counted(super().__reversed__())

    def _counted(self, versions: Iterator[Version]) -> Iterator[Version]:
        for version in versions:
            self.looks += 1
            yield version

    def __repr__(self):
        return f"a chain of {len(self)} versions"


def counting_looks(visible: Callable) -> Callable:
    """``visible`` for a ``CountingChain``: gives what it finds, and how many versions it looked at
    to find it."""

    def counted(chain: CountingChain, snapshot: int) -> tuple[Version | None, int]:
        before = chain.looks
        found = visible(chain, snapshot)
        return found, chain.looks - before

    counted.__name__ = "visible"  # the part that messages speak of
    return counted


# Judgement.


def expect_few_looks(visible: Callable, rows_at: Callable, count: int, most: int) -> None:
    """A snapshot that sees one of the last four of ``count`` versions must be found with ``most``
    looks."""
    chain = CountingChain(versions(range(1, count + 1)))
    for snapshot in (count - 3, count - 1, count):
        found, looks = run(counting_looks(visible), chain, snapshot)
        same(found, Version(snapshot, snapshot * 10), "the version")
        at_most(looks, most, "the number of versions looked at")
        before = chain.looks
        same(run(rows_at, {"hot": chain}, snapshot), {"hot": snapshot * 10}, "the dict of rows")
        at_most(chain.looks - before, most, "the number of versions looked at")


def expect_look_ups(visible: Callable, cases: list[tuple]) -> None:
    """Each of these look-ups must find the version that its snapshot sees."""
    expected = [newest_version(*case) for case in cases]
    for (_, got), version in zip(run_each(visible, cases), expected):
        same(got, version, "the version that the snapshot sees")


def expect_nothing_remembered(visible: Callable, rows_at: Callable) -> None:
    """Looks at one store that grows and is vacuumed meanwhile must find what they find in a new one
    that holds the same."""
    moments = []
    for now in ({"x": [Version(2, 10)]}, {"x": [Version(2, 10), Version(4, 11)]},
                {"x": [Version(4, 11)], "y": [Version(3, 20)]}, {"x": [Version(5, 11)]}):  # fmt: skip
        moments += [(now, snapshot) for snapshot in (3, 4, 9)]
    for function, key in ((visible, "x"), (rows_at, None)):
        alone = [(deepcopy(now if key is None else now[key]), at) for now, at in moments]
        right = [found for _, found in run_each(function, alone)]
        got = _driven(function, looked_at_again, key, moments)
        calls.text = f"{function.__name__} of one store at these (chains, snapshot): {moments}"
        same(got, right, "what is found, as in a store that nobody looked at before,")


def expect_vacuumed_again(vacuum: Callable) -> None:
    """The same chains, vacuumed as transactions end one by one and, at last, as a row comes in from
    elsewhere at the same snapshots and clock: each call must do what it does to new chains that
    hold the same."""
    now = {"x": versions((1, 3, 4, 8)), "y": [Version(2, 20), Version(5, None)], "z": versions([1])}
    handed = [({}, [1, 3, 4], 8), ({}, [3, 4], 8), ({}, [3], 8), ({}, [3], 8), ({}, [], 8),
              ({}, [], 8), ({}, [8], 9), ({"y": versions((2, 5, 9))}, [8], 9),
              ({"x": versions((1, 3))}, [8], 9)]  # fmt: skip
    told, right = _driven(vacuum, vacuumed_again, deepcopy(now), handed), []
    for rows, *call in deepcopy(handed):
        now = deepcopy(now) | rows
        right.append((run(vacuum, now, *call), now))
    calls.text = (
        "vacuum of the same chains, one after the other, with (rows that come into them before, "
        f"snapshots, clock): {handed}"
    )
    same(told, right, "what is dropped, and the chains then, as of chains never vacuumed before,")


def expect_asked_anew(certify: Callable) -> None:
    """The same versions again and again, their stamps changed in between: ``certify`` must go by what
    they are each time."""
    free, late = math.inf, 7
    stamps = [((1, 2, free), (1, 1, free)), ((1, 2, late), (1, 1, free)), ((1, 2, late), (1, 8, free)),
              ((1, 9, free), (1, 8, free)), ((1, 2, 5), (1, 4, free)), ((6, 6, 6), (1, 4, free))]  # fmt: skip
    told = _driven(certify, certified_again, stamps)
    calls.text = f"certify of stamp 9 with the same versions, which have these stamps: {stamps}"
    right = [9, 7, "ConflictError", 9, 5, "ConflictError"]
    same(told, right, "what is given each time")


def _driven(function: Callable, driver: Callable, *args: object) -> object:
    """``driver(function, *args)`` where the student's code lives."""

    def driven(_: str) -> object:
        return in_notebook(driver, function, *args)

    driven.__name__ = function.__name__
    return run(driven, "again and again on one store that changes in between")


def expect_moments(rows_at: Callable, cases: list[tuple]) -> None:
    """At each of these moments there must be the rows that existed then."""
    expected = [living_rows(*case) for case in cases]
    for (_, got), rows in zip(run_each(rows_at, cases), expected):
        same(got, rows, "the dict of rows")


def expect_commits(commit: Callable, cases: list[tuple]) -> None:
    """Each of these commits must append its versions and give the stamp. Those that are refused,
    less than half of them, are not looked at: ``expect_outcomes`` does that."""
    through = 0
    for case in cases:
        right = deepcopy(case[0])
        stamp = first_committer_wins(right, *case[1:])
        got, refused = _outcome(commit, case)
        if not refused:
            same(got, stamp, "the stamp that is returned")
            same(case[0], right, "the dict of chains after the commit")
        through += not refused
    at_least(through, len(cases) / 2, "the number of commits let through")


def expect_outcomes(commit: Callable, cases: list[tuple]) -> None:
    """Each of these commits must be refused, or not, as by a right one."""
    for case in cases:
        try:
            first_committer_wins(*deepcopy(case))
        except ConflictError:
            raises(ConflictError, commit, *case)
        else:
            _let_through(commit, case)


def expect_nothing_left(commit: Callable, cases: list[tuple]) -> None:
    """Each of these commits, where it is refused, must leave the chains as they were; at least half
    of them must be."""
    count = 0
    for case in cases:
        before = deepcopy(case[0])
        _, refused = _outcome(commit, case)
        if refused:
            same(case[0], before, "the dict of chains after the refusal")
        count += refused
    at_least(count, len(cases) / 2, "the number of commits refused")


def _outcome(function: Callable, case: tuple) -> tuple[object, bool]:
    """What a call returns, and whether it was refused with a ``ConflictError``."""
    try:
        return run(function, *case), False
    except Raised as raised:
        if "ConflictError" not in {parent.__name__ for parent in type(raised.error).__mro__}:
            raise
        return f"ConflictError: {raised.error}", True


def _let_through(function: Callable, case: tuple) -> object:
    got, refused = _outcome(function, case)
    if refused:
        what = f"{function.__name__} must not refuse this transaction"
        raise Wrong(what, "no conflict", got, calls.text)
    return got


def expect_vacuumed(vacuum: Callable, cases: list[tuple]) -> None:
    """Each of these vacuums must leave exactly the versions that are needed."""
    expected = [vacuumed(*case) for case in cases]
    for (args, _), chains in zip(run_each(vacuum, cases), expected):
        same(args[0], chains, "the dict of chains after the vacuum")


def expect_deletions(vacuum: Callable, cases: list[tuple]) -> None:
    """After each of these vacuums the oldest version must be a deletion in the right rows."""
    expected = [_led_by_deletions(vacuumed(*case)) for case in cases]
    for (args, _), keys in zip(run_each(vacuum, cases), expected):
        what = "the set of rows whose oldest version left is a deletion"
        same(_led_by_deletions(args[0]), keys, what)


def _led_by_deletions(chains: dict) -> set:
    return {key for key, chain in chains.items() if chain and chain[0].value is None}


def expect_counted(vacuum: Callable, cases: list[tuple]) -> None:
    """Each of these vacuums must return by how many versions the chains shrank."""
    before = [_versions(chains) for chains, _, _ in cases]
    for (args, got), count in zip(run_each(vacuum, cases), before):
        same(got, count - _versions(args[0]), "the number of dropped versions")
    chains = chains_with(w=[], x=[1, 3, 4], y=[2], z=[5, 6])
    same(run(vacuum, chains, [], 6), 3, "the number dropped")


def _versions(chains: dict) -> int:
    return sum(map(len, chains.values()))


def expect_certified(certify: Callable, cases: list[tuple]) -> None:
    """``certify`` must refuse each of these transactions, or give the low watermark."""
    for case in cases:
        high, low = watermarks(*case)
        if low <= high:
            raises(ConflictError, certify, *case)
        else:
            same(_let_through(certify, case), low, "the low watermark")


def expect_left(leave_stamps: Callable, cases: list[tuple]) -> None:
    """``leave_stamps`` must leave these readers and overwriters."""
    expected = [
        (
            [(v.created, max(v.read, stamp), v.overwritten) for v in reads],
            [(v.created, v.read, low) for v in overwrites],
        )
        for stamp, low, reads, overwrites in cases
    ]
    for (args, _), (reads, overwrites) in zip(run_each(leave_stamps, cases), expected):
        expect_stamps(args[2], reads, "reads")
        expect_stamps(args[3], overwrites, "overwrites")


def expect_stamps(stamps: list[Stamps], expected: list[tuple], what: str = "stamps") -> None:
    """Each version's ``created``, ``read`` and ``overwritten`` must be these."""
    same(
        [each.as_tuple() for each in stamps],
        expected,
        f"the {what}, (created, read, overwritten) of each,",
    )
