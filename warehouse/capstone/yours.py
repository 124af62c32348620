"""The reader's whole warehouse: their engine over tables that the parts of their earlier labs store, beside
DuckDB. Never graded.

    python -m warehouse.capstone.yours [--scale 0.01] [--slices 4]

takes the engine out of the reader's capstone notebook too, and prints what the notebook's view shows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NamedTuple

from warehouse.capstone import earlier, leaderboard, loading, memory, standins, storage, workload
from warehouse.capstone.records import Operators
from warehouse.distribution.cluster import Uncopied
from warehouse.errors import CourseError
from warehouse.pages import Table


class Whole(NamedTuple):
    """All 22 queries. ``read``: where their blocks were found, together."""

    runs: list[workload.Run]
    read: storage.Counts


def run(
    execute: Callable,
    operators: Operators,
    parts: storage.Parts,
    scale: float = 0.01,
    slices: int = 4,
) -> Whole:
    """The 22 queries on ``slices`` slices in this process, over tables that ``parts`` have stored. Raises
    CourseError where these take more memory than is free."""
    memory.require(scale, stored=True)
    cluster, runs, each = Uncopied(slices), [], []
    catalogue = storage.load(cluster, loading.tables_of(scale), operators.exchange, parts)
    duck = workload.duckdb_over(scale)
    for number in workload.NUMBERS:
        runs.append(workload.one(cluster, catalogue, execute, operators, number, duck))
        each.append(storage.counts(cluster, catalogue))
    # what is stored is the same after every query
    whole = storage.Counts(*map(sum, zip(*each)))
    return Whole(runs, whole._replace(stored=each[0].stored, plain=each[0].plain))


def stored(read: storage.Counts) -> Table:
    """What the parts of earlier labs were worth."""
    return Table(
        ["of your tables", ""],
        [
            ("bytes in memory", f"{read.plain:,}"),
            ("bytes in the store", f"{read.stored:,}"),
            ("blocks read from memory", f"{read.memory:,}"),
            ("from disk", f"{read.disk:,}"),
            ("from the store", f"{read.store:,}"),
            ("bytes fetched", f"{read.fetched:,}"),
        ],
    )


def kept(whole: Whole, scale: float, slices: int, parts: int) -> Table | str:
    """Keep the run's line and give the leaderboard; a sentence where there is none. ``parts``: of earlier labs,
    that were the reader's."""
    wrong = [str(one.number) for one in whole.runs if not one.same]
    if wrong:
        return (
            f"Queries {', '.join(wrong)} give other rows than DuckDB: no line is kept of this run."
        )
    new = leaderboard.line(whole.runs, whole.read.fetched, whole.read.dollars, scale, slices, parts)
    try:
        return leaderboard.shown(leaderboard.keep(new))
    except CourseError as trouble:  # what was run is none the worse for it
        return str(trouble)


def main(words: list[str]) -> int:
    """The exit code: 0 where all 22 answers are DuckDB's, 1 where not or where there is no engine yet."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.capstone.yours", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.01, help="TPC-H's scale factor")
    parser.add_argument("--slices", type=int, default=4)
    asked = parser.parse_args(words)
    engine, origins = earlier.engine()
    found = earlier.gathered()
    print(found._replace(origins=[*origins, *found.origins]))
    if "execute" not in engine:
        print(
            "\nThere is no engine to run them yet: exercise 7, in labs/capstone/capstone.ipynb, passes its "
            "examples first."
        )
        return 1
    operators = standins.operators(engine)
    whole = run(engine["execute"], operators, found.parts, asked.scale, asked.slices)
    print(f"\n{workload.lines(whole.runs)}\n\n{stored(whole.read)}\n")
    print(kept(whole, asked.scale, asked.slices, found.yours))
    return 0 if all(one.same for one in whole.runs) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CourseError as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(2)
