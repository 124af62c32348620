"""Sources whose connections break, remote rows in batches, and what ``fetch`` and ``join_batches``
must make of them. ``memory_of_batches`` runs in the student's process, and holds nothing that is
expected."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa

from warehouse.checks import Wrong, in_notebook, raises, run, same, same_table
from warehouse.checks.plain_data import difference
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import RemoteTable
from warehouse.relations import sql as duckdb_says


class Interrupted:
    """Fetches of 1,200 ids that begin at ``first``, from sources whose connections break."""

    SQL = 'select "id" from "t" order by "id"'

    def __init__(self, fetch: Callable, first: int):
        self.fetch = fetch
        self.rows = pa.table({"id": pa.array(range(first, first + 1200), pa.int32())})

    def source(self, *breaks: int | None) -> EmulatedPostgres:
        """Its connections break after so many batches. A source owes nobody batches of the same
        size when it is asked a second time."""
        table = RemoteTable("t", {"id": "integer"}, "C")
        return EmulatedPostgres(
            {"t": (table, self.rows)}, batch_rows=(500, 300, 400), breaks=breaks
        )

    def expect_rows(self, *breaks: int | None, tries: int, rows: int = 1200) -> None:
        """The first ``rows`` rows must come, none twice, and the query must be sent once for each
        of ``breaks``."""
        source = self.source(*breaks)
        got = run(self.fetch, source, f"{self.SQL} limit {rows}", tries)
        same_table(got, self.rows.slice(0, rows))
        same(len(source.queries), len(breaks), "how often the query was sent")

    def expect_error(
        self,
        kind: type[Exception],
        *breaks: int,
        tries: int,
        sent: int,
        naming: str,
        sql: str = SQL,
    ) -> None:
        """The fetch must fail with ``kind``, after ``sent`` tries."""
        source = self.source(*breaks)
        raises(kind, self.fetch, source, sql, tries, naming=naming)
        same(len(source.queries), sent, "how often the query was sent")


# ----------------------------------------------------------------------------------------- the join


class Batches:
    """A cursor over ``rows`` in batches of ``size`` rows that counts how often it is asked."""

    def __init__(self, rows: pa.Table, size: int):
        self.rows, self.size, self.asked = rows, size, 0

    def next(self) -> pa.Table | None:
        start = self.asked * self.size
        self.asked += 1
        return self.rows.slice(start, self.size) if start < self.rows.num_rows else None

    def __repr__(self) -> str:
        rows = list(zip(*self.rows.to_pydict().values()))
        names = ", ".join(self.rows.column_names)
        shown = rows if len(rows) < 9 else len(rows)
        return f"<batches of {self.size} rows, ({names}): {shown}>"


def remote(pairs: Iterable[tuple]) -> pa.Table:
    """Rows of the source: (key ``k``, amount ``v``), four bytes each."""
    keys, amounts = list(zip(*pairs)) or ((), ())
    return pa.table({"k": pa.array(keys, pa.int32()), "v": pa.array(amounts, pa.int32())})


def local(pairs: Iterable[tuple]) -> pa.Table:
    """Rows of the warehouse: (key ``k``, ``group``)."""
    keys, groups = list(zip(*pairs)) or ((), ())
    return pa.table({"k": pa.array(keys, pa.int32()), "group": pa.array(groups, pa.string())})


def drawn(rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """500 local rows of nine groups, each key once; 10,000 remote rows, one in twenty of which has
    no key."""
    local_keys, groups = rng.permutation(500).tolist(), rng.integers(0, 9, 500).tolist()
    keys, amounts = rng.integers(0, 400, 10_000).tolist(), rng.integers(-50, 50, 10_000).tolist()
    here = local(zip(local_keys, [f"g{group}" for group in groups]))
    return here, remote(zip([key if key < 380 else None for key in keys], amounts))


def expect_sums(
    join_batches: Callable,
    here: pa.Table,
    there: pa.Table,
    right: dict,
    key: str = "k",
    keep: str = "v",
) -> None:
    """The join of batches of three rows must give these sums, and ask for one batch after the other
    up to the end."""
    cursor = Batches(there, 3)
    got = run(join_batches, cursor, here, key, keep)
    same(got, right, "the dict of sums")
    asked = -(-there.num_rows // cursor.size) + 1
    same(cursor.asked, asked, "how often the cursor was asked for a batch")


def sums_by_duckdb(here: pa.Table, there: pa.Table) -> dict:
    """The sums of ``join_batches`` for the columns ``k``, ``v`` and ``group``."""
    right = duckdb_says(
        'select "group" as g, coalesce(sum(v), 0)::bigint as s from here join there using (k) '
        "group by 1",
        here=here,
        there=there,
    )
    return dict(zip(right["g"].to_pylist(), right["s"].to_pylist()))


def expect_little_memory(join_batches: Callable, batches: int, rows: int) -> None:
    """A stream of batches, each of ``rows`` rows, must not take more memory at its end than after
    its fifth batch; ten batches' worth is allowed for."""
    here = local([(1, "x"), (2, "y")])

    def streamed(count: int) -> object:
        return in_notebook(memory_of_batches, join_batches, here, "k", "v", count, rows)

    streamed.__name__ = "join_batches"
    answer, more = run(streamed, batches)
    given = (
        f"{batches} batches of {rows:,} rows (k = 1, v = the batch's number) and the local rows "
        "(1, 'x'), (2, 'y')"
    )
    wanted = {"x": rows * batches * (batches + 1) // 2}
    if difference(answer, wanted) is not None:
        raise Wrong("the sums are not right", str(wanted), repr(answer)[:200], given)
    most = 10 * rows * 8
    if type(more) is not int or more > most:
        raise Wrong(
            "batches, or their rows, are kept after they were joined",
            f"at most {most:,} bytes more after {batches} batches than after 5",
            f"{more:,} bytes more",
            given,
        )


def memory_of_batches(
    join: Callable, local: pa.Table, key: str, keep: str, batches: int, rows: int
) -> tuple[object, int]:
    """What ``join`` gives for a stream of batches in which every key is 1 and every amount the
    number of the batch; and how many bytes more it holds when it asks for the last batch than when
    it asked for the fifth.

    # driver: runs in the student's process
    """
    held: dict[int, int] = {}

    class Stream:
        asked = 0

        def next(self) -> pa.Table | None:
            self.asked += 1
            if self.asked in (5, batches + 1):
                gc.collect()
                held[self.asked] = tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes()
            if self.asked > batches:
                return None
            column = lambda value: pa.array(np.full(rows, value, np.int32))
            return pa.table({key: column(1), keep: column(self.asked)})

    tracemalloc.start()
    try:
        answer = join(Stream(), local, key, keep)
    finally:
        tracemalloc.stop()
    return answer, held.get(batches + 1, 0) - held.get(5, 0)
