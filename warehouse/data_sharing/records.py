"""The shapes of the data_sharing lab: plain records, and the errors by which something is refused."""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """What a commit does to one table. ``remove``: names of blocks that leave it; ``add``: names of
    blocks that come to its end, in this order. Both empty: the table is made."""

    table: str
    remove: list[str]
    add: list[str]


class Commit(NamedTuple):
    """One entry of the producer's log, of all its tables. ``version``: its number, one more than that of the entry
    before; ``time``: seconds, by the clock of the node that wrote it."""

    version: int
    time: float
    changes: list[Change]


class State(NamedTuple):
    """What a log amounts to at one version: of each table the names of its blocks, in their order."""

    version: int
    time: float
    tables: dict[str, list[str]]


class Log(NamedTuple):
    """A producer's log. ``base``: the state at which it begins, for older entries are gone; ``commits``: all entries
    since, in order."""

    base: State
    commits: list[Commit]


class Delta(NamedTuple):
    """What a consumer is told: how to come from what it knows to ``version``. ``changes``: one for each table that it
    knows and that has changed; ``whole``: the names of all blocks of the tables that are new to it; ``gone``:
    tables that it has to forget."""

    version: int
    changes: list[Change]
    whole: dict[str, list[str]]
    gone: list[str]


class Offer(NamedTuple):
    """A product of the exchange. ``shares``: what its subscribers may read; ``seconds``: how long a term lasts;
    ``cents``: what a term costs; ``licence``: the terms' text."""

    product: str
    shares: list[str]
    seconds: int
    cents: int
    licence: str


class Event(NamedTuple):
    """What happened at the exchange at ``time`` seconds. ``kind``: ``subscribe`` or ``cancel``; ``licence``: what
    the consumer has agreed to, "" where it cancels."""

    time: int
    kind: str
    consumer: str
    product: str
    licence: str


class Entitled(NamedTuple):
    """``grants``: (share, consumer, until) each, sorted; ``cents``: what each consumer has paid so far."""

    grants: list[tuple[str, str, int]]
    cents: dict[str, int]


class Denied(Exception):
    """This consumer may not read that."""


class LeaseOver(Exception):
    """A lease that has run out, or was given back, or never was."""


class NoVersion(Exception):
    """The log does not hold that version, or nothing of that time."""
