"""The shapes that the exercises of the serverless lab are given: plain records, no behaviour."""

from __future__ import annotations

from typing import NamedTuple


class Observation(NamedTuple):
    """What a scaler is told at the beginning of a minute. ``now``: seconds since the day began. ``backlog``:
    RPU-seconds of work that wait. ``arrived``: RPU-seconds of work that came in the last minute. ``rpus``: what is
    in force in the minute that begins. ``spent``: RPU-seconds paid for until now. ``budget``: RPU-seconds that may be
    paid for in all."""

    now: float
    backlog: float
    arrived: float
    rpus: int
    spent: float
    budget: float
