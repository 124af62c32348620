"""The shapes that the exercises of the workload_management lab are given: plain records, no behaviour."""

from __future__ import annotations

from typing import NamedTuple


class Waiting(NamedTuple):
    """A query that has not begun. ``number``: its name. ``seconds``: how long it is predicted to run, more than 0.
    ``memory``: what it takes while it runs, in MB, at least 1."""

    number: int
    seconds: float
    memory: int


class Rule(NamedTuple):
    """A monitoring rule. ``predicates``: (metric, ``"="``, ``"<"`` or ``">"``, value) each; all must hold.
    ``action``: ``"log"``, ``"hop"`` or ``"abort"``."""

    name: str
    predicates: list[tuple[str, str, float]]
    action: str
