"""A cursor over batches that are there already, and how a driver is run: what the checks of ``fetch``
and of ``join_batches`` share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa

from warehouse.checks import in_notebook


def driven(driver: Callable, *args: object) -> object:
    """A driver's answer. No driver holds what a student may not see: their process goes on."""
    return in_notebook(driver, *args, keeps=True)


class Batches:
    """A cursor over batches that counts how often it is asked, and has nothing to say after its end.
    ``ending``: what it raises where it would say that there are no more."""

    TESTS_ONLY = ("tables", "ending")

    def __init__(self, tables: Iterable[pa.Table], ending: Exception | None = None):
        self.tables, self.ending, self.asked = list(tables), ending, 0

    def next(self) -> pa.Table | None:
        self.asked += 1
        if self.asked <= len(self.tables):
            return self.tables[self.asked - 1]
        if self.ending is not None:
            raise self.ending
        if self.asked > len(self.tables) + 1:
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
