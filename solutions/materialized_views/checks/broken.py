"""A table that cannot be read, with an error of its own kind and words: it must come out as it is."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks import raises
from warehouse.materialized_views.records import Bag, Row
from warehouse.materialized_views.stored import Stored

#: A kind of ``OSError``, and what is said of it.
KIND, WORDS = PermissionError, "block 12 of disk 7 is somebody else's"


class Broken(Stored):
    """No key can be read of it."""

    def matching(self, key: Row) -> Bag:
        self.asked.append(key)
        raise KIND(WORDS)


def expect_as_it_is(function: Callable, *arguments: object) -> None:
    """The error of a ``Broken`` among the arguments, not another one in its place."""
    raises(KIND, function, *arguments, naming=WORDS)
