"""A leaderboard of one: what the reader's own whole warehouse took, run by run, in one small file of theirs,
``.course/capstone.json`` below the course's folder. It goes nowhere, and no grade looks at it.

    [{"when": "2026-11-28T10:22:31", "scale": 0.01, "slices": 4, "yours": 7, "moved": 1476840, ...}]
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from warehouse import mine
from warehouse.capstone.workload import Run
from warehouse.errors import CourseError
from warehouse.pages import Table

FILE = mine.COURSE / ".course" / "capstone.json"
#: Dollars an hour of one RPU of Redshift Serverless, in its documentation's example (serverless-billing). Each
#: slice is reckoned as one.
RPU_HOUR = 0.375
MOST = 200  # lines that are kept, the last ones
SHOWN = 8  # and shown: the best, and the last run


class Line(NamedTuple):
    """One run of all 22 queries that gave DuckDB's rows. ``yours``: parts of earlier labs that were the
    reader's. ``moved``, ``to_leader``, ``fetched``: bytes, between slices, to the leader, from the object
    store. ``blocks``: read. ``dollars``: the slices' seconds at ``RPU_HOUR``, and the store's requests."""

    when: str
    scale: float
    slices: int
    yours: int
    moved: int
    to_leader: int
    fetched: int
    blocks: int
    seconds: float
    dollars: float


def line(
    runs: list[Run], fetched: int, requests: float, scale: float, slices: int, yours: int
) -> Line:
    """What these runs took, now. ``requests``: dollars of the object store."""
    seconds = sum(run.seconds for run in runs)
    return Line(
        datetime.now().isoformat(timespec="seconds"),
        scale,
        slices,
        yours,
        sum(run.moved for run in runs),
        sum(run.to_leader for run in runs),
        fetched,
        sum(run.blocks for run in runs),
        round(seconds, 2),
        round(slices * seconds * RPU_HOUR / 3600 + requests, 6),
    )


def read(file: Path | None = None) -> list[Line]:
    """All lines, the oldest first; none where there is no file yet. Raises CourseError for one that is
    spoilt."""
    file = file or FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        lines = [Line(**said) for said in found]
        for each in lines:
            sum(each[1:])  # numbers, all of them
        return lines
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise CourseError(
            f"{file} cannot be read ({error}): move it away, and the next run begins a new one"
        ) from error


def keep(new: Line, file: Path | None = None) -> list[Line]:
    """Put a line behind the others; returns all. Raises as ``read`` does, and then nothing is written."""
    file = file or FILE
    lines = [*read(file), new][-MOST:]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps([each._asdict() for each in lines], indent=1) + "\n")
        os.replace(unfinished, file)
    except OSError as error:
        raise CourseError(f"{file} cannot be written ({error}): the run was not kept") from error
    return lines


def shown(lines: list[Line]) -> Table:
    """The runs of the last one's scale and slices, by bytes between slices and then by blocks; the last one is
    marked, wherever it stands."""
    last = lines[-1]
    peers = [each for each in lines if (each.scale, each.slices) == (last.scale, last.slices)]
    peers.sort(key=lambda each: (each.moved, each.blocks, each.fetched, each.seconds))
    chosen = peers[:SHOWN] if last in peers[:SHOWN] else [*peers[: SHOWN - 1], last]
    return Table(
        ["place", "when", "own parts", "moved", "to leader", "fetched", "blocks", "s", "dollars"],
        [
            (
                f"{peers.index(each) + 1}{' now' if each is last else ''}",
                each.when.replace("T", " "),
                each.yours,
                f"{each.moved:,}",
                f"{each.to_leader:,}",
                f"{each.fetched:,}",
                f"{each.blocks:,}",
                f"{each.seconds:.2f}",
                f"{each.dollars:.6f}",
            )
            for each in chosen
        ],
    )
