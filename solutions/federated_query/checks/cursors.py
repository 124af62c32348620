"""A cursor over batches that are there already, and how a driver is run: what the checks of ``fetch``
and of ``join_batches`` share. Functions marked as drivers run in the student's process, and hold nothing
that is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa

from warehouse.checks import Wrong, in_notebook, run


def driven(driver: Callable, *args: object) -> object:
    """A driver's answer. No driver holds what a student may not see: their process goes on."""
    return in_notebook(driver, *args, keeps=True)


class Batches:
    """A cursor over batches that counts how often it is asked, and has nothing to say after its end.
    ``ending``: what it raises where it would say that there are no more, and once: who asks a cursor
    that broke again is told that there are no more."""

    TESTS_ONLY = ("tables", "ending")

    def __init__(self, tables: Iterable[pa.Table], ending: Exception | None = None):
        self.tables, self.ending, self.asked = list(tables), ending, 0

    def next(self) -> pa.Table | None:
        self.asked += 1
        if self.asked <= len(self.tables):
            return self.tables[self.asked - 1]
        if self.ending is not None and self.asked == len(self.tables) + 1:
            raise self.ending
        if self.ending is None and self.asked > len(self.tables) + 1:
            raise RuntimeError(
                "the cursor was asked for a batch after it had said that there are no more"
            )
        return None

    def __repr__(self) -> str:
        shown = [list(zip(*table.to_pydict().values())) for table in self.tables]
        if sum(map(len, shown)) > 12:
            shown = [f"{len(rows)} rows" for rows in shown]
        names = ", ".join(self.tables[0].column_names) if self.tables else ""
        end = f", then {type(self.ending).__name__}" if self.ending else ""
        return f"<batches of ({names}): {shown}{end}>"


#: What Python itself takes for an end, or for more than an error.
UNUSUAL = ("StopIteration", "KeyboardInterrupt", "EOFError", "IndexError")


def expect_unusual_failures(function: Callable, *others: object) -> None:
    """``function(source, *others)`` must let out what Python's own machinery would stop at, whichever
    batch is asked for; the source is a cursor, too."""
    batch = pa.table({"k": pa.array([1], pa.int32()), "v": pa.array([5], pa.int32())})
    for kind in UNUSUAL:
        for before in (0, 2):

            def called(kind: str, before: int) -> object:
                return driven(what_comes_out, function, kind, batch, before, *others)  # noqa: B023

            called.__name__ = function.__name__
            if (got := run(called, kind, before)) != kind:
                words = f"the cursor raises {kind} after {before} batches"
                raise Wrong(f"{words}: what is no break comes out as it is", kind, str(got)[:200])


def what_comes_out(
    function: Callable, kind: str, batch: pa.Table, before: int, *others: object
) -> str:
    """What a function raises whose cursor, asked for a batch after ``before`` of them, raises an
    error of this kind, once; a query that is sent again is answered.

    # driver: runs in the student's process
    """
    error = {
        error.__name__: error for error in (StopIteration, KeyboardInterrupt, EOFError, IndexError)
    }[kind]

    class Unusual:
        sent = asked = 0

        def execute(self, sql: str) -> Unusual:
            self.sent, self.asked = self.sent + 1, 0
            return self

        def next(self) -> pa.Table | None:
            self.asked += 1
            if self.asked == before + 1 and self.sent < 2:
                raise error("no answer")
            return batch if self.asked <= max(before, 1) else None

    try:
        return f"it returned {function(Unusual(), *others)!r}"
    except (Exception, KeyboardInterrupt) as raised:
        return type(raised).__name__
