"""The shapes of the streaming lab: plain records, and the error that says what is lost."""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """What a topic holds. ``offset``: its place in its partition. ``value``: the bytes that a producer
    sent, None for a record that has none. ``timestamp``: milliseconds since 1970, when the broker got it."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int


class Row(NamedTuple):
    """A sale, as the view stores it. ``time``: the second at which it was made, by the shop's own clock,
    counted from 1970 (below 0 before). ``cents``: what was paid, below 0 for money given back."""

    time: int
    shop: str
    cents: int


class Rejected(NamedTuple):
    """A record that is no row: its place, and why in a few words."""

    partition: int
    offset: int
    reason: str


class DataLoss(Exception):
    """Records that a reader has not read are no longer there. ``first`` and ``last``: their offsets,
    both included."""

    def __init__(self, first: int, last: int):
        super().__init__(first, last)
        self.first, self.last = first, last

    def __str__(self) -> str:
        return f"offsets {self.first} to {self.last} are gone"
