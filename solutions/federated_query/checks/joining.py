"""Remote rows in batches, and what ``join_batches`` must make of them. Functions marked as drivers run in
the student's process, and hold nothing that is expected."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa

from solutions.federated_query.checks.cursors import Batches, driven, expect_unusual_failures
from warehouse.checks import Wrong, host, raises, run, same
from warehouse.checks.failures import every_failure_comes_out
from warehouse.checks.showing import calls, show
from warehouse.federated_query.federation import SourceGone


def remote(pairs: Iterable[tuple], key: str = "int32", amount: str = "int32") -> pa.Table:  # fmt: skip
    """Rows of the source: (key ``k``, amount ``v``)."""
    keys, amounts = list(zip(*pairs)) or ((), ())
    return pa.table({"k": pa.array(keys, key), "v": pa.array(amounts, amount)})


def local(pairs: Iterable[tuple], key: str = "int32") -> pa.Table:
    """Rows of the warehouse: (key ``k``, ``group``)."""
    keys, groups = list(zip(*pairs)) or ((), ())
    return pa.table({"k": pa.array(keys, key), "group": pa.array(groups, pa.string())})


def sums_of(here: pa.Table, there: pa.Table, key: str = "k", keep: str = "v") -> dict:
    """Every local row against every remote one."""
    sums: dict = {}
    groups, known = here["group"].to_pylist(), here[key].to_pylist()
    for value, amount in zip(there[key].to_pylist(), there[keep].to_pylist()):
        for other, group in zip(known, groups):
            if value is not None and value == other:
                sums[group] = sums.get(group, 0) + (amount or 0)
    return sums


def as_one_chunk(rows: pa.Table, columns: Iterable[str]) -> pa.Table:
    """The same rows; these columns have one chunk."""
    for column in columns:
        at = rows.column_names.index(column)
        rows = rows.set_column(at, column, rows[column].combine_chunks())
    return rows


def cut(rows: pa.Table, rng: np.random.Generator, most: int = 3) -> list[pa.Table]:
    """Rows in batches of 0 to ``most`` rows; of those of two and more rows each row is a chunk, in every
    second of their columns."""
    batches, at = [rows.slice(0, 0)], 0
    while at < rows.num_rows:
        size = int(rng.integers(0, most + 1))
        pieces = [rows.slice(place, 1) for place in range(at, min(at + size, rows.num_rows))]
        whole = pa.concat_tables(pieces) if pieces else rows.slice(0, 0)
        batches.append(as_one_chunk(whole, rows.column_names[len(batches) % 2 :: 2]))
        at += size
    return batches


def expect_sums(
    join_batches: Callable,
    here: pa.Table,
    there: pa.Table,
    rng: np.random.Generator | None = None,
    key: str = "k",
    keep: str = "v",
) -> None:
    """The join must give the sums of all pairs of rows. With ``rng`` the remote rows come in batches
    of many sizes, which must all be asked for, and no more; otherwise in one."""
    cursor = Batches(cut(there, rng) if rng else [there])
    same(run(join_batches, cursor, here, key, keep), sums_of(here, there, key, keep), "the dict of sums")  # fmt: skip
    if rng:
        same(cursor.asked, len(cursor.tables) + 1, "how often the cursor was asked for a batch")


def expect_places(join_batches: Callable) -> None:
    """Columns are told by their names: they stand elsewhere in every batch."""
    here, there = local([(1, "x"), (5, "y")]), remote([(1, 5), (5, 1)])
    tables = [there, there.select(["v", "k"]), there.add_column(0, "w", there["k"])]
    sums = {group: 3 * total for group, total in sums_of(here, there).items()}
    same(run(join_batches, Batches(tables), here, "k", "v"), sums, "the dict of sums")


def expect_drawn_sums(
    join_batches: Callable,
    rng: np.random.Generator,
    cut: bool = False,
    several: bool = False,
    null_keys: bool = False,
    null_values: bool = False,
    count: int = 8,
) -> None:
    """Joins of drawn rows, few first. ``cut``: rows in batches and chunks, some of which join nothing,
    and negative amounts; ``several``: keys may stand several times here; ``null_keys``: rows without
    a key, on both sides; ``null_values``: amounts and groups that are null."""
    names = ["g", "G", "g ", ""] if null_values else ["x", "y"]
    for size in range(1, count + 1):
        pool = rng.integers(1, size + 1, size) if several else 1 + rng.permutation(size)
        pairs = list(zip(pool.tolist(), rng.choice(names, size).tolist()))
        keys = [*pool.tolist(), *rng.integers(1, (3 if cut else 1) * size + 1, 2 * size).tolist()]
        there = list(zip(keys, rng.integers(-9 * cut, 10, 3 * size).tolist()))
        if null_values:
            pairs = [(key, None if rng.random() < 0.3 else group) for key, group in pairs]
            there = [(key, None if rng.random() < 0.6 else amount) for key, amount in there]
        if null_keys:
            pairs += [(None, group) for _, group in pairs[:2]]
            there += [(None, amount) for _, amount in there[:2]]
        if cut:
            pairs.append((9 * size, "nobody's"))
            here = pa.concat_tables([local([pair]) for pair in pairs])
            here = as_one_chunk(here, ["group"] if size % 2 else [])
            there.append((1, -100))
        else:
            here = local(pairs)
        expect_sums(join_batches, here, remote(there), rng if cut else None)


#: Types of the local and of the remote key, and keys; each local one is met by some remote one.
KINDS = (
    ("string", "string", ["", "a ", "B"], ["B", "A ", "", "b", "a "]),
    ("string", "string", ["a.b", "é"], ["é", "e", "a.b", "aXb", "e\u0301"]),
    (
        "date32",
        "date32",
        [date(2026, 1, 1)],
        [date(2026, 1, 1), date(2026, 1, 2), date(2025, 1, 1)],
    ),
    ("int32", "double", [0, 1, 2], [1.0, 2.5, 0.0]),
    ("int64", "int32", [2**32 + 1, 1, -1], [1, -1]),
    ("int64", "int64", [2**53 + 1, None], [2**53, 2**53 + 1]),
    ("int64", "uint64", [2**53 + 1, None], [2**53, 2**53 + 1]),
    ("uint64", "int64", [2**64 - 1, 5], [-1, 5]),
    ("int64", "uint64", [-1, 1], [2**64 - 1, 1]),
    ("string", "string", ["a ", "b"], ["a", " b", "b", "b ", "B"]),
    ("double", "int64", [2.0**53, 1.5, None], [2**53 + 1, 2**53, 1]),
    ("double", "double", [math.inf, -math.inf, 1.5], [math.inf, 2.0, -math.inf, 1.5]),
    ("double", "double", [0.1 + 0.2, 1e-300], [0.3, 0.1 + 0.2, 0.0, 1e-300]),
    ("float", "double", [0.1, 0.5, math.inf], [0.1, 0.5, math.inf]),
)


def expect_kinds(join_batches: Callable) -> None:
    """Keys of every kind must join what they are equal to; all local rows are of one group."""
    for one, two, here, there in KINDS:
        rows = local([(key, "x") for key in here], one)
        expect_sums(join_batches, rows, remote(zip(there, (1, 2, 4, 8, 16)), two))


def expect_refusals(join_batches: Callable) -> None:
    """A local table that lacks a column must be refused before the cursor is asked for anything."""
    for column, missing in (("k", "group"), ("group", "k"), ("group", "Order Date")):
        key = missing if column == "group" else column
        cursor, here = Batches([remote([(1, 1)])]), pa.table({column: [1]})
        raises(ValueError, join_batches, cursor, here, key, "v", naming=missing)
        same(cursor.asked, 0, "how often the cursor was asked")


def expect_failures(join_batches: Callable) -> None:
    """What the cursor raises must come out, whichever batch it is asked for."""
    tables = [remote([(1, amount)]) for amount in (1, 2, 4)]

    def make(error: type[Exception], number: int) -> tuple[tuple, Callable[[], bool]]:
        broken = number <= len(tables) + 1
        cursor = Batches(tables[: number - 1], error("no answer") if broken else None)
        return (cursor, local([(1, "x")]), "k", "v"), lambda: broken

    for error in (SourceGone, KeyError):
        every_failure_comes_out(join_batches, partial(make, error), error, "the cursor", 40)
    expect_unusual_failures(join_batches, local([(1, "x")]), "k", "v")


def expect_answers_apart(join_batches: Callable) -> None:
    """Each call must begin with nothing, and give a dict of its own."""
    here = local([(1, "x"), (2, "y")])
    there, others = remote([(1, 5), (2, 7)]), remote([(1, 3), (2, 9)])

    def joined(*tables: pa.Table) -> object:
        return driven(joined_twice, join_batches, *tables)

    joined.__name__ = "join_batches"
    # one local table that is joined by one column of it, and by another
    two = pa.table({"k": [1, 2], "other": [2, 1], "group": ["x", "y"]})
    both = pa.table({"k": [1, 2], "other": [1, 3], "v": [5, 7]})
    first, later, second, third, by_k, by_other = run(joined, here, there, others, two, both)
    right = sums_of(here, there)
    same(first, right, "the dict of sums")
    same(later, right, "the first dict, once the join was called again,")
    same(second, sums_of(here, others), "the dict of a second call")
    same(third, right, "the dict of a third call, once the first was emptied by its owner,")
    same(by_k, {"x": 5, "y": 7}, "the dict of the first table's sums by k")
    same(by_other, {"y": 5}, "the dict of the same table's sums by other")


def joined_twice(
    join: Callable,
    here: pa.Table,
    there: pa.Table,
    others: pa.Table,
    two: pa.Table,
    both: pa.Table,
) -> tuple:
    """The sums of a first call, what they are after a second with other rows, those of the second,
    and those of a third with the first rows after the first's were thrown away; the sums of ``two`` by
    one column of it, and by another.

    # driver: runs in the student's process
    """

    class Once:
        def __init__(self, rows: pa.Table):
            self.left = [rows]

        def next(self) -> pa.Table | None:
            return self.left.pop() if self.left else None

    answer = join(Once(there), here, "k", "v")
    first = dict(answer)
    second = dict(join(Once(others), here, "k", "v"))
    later = dict(answer)
    answer.clear()
    third = dict(join(Once(there), here, "k", "v"))
    by_keys = [dict(join(Once(both), two, key, "v")) for key in ("k", "other")]
    return first, later, second, third, *by_keys


class Stream:
    """A cursor over so many batches of ``rows`` rows, each made when it is asked for: the same text
    for a key in four fifths of them, a new one in each of the rest, and amounts no two of which are
    equal. Takes down what memory is held when the tenth batch is asked for, and when what comes after
    the last is."""

    TESTS_ONLY = ("batches", "rows", "asked", "held", "KEY")
    KEY = "k" * 40

    def __init__(self, batches: int, rows: int):
        self.batches, self.rows, self.asked = batches, rows, 0
        self.held: list[tuple[int, int]] = []

    def next(self) -> pa.Table | None:
        self.asked += 1
        if self.asked in (10, self.batches + 1):
            # Where the student's code runs in this process too, what it takes may be memory that
            # answers before it gave back, and the system counts no more: objects are counted here,
            # each with what a text of 40 letters takes in a dict.
            here = pa.total_allocated_bytes() + 140 * sys.getallocatedblocks()
            self.held.append((host.current().memory(), here))
        if self.asked > self.batches:
            return None
        amounts = np.arange(self.rows) + 2**40 + self.asked * self.rows
        # in Arrow's own memory, which is counted
        data = pa.allocate_buffer(self.rows * len(self.KEY))
        letters = np.frombuffer(data, np.uint8).reshape(self.rows, len(self.KEY))
        letters[:] = ord(self.KEY[0])
        new = self.rows // 5
        numbers = np.arange(new) + self.asked * new
        for place in range(8):  # of the new ones the number, in digits that are none of its letters
            letters[:new, place] = ord("0") + (numbers >> 4 * place) % 16
        ends = np.arange(0, letters.size + 1, len(self.KEY), dtype=np.int32)
        keys = pa.StringArray.from_buffers(self.rows, pa.py_buffer(ends), data)
        return pa.table({"k": keys, "v": pa.array(amounts)})

    def __repr__(self) -> str:
        return f"<{self.batches} batches of {self.rows:,} rows of (k, v): a text of 40 letters, a number>"


def expect_little_memory(join_batches: Callable, batches: int, rows: int, most: int) -> None:
    """A stream of batches, each of ``rows`` rows, must not take ``most`` bytes more at its end than
    when the tenth batch was asked for, as the system counts them."""
    stream, here = Stream(batches, rows), local([(Stream.KEY, "x")], "string")
    answer = run(join_batches, stream, here, "k", "v")
    # whether they are right is looked at elsewhere
    if type(answer) is not dict or list(answer) != ["x"]:
        raise Wrong(
            "the dict has the one group that was joined", "{'x': ...}", show(answer), calls.text
        )
    more = max(now - before for before, now in zip(*stream.held)) if stream.held[1:] else 0
    if more > most:
        raise Wrong(
            "batches, or their rows, are kept after they were joined",
            f"at most {most / 1e6:.0f} MB more at the end than at the tenth batch",
            f"{more / 1e6:.1f} MB more",
            calls.text,
        )
