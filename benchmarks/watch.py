"""From a save to what ``course watch`` shows of it: seconds, for every exercise of the labs that are
named (all of them without a name), median and longest of 20 saves. An exercise whose median is above a
second has a star.

    python benchmarks/watch.py
    python benchmarks/watch.py zone_maps compression --saves 6

Saves are real ones, of a notebook in a folder of its own: the reference and the wrong answers of the
corpus in turn. The clock stops when the first failing check is shown, or that all pass. No save comes
before the one before it has been answered; nothing sleeps.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from itertools import chain, cycle, repeat
from pathlib import Path
from statistics import median

import nbformat
from rich.console import Console
from rich.table import Table

from autograder.paths import labs, released_notebook, require_lab
from autograder.quality import answer_files
from autograder.quality.attack_corpus import reference
from autograder.reader.attempts import Attempts
from autograder.reader.screen import Screen
from autograder.reader.watching import Watch, serve

SAVES = 20
MOST_SECONDS = 1.0  # of the median
PATIENCE = 120.0  # seconds without an answer, and the measurement has failed


class Clock:
    """Knows when a save of one exercise was answered."""

    def __init__(self) -> None:
        self.exercise, self.answered = "", asyncio.Event()

    def shown(self, watch: Watch, ended: bool) -> None:
        it = watch.standings.get(self.exercise)
        if ended or it and it.failure:
            self.answered.set()

    async def wait(self) -> None:
        await asyncio.wait_for(self.answered.wait(), PATIENCE)
        self.answered.clear()


async def measure(attempts: Attempts, saves: int) -> dict[str, list[float]]:
    """Seconds of each save, by exercise."""
    lab, clock, found = attempts.lab, Clock(), {}
    right, wrong = reference(lab), answer_files.load(lab)
    on = Screen(Console(file=open(os.devnull, "w"), force_terminal=True), keys=False)  # noqa: SIM115
    watch = Watch(attempts, on, clock.shown)
    serving = asyncio.create_task(serve(watch, keys=False))
    await clock.wait()
    nb = nbformat.read(attempts.notebook, as_version=4)
    for exercise in watch.standings:
        (cell,) = (cell for cell in nb.cells if cell["id"] == exercise)
        stub, clock.exercise = cell.source, exercise
        answers = [a.code for a in wrong if a.exercise == exercise and a.kind == "wrong"]
        found[exercise] = []
        for number, answer in zip(
            range(saves), chain.from_iterable(zip(repeat(""), cycle(answers)))
        ):
            cell.source = f"{right[exercise]}\n\n{answer}\n# save {number}\n"
            clock.answered.clear()
            begun = time.monotonic()
            nbformat.write(nb, attempts.notebook)
            await clock.wait()
            found[exercise].append(time.monotonic() - begun)
            if watch.running:
                await watch.running
        cell.source = stub
        clock.answered.clear()
        nbformat.write(nb, attempts.notebook)
        await clock.wait()
    watch.over.set()
    await serving
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("labs", nargs="*", type=require_lab)
    parser.add_argument("--saves", type=int, default=SAVES, help="of each exercise")
    asked = parser.parse_args()
    console, begun = Console(), time.monotonic()
    table = Table("lab", "exercise", "median, s", "of right ones", "of wrong ones", "longest")
    medians: list[float] = []
    for lab in asked.labs or labs():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{lab}.ipynb"
            path.write_bytes(released_notebook(lab).read_bytes())
            with Attempts(lab, Path(folder)) as attempts:
                found = asyncio.run(measure(attempts, asked.saves))
        for exercise, seconds in found.items():
            medians.append(median(seconds))
            star = " *" if medians[-1] > MOST_SECONDS else ""
            # the first is right, and every other one
            columns = medians[-1], median(seconds[::2]), median(seconds[1::2]), max(seconds)
            table.add_row(lab, exercise + star, *(f"{column:.2f}" for column in columns))
            print(f"{lab} {exercise}{star}: {medians[-1]:.2f} s", file=sys.stderr)
    console.print(table)
    slow = sum(seconds > MOST_SECONDS for seconds in medians)
    console.print(
        f"{asked.saves} saves of each of {len(medians)} exercises in "
        f"{(time.monotonic() - begun) / 60:.0f} minutes; {slow} exercises above {MOST_SECONDS:g} s; "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
