"""Versions of tables: what ``create_table``, ``read_rows``, ``commit_rows`` and ``garbage`` must do with a
``Blocks``, on cases generated over all that the task allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solutions.snapshot_isolation.checks.cases import _dice
from warehouse.checks import (
    Wrong,
    at_least,
    at_most,
    every_failure_comes_out,
    fields,
    in_notebook,
    raises,
    run,
    same,
    unwatched,
)
from warehouse.snapshot_isolation import Blocks, TableVersion

ENDS = (np.iinfo(np.int64).min, np.iinfo(np.int64).max, 2**53 + 1, -1, 0)


class Case(NamedTuple):
    """A table of ``column`` in blocks of ``block_rows``; ``other`` are the changes of a commit since the
    transaction's version, ``changes`` its own: none of the same block."""

    column: np.ndarray
    block_rows: int
    other: dict[int, int]
    changes: dict[int, int]


def columns(count: int = 24) -> list[tuple[np.ndarray, int]]:
    """Columns and the rows of a block: none, one, all of them, sizes that divide nothing; some
    columns are slices of others, or read-only."""
    dice = _dice("columns")
    found = [(np.empty(0, np.int64), 3), (np.array([7]), 1), (np.array([7]), 5)]
    found.append((np.array([7, 8]), 10**15))  # more than any memory holds
    while len(found) < count:
        rows = dice.choice((1, 2, 3, 5, 6, 7, 12, 31))
        values = [dice.choice((*ENDS, *range(100, 120))) for _ in range(rows)]
        column = np.array(values, np.int64)
        kind = dice.choice(("plain", "plain", "every second", "backwards", "read-only"))
        if kind == "every second":
            column = np.repeat(column, 2)[::2]
        elif kind == "backwards":
            column = column[::-1].copy()[::-1]
        column.flags.writeable = kind != "read-only"
        found.append((column, dice.choice((1, 2, 3, 4, 7, rows, rows + 1))))
    return sorted(found, key=lambda case: len(case[0]))


def commits(count: int = 40) -> list[Case]:
    """Commits that may go together: the fewest rows first."""
    dice, found = _dice("table commits"), []
    while len(found) < count:
        large = len(found) % 9 == 0
        rows = 31 if large else dice.choice((1, 2, 5, 6, 7, 12, 31))
        block_rows = dice.choice((1, 2, 2, 3, 4, 40))
        column = np.array([dice.choice((*ENDS, *range(9))) for _ in range(rows)], np.int64)
        changed = dice.sample(range(rows), min(rows, 12 if large else dice.choice((0, 1, 2, 3, 5))))
        places = {row // block_rows for row in changed}
        free = [row for row in range(rows) if row // block_rows not in places]
        other = dice.sample(free, min(len(free), dice.choice((0, 0, 1, 2, 11))))
        new = {row: dice.choice((*ENDS, 5000 + row)) for row in changed}
        if dice.random() < 0.7:  # else some rows are set to what they are
            new = {row: 5000 + row if column[row] == value else value for row, value in new.items()}
        elif changed:
            new[changed[0]] = int(column[changed[0]])
        found.append(Case(column, block_rows, {row: 1000 + row for row in other}, new))
    return sorted(found, key=lambda case: (len(case.column), len(case.changes)))


def stored_table(column: np.ndarray, block_rows: int) -> tuple[Blocks, TableVersion]:
    """The first version of a table of one int64 column, not made by the student's
    ``create_table``."""
    blocks = Blocks()
    return blocks, _put(blocks, column, block_rows)


def _put(blocks: Blocks, column: np.ndarray, block_rows: int) -> TableVersion:
    starts = range(0, len(column), block_rows)
    numbers = tuple(blocks.put(column[start : start + block_rows]) for start in starts)
    return TableVersion(len(column), block_rows, numbers)


def changed(blocks: Blocks, version: TableVersion, changes: dict[int, int]) -> TableVersion:
    """A right commit to a version that no one else has changed, block by block."""
    numbers = list(version.blocks)
    for place in {row // version.block_rows for row in changes}:
        values = blocks.get(numbers[place]).copy()
        for row, value in changes.items():
            if row // version.block_rows == place:
                values[row % version.block_rows] = value
        numbers[place] = blocks.put(values)
    return TableVersion(version.rows, version.block_rows, tuple(numbers))


def rows_of(blocks: Blocks, version: object) -> np.ndarray:
    """All rows of what must be a ``TableVersion`` of written blocks, int64."""
    _, _, numbers = fields(version, TableVersion)
    if type(numbers) is not tuple or not set(numbers) <= blocks.numbers():
        what = "a version's blocks must be a tuple of numbers of written blocks"
        raise Wrong(what, "", repr(numbers))
    return np.concatenate([np.empty(0, np.int64), *[blocks.get(number) for number in numbers]])


def expect_layout(create_table: Callable) -> None:
    """Each of ``columns`` must be cut into blocks of these rows, the last one short."""
    for column, block_rows in columns():
        blocks = Blocks()
        version = run(create_table, blocks, column, block_rows)
        same(rows_of(blocks, version), column, "the column of the table")
        full, rest = divmod(len(column), block_rows)
        found = version.rows, version.block_rows, [len(blocks.get(n)) for n in version.blocks]
        sizes = [block_rows] * full + [rest] * bool(rest)
        same(found, (len(column), block_rows, sizes), "rows, block_rows, rows of each block")
        same(blocks.written, len(sizes), "the number of blocks written")


def columns_left(create_table: Callable, some: list[tuple[list[int], int]]) -> list:
    """Of each of these columns, made anew, what its owner has after ``create_table``: its values, and
    whether they can still be written to.

    # driver: runs in the student's process
    """
    told = []
    for values, block_rows in some:
        column = np.array(values, np.int64)
        create_table(Blocks(), column, block_rows)
        told.append((column.tolist(), column.flags.writeable))
    return told


def expect_columns_left(create_table: Callable) -> None:
    """A column that its owner may write to must stay so, with the values that it had."""
    some = [([], 3), ([7], 1), ([7, 8], 5), ([5, 4, 3, 2, 1], 2)]

    def made(_: str) -> object:
        return in_notebook(columns_left, create_table, some, keeps=True)

    made.__name__ = create_table.__name__
    told = unwatched(made, f"(column, block_rows) each of {some}")
    same(
        told, [(values, True) for values, _ in some], "each column then, and may it be written to,"
    )


def expect_ranges(read_rows: Callable) -> None:
    """Every kind of range of a changed table of 100 must be read right, from no block that holds
    none of its rows."""
    column = np.arange(100, dtype=np.int64) * 3
    column[:5] = ENDS
    dice = _dice("ranges")
    pairs = [sorted(dice.choices(range(101), k=2)) for _ in range(12)]
    ranges = [(0, 100), (10, 20), (19, 21), (95, 100), (40, 40), (100, 100), (0, 0), *pairs]
    for block_rows in (10, 7, 100, 1, 2**50):
        blocks, version = stored_table(column, block_rows)
        version = changed(blocks, version, {row: -row for row in (0, 19, 99)})
        right = rows_of(blocks, version)
        for start, stop in ranges if block_rows in (10, 7) else ranges[:6]:
            before = blocks.read
            same(run(read_rows, blocks, version, start, stop), right[start:stop], "the rows")
            most = len({row // block_rows for row in range(start, stop)})
            at_most(blocks.read - before, most, f"blocks read for rows {start} to {stop - 1}")
    blocks, empty = stored_table(column[:0], 3)
    same(run(read_rows, blocks, empty, 0, 0), column[:0], "the rows")


def expect_commits(commit_rows: Callable, cases: list[Case]) -> None:
    """Each commit must have its changes and those of the commit before it, and leave the versions
    before as they were."""
    for column, block_rows, other, changes in cases:
        blocks, base = stored_table(column, block_rows)
        current = changed(blocks, base, other)
        version = run(commit_rows, blocks, base, current, dict(changes))
        expected = column.copy()
        for row, value in [*other.items(), *changes.items()]:
            expected[row] = value
        same(rows_of(blocks, version), expected, "the column after the commit")
        same(tuple(version)[:2], (len(column), block_rows), "rows and block_rows")
        same(rows_of(blocks, base), column, "the column of the transaction's version")


def expect_few_written(commit_rows: Callable, cases: list[Case]) -> None:
    """Each commit must write the blocks that it touches, each once, and share all others with the
    newest version."""
    for column, block_rows, other, changes in cases:
        blocks, base = stored_table(column, block_rows)
        current = changed(blocks, base, other)
        before, there = blocks.written, blocks.numbers()
        version = run(commit_rows, blocks, base, current, dict(changes))
        places = {row // block_rows for row in changes}
        written = blocks.written - before
        same(written, len(places), f"the number of blocks written for {len(changes)} changed rows")
        _, _, numbers = fields(version, TableVersion)
        wanted = ["new" if at in places else old for at, old in enumerate(current.blocks)]
        got = [number if number in there else "new" for number in numbers]
        same(got, wanted, "the version's blocks, 'new' where one was written,")


def million() -> Case:
    """One changed row of a million, in blocks of 65,536."""
    row = _dice("a row of a million").randrange(1_000_000)
    return Case(np.arange(1_000_000, dtype=np.int64), 65_536, {}, {row: -5})


def expect_conflicts(commit_rows: Callable, error: type[Exception]) -> None:
    """A commit to a block that another has written since must be refused, name the block's place and
    write nothing: whatever rows of the block the two set, and to what."""
    dice = _dice("conflicts")
    for number in range(12):
        blocks = Blocks()
        _put(blocks, np.arange(40, dtype=np.int64), 1)  # so that no block's number is its place
        base = _put(blocks, np.arange(39, dtype=np.int64), 2)
        place = (11, 0, 13, 17)[number % 4]
        current = changed(blocks, base, {2 * place: dice.choice((0, 5)), 2: 7})
        current = changed(blocks, current, {38: 7})
        row = 2 * place + dice.choice((0, 1))
        free = [row for row in (4, 6, 30) if dice.random() < 0.6]
        changes = {row: dice.choice((row, 3)) for row in dice.sample([*free, row], len(free) + 1)}
        expect_no_put(error, str(place), commit_rows, blocks, base, current, changes)


def expect_refusals(commit_rows: Callable, read_rows: Callable) -> None:
    """Rows that are not there must be refused by name; nothing is written, and no block read, also
    where rows that are there come first."""
    for rows, block_rows in ((5, 2), (4, 2), (31, 40)):
        blocks, base = stored_table(np.arange(rows, dtype=np.int64), block_rows)
        for row in (rows, -1, rows + 99):
            for changes in ({0: 9, row: 1}, {row: 1}):
                expect_untouched(str(row), commit_rows, blocks, base, base, changes)
        for start, stop, bad in ((0, rows + 1, rows + 1), (-1, 3, -1), (4, 2, 4), (3, -1, -1)):
            expect_untouched(str(bad), read_rows, blocks, base, start, stop)
    blocks, base = stored_table(np.arange(31, dtype=np.int64), 2)
    current = changed(blocks, base, {4: 7})
    for changes in ({5: 1, 31: 1}, {-7: 1, 4: 1}):  # in conflict besides
        row = next(row for row in changes if row not in range(31))
        expect_untouched(str(row), commit_rows, blocks, base, current, changes)
    blocks, base = stored_table(np.empty(0, np.int64), 2)
    expect_untouched("0", commit_rows, blocks, base, base, {0: 1})


def expect_untouched(naming: str, function: Callable, blocks: Blocks, *args: object) -> None:
    """As ``expect_no_put`` with a ``ValueError``, and no block may be read."""
    before = blocks.read
    expect_no_put(ValueError, naming, function, blocks, *args)
    same(blocks.read - before, 0, "the number of blocks read by what was refused")


def expect_no_put(
    kind: type[Exception], naming: str, function: Callable, blocks: Blocks, *args: object
) -> None:
    """``function`` must refuse these ``blocks`` and ``args`` as with ``raises``, and write no
    block."""
    before = blocks.written
    raises(kind, function, blocks, *args, naming=naming)
    same(blocks.written - before, 0, "the number of blocks written by what was refused")


def expect_garbage(garbage: Callable) -> None:
    """The blocks that none of some versions of a table uses."""
    blocks, first = stored_table(np.arange(30, dtype=np.int64), 2)
    versions = [first]
    for row in (3, 3, 9, 29, 4, 0, 1, 2, 20, 21, 22):
        versions.append(changed(blocks, versions[-1], {row: 100 + row, 8: row}))
    dice = _dice("garbage")
    chosen = [[], [first], [versions[-1]], versions, versions[::-1], [first, first], versions[1:]]
    for some in chosen + [dice.sample(versions, dice.randint(1, 4)) for _ in range(8)]:
        used = {number for version in some for number in version.blocks}
        free = {number for number in range(blocks.written) if number not in used}
        same(run(garbage, blocks, list(some)), free, "the set of unused blocks")
    same(run(garbage, Blocks(), []), set(), "the set of unused blocks")
    tidied = OddBlocks()
    _put(tidied, np.arange(6, dtype=np.int64), 1)
    found = run(garbage, tidied, [TableVersion(2, 1, (1, 3))])
    same(found, {5}, "the set of unused blocks, where those of even numbers are gone")


class OddBlocks(Blocks):
    """``Blocks`` of which only those of odd numbers are there still."""

    def numbers(self) -> set[int]:
        return {number for number in super().numbers() if number % 2}


class FailingBlocks(Blocks):
    """``Blocks`` of which one call fails, counted from 1 after ``fail``: a put or a get."""

    TESTS_ONLY = ("fail", "failed")

    def __init__(self, error: type[Exception]) -> None:
        super().__init__()
        self._left, self._failed, self._error = 0, False, error

    def fail(self, at: int) -> None:
        self._left = at

    def failed(self) -> bool:
        return self._failed

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._failed = True
            raise self._error("a block cannot be written or read")

    def put(self, values: np.ndarray) -> int:
        self._count()
        return super().put(values)

    def get(self, number: int) -> np.ndarray:
        self._count()
        return super().get(number)


def expect_failures_come_out(
    create_table: Callable, read_rows: Callable, commit_rows: Callable
) -> None:
    """Whichever put or get fails, that must come out."""
    column = np.arange(6, dtype=np.int64)
    for function, error, arguments in (
        (create_table, RuntimeError, lambda base: (column, 2)),
        (read_rows, RuntimeError, lambda base: (base, 0, 6)),
        (read_rows, KeyError, lambda base: (base, 0, 6)),
        (commit_rows, RuntimeError, lambda base: (base, base, {0: 7, 5: 8})),
        (commit_rows, KeyError, lambda base: (base, base, {0: 7, 5: 8})),
    ):

        def make(
            number: int, arguments: Callable = arguments, error: type = error
        ) -> tuple[tuple, Callable]:
            blocks = FailingBlocks(error)
            base = _put(blocks, column, 2)
            blocks.fail(number)
            return (blocks, *arguments(base)), blocks.failed

        failed = every_failure_comes_out(function, make, error, "the blocks", most=40)
        at_least(failed, 3, f"the number of puts and gets of {function.__name__}")
