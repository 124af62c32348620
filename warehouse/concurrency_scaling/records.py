"""The shapes that the exercises of the concurrency_scaling lab are given: plain records, no behaviour."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """A block that a node has to fetch. ``size``: bytes, at least 1. ``heat``: how many queries a second want it, 0
    or more."""

    name: str
    size: int
    heat: float


class Query(NamedTuple):
    """``arrival``: when it comes, in seconds of a clock that may be below 0. ``seconds``: how long it runs, 0 or
    more."""

    arrival: float
    seconds: float


class Table(NamedTuple):
    """What decides whether a statement on it may leave the main cluster: an interleaved sort key, a temporary table,
    a copy on all nodes (``dist_all``), a column of generated numbers (``identity``)."""

    name: str
    interleaved: bool
    temporary: bool
    dist_all: bool
    identity: bool


class Statement(NamedTuple):
    """``kind``: ``"select"``, ``"insert"`` and so on, in small letters. ``tables``: names, of a write its target first.
    ``snapshot``: the number of the last commit that it has to see. ``queue_scales``: whether its queue may use burst
    clusters."""

    kind: str
    tables: list[str]
    snapshot: int
    queue_scales: bool


class Cluster(NamedTuple):
    """``applied``: the number of the last commit of the log that it has applied. ``running``: queries that run on it
    now, of at most ``slots``."""

    name: str
    applied: int
    running: int
    slots: int


class Observation(NamedTuple):
    """What is known at a tick: ``now`` in seconds, ``queued`` queries that wait, the ``oldest_wait`` of them in seconds
    (0.0 where none does), queries ``running`` on all clusters, burst clusters that are ``ready`` and that are
    ``starting``, queries that ``arrived`` since the last tick, and ``mean_seconds``, the mean run time of all that
    ended so far (0.0 where none has)."""

    now: float
    queued: int
    oldest_wait: float
    running: int
    ready: int
    starting: int
    arrived: int
    mean_seconds: float
