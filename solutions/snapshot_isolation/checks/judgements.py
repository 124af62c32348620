"""Judgements of functions of versions and stamps, over drawn cases: each calls the student's functions,
which it is given, and raises ``Wrong``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from copy import deepcopy

from solutions.snapshot_isolation.checks.cases import (
    certified_again,
    chains_with,
    committed_again,
    looked_at_again,
    vacuumed_again,
    versions,
)
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
)
from warehouse.checks.compare import calls
from warehouse.checks.outcomes import Raised
from warehouse.snapshot_isolation import ConflictError, Stamps, Version


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

    def copy(self):
        return self[:]

    def __add__(self, other):
        return self[:] + other

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
    # the same moment twice in a row, the versions as many as they were, and others
    moments += [({"x": [Version(stamp, 10)]}, 3) for stamp in (2, 5)]
    for function, key in ((visible, "x"), (rows_at, None)):
        alone = [(deepcopy(now if key is None else now[key]), at) for now, at in moments]
        right = [found for _, found in run_each(function, alone)]
        got = _driven(function, looked_at_again, key, moments)
        calls.text = f"{function.__name__} of one store at these (chains, snapshot): {moments}"
        same(got, right, "what is found, as in a store that nobody looked at before,")


def expect_vacuumed_again(vacuum: Callable) -> None:
    """The same chains, vacuumed as transactions end one by one and, at last, as a row comes in from
    elsewhere at the same snapshots and clock: each call must do what it does to other rows at another
    time whose chains hold the same."""
    now = {"x": versions((1, 3, 4, 8)), "y": [Version(2, 20), Version(5, None)], "z": versions([1])}
    handed = [({}, [1, 3, 4], 8), ({}, [3, 4], 8), ({}, [3], 8), ({}, [3], 8), ({}, [], 8),
              ({}, [], 8), ({}, [8], 9), ({"y": versions((2, 5, 9))}, [8], 9),
              ({"x": versions((1, 3))}, [8], 9)]  # fmt: skip
    told, right = _driven(vacuum, vacuumed_again, deepcopy(now), handed), []
    for at, (rows, snapshots, clock) in enumerate(handed, 1):
        now, later = now | rows, 1000 * at
        other = {f"{key}{at}": _moved(chain, later) for key, chain in now.items()}
        count = run(vacuum, other, [one + later for one in snapshots], clock + later)
        now = {key.rstrip("0123456789"): _moved(chain, -later) for key, chain in other.items()}
        right.append((count, now))
    calls.text = (
        "vacuum of the same chains, one after the other, with (rows that come into them before, "
        f"snapshots, clock): {handed}"
    )
    same(told, right, "what is dropped, and the chains then, as of chains never vacuumed before,")


def _moved(chain: list[Version], by: int) -> list[Version]:
    """A chain at another time; what is none stays as it is."""
    if not isinstance(chain, list) or any(type(version) is not Version for version in chain):
        return chain
    return [version._replace(stamp=version.stamp + by) for version in chain]


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


def expect_chains_apart(commit: Callable) -> None:
    """Rows that one commit made with the same value, or deleted, must go their own ways."""
    handed = [(0, {"x": 7, "y": 7, "z": None, "w": None}), (1, {"x": 8, "w": 9})]
    right, chains = [], {}
    for clock, writes in handed:
        first_committer_wins(chains, clock, clock, writes)
        right.append(deepcopy(chains))
    told = _driven(commit, committed_again, handed)
    calls.text = f"commit to one store, (clock and snapshot, writes) each of {handed}"
    same(told, right, "the chains after each")


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
