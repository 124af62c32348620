"""A stored table that is read by key, and counts what is read of it."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.materialized_views.records import Bag, Row


class Stored:
    """A bag with an index on the columns at the places ``key``.

    ``asked``: the keys that were asked for, in turn; ``rows_read``: how many rows came back, each
    counted once for every time it was read.
    """

    TESTS_ONLY = ("bag", "by_key", "asked", "rows_read", "fails_at", "key")

    def __init__(self, bag: Bag, key: Sequence[int], fails_at: int = 0):
        self.bag, self.key, self.fails_at = dict(bag), tuple(key), fails_at
        self.by_key: dict[Row, Bag] = {}
        for row, copies in bag.items():
            self.by_key.setdefault(tuple(row[at] for at in self.key), {})[row] = copies
        self.asked: list[Row] = []
        self.rows_read = 0

    def matching(self, key: Row) -> Bag:
        """The rows whose key columns are ``key``, and how many copies of each there are. It finds
        by null what is null, as an index does. Raises ``TypeError`` for a key that is no tuple."""
        if type(key) is not tuple or len(key) != len(self.key):
            raise TypeError(f"the key must be a tuple of {len(self.key)}, not {key!r}")
        self.asked.append(key)
        if len(self.asked) == self.fails_at:
            raise OSError("a block of the table cannot be read")
        found = dict(self.by_key.get(key, {}))
        self.rows_read += len(found)
        return found

    def __repr__(self) -> str:
        rows = repr(self.bag) if len(self.bag) <= 12 else f"{len(self.bag)} rows"
        return f"<stored by {self.key}: {rows}>"
