"""Play a day, print its table, and write its page to .course/day-SEED.html.

    python -m warehouse.capstone.day [--seed 1 2 3] [--budget 700]

The policies are those of the reader's notebooks that pass, the bytes those of their capstone; what is missing is
lent, and said.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from warehouse import mine
from warehouse.capstone import earlier, standins
from warehouse.capstone.day import measuring, page, parts, scores
from warehouse.errors import CourseError
from warehouse.pages import Table

FOLDER = mine.COURSE / ".course"


def measured(labs: Path | None = None) -> tuple[list[measuring.Template], str]:
    """The 22 queries on the reader's own engine and tables, and whose bytes these are in words; those of the lab's
    reference over lent tables where there is no engine yet, or a wrong one."""
    engine, _ = earlier.engine(labs)
    why = "your capstone has no engine yet"
    if "execute" in engine:
        found = earlier.gathered(labs)
        counted = measuring.measure(engine["execute"], standins.operators(engine), found.parts)
        if not isinstance(counted, str):
            return counted, f"of your engine, over tables of {found.yours} parts of yours"
        why = f"of your engine {counted}"
    return measuring.kept("lent"), f"lent, of the course's engine over lent tables ({why})"


def budget(words: str) -> float:
    dollars = float(words)
    if not 0 < dollars < math.inf:
        raise ValueError
    return dollars


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m warehouse.capstone.day",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, nargs="+", default=[1], help="one day each")
    parser.add_argument("--budget", type=budget, default=scores.BUDGET, help="dollars of a day")
    asked = parser.parse_args(words)
    if min(asked.seed) < 0:
        parser.error("a seed is 0 or more")
    templates, whose = measured()
    taken = parts.gathered()
    print(f"bytes: {whose}\n\n{taken.shown()}")
    by_number = {one.number: one for one in templates}
    days = []
    for seed in asked.seed:
        one = scores.day(seed, asked.budget, by_number, taken)
        days.append(one)
        for origin in set(one.taken.origins) - set(taken.origins):
            print(f"\nOn this day {origin.part!r} is {origin.whose}. {origin.why}")
        print(f"\nSeed {seed}, {asked.budget:g} dollars\n{scores.table(one.scores)}")
        if one.without:
            print(f"\n{scores.worth(one)}")
        target = FOLDER / f"day-{seed}.html"
        page.write(page.page(one, templates, whose), target)
        inside = target.is_relative_to(mine.COURSE)
        print(f"\nas a page: {target.relative_to(mine.COURSE) if inside else target}")
    if len(days) > 1:
        print(f"\n{together(days)}")
    return 0


def together(days: list[scores.Day]) -> Table:
    """All days on one table: what a class compares."""
    return Table(
        ["seed", "yours p95, s", "tuned", "clairvoyant", "yours dollars", "tuned", "clairvoyant"],
        [
            (
                f"{one.seed}",
                *(f"{one.scores[who].p95:.1f}" for who in WHO),
                *(f"{one.scores[who].dollars:.2f}" for who in WHO),
            )
            for one in days
        ],
    )


WHO = (scores.YOURS, scores.TUNED, scores.CLAIRVOYANT)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CourseError as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(2)
