"""Generated cases, which are the same for a whole class."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks import generator, kept


def drawn_once(drawn: Callable, exercise: str, kind: str) -> list:
    """``drawn`` with the exercise's own chance. It must give plain data and the course's records."""
    return kept(lambda: drawn(generator(exercise, kind), kind), "data_lake", exercise, kind)
