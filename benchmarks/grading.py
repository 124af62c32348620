"""Plain ``nbgrader autograde`` and this course's grader on the same class, in turn: ``make
bench-autograder``.

The class is made from the answers corpus by a seed: right answers, wrong ones and stubs, exercise
by exercise. With ``--troubled`` a tenth of it loops, hogs memory or ends its kernel besides. Both
graders start from the same submissions and an empty gradebook, give a cell the same time, and their
grades are compared cell by cell. The last line is the ratio; above it stands what it would be if
grading cost nothing but plain's own cells, spread over all processors: where a lab's checks work
for seconds, that limits the ratio, but for what this grader computes once for a class.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.grading import classes as grading
from autograder.grading.executors import processors
from autograder.grading.places import Places
from autograder.paths import AUTOGRADER, ROOT, labs, nbgrader_config, released_notebook
from autograder.quality import answer_files, matrix
from autograder.quality.attack_corpus import reference

TROUBLES = {
    "loops": "while True:\n    pass",
    "hogs": "hog = []\nwhile True:\n    hog.append(bytearray(1 << 28))",
    "crashes": "import os\nos._exit(1)",
}
CELL_SECONDS = nbgrader_config().CourseExecute.own_seconds  # that a cell may run, in both
TABLE = Path(__file__).parent / "grading.md"  # what the appendix for instructors includes
HEAD = (
    "| lab | its cells | plain nbgrader | this grader | ratio | at best |",
    "|---|---|---|---|---|---|",
)
PLAIN = """
from pathlib import Path
c = get_config()
load_subconfig("nbgrader_config.py", path={autograder!r})
from nbgrader.preprocessors import *
from nbgrader.preprocessors import NbGraderPreprocessor
from nbconvert.preprocessors import ClearMetadataPreprocessor
from dateutil.parser import parse


class CellSeconds(NbGraderPreprocessor):  # how long the cells themselves ran, without the kernel's start and end
    def preprocess(self, nb, resources):
        marks = [cell.metadata["execution"] for cell in nb.cells if "execution" in cell.metadata]
        spans = [parse(m["shell.execute_reply"]) - parse(m["iopub.execute_input"]) for m in marks if len(m) > 2]
        with open({cells!r}, "a") as file:
            print(sum(span.total_seconds() for span in spans), file=file)
        with open({warned!r}, "a") as file:  # nbgrader gives no points to a test cell that writes on stderr
            for cell in nb.cells:
                if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
                    print(resources["nbgrader"]["student"], cell.metadata.get("nbgrader", {{}}).get("grade_id"), file=file)
        return nb, resources


c.Autograde.sanitize_preprocessors = [ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [Execute, CellSeconds, IgnorePattern, ClearMetadataPreprocessor, LimitOutput,
                                       SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]
c.Execute.timeout = {seconds}
"""


def make_class(lab: str, students: int, troubled: bool, folder: Path, seed: int) -> dict[str, str]:
    """Write the submissions; returns what is the matter with whom ("" where nothing is)."""
    rng = random.Random(f"{lab} {seed}")
    right = reference(lab)
    slow = {
        name
        for row in matrix.stored(lab).values()
        for name, a in row["answers"].items()
        if "over a limit" in a["fails"].values()
    }
    wrong: dict[str, list[str]] = {exercise: [] for exercise in right}
    for answer in answer_files.load(lab):
        if answer.kind == "wrong" and answer.name not in slow:
            wrong[answer.exercise].append(answer.code)
    matters = {}
    for number in range(students):
        student, effort = f"student-{number:04}", rng.random()
        nb = nbformat.read(released_notebook(lab), as_version=4)
        exercises = list(right)
        for cell in nb.cells:
            if cell["id"] not in right:
                continue
            dice = rng.random()
            if dice < 0.3 + 0.6 * effort:
                cell.source = right[cell["id"]]
            elif dice < 0.9:
                cell.source = right[cell["id"]] + "\n\n\n" + rng.choice(wrong[cell["id"]])
        trouble = (
            list(TROUBLES)[number // 10 % len(TROUBLES)] if troubled and number % 10 == 9 else ""
        )
        if trouble:
            after = rng.choice(exercises[:3])
            at = next(i for i, cell in enumerate(nb.cells) if cell["id"] == after)
            nb.cells.insert(at + 1, nbformat.v4.new_code_cell(TROUBLES[trouble], id="trouble"))
        path = folder / student / lab / f"{lab}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(nb))
        matters[student] = trouble
    return matters


def scores(gradebook: Path) -> dict[tuple[str, str], float]:
    """(student, cell) -> points, of the graded cells that nbgrader's gradebook has."""
    query = """select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade
               join submitted_notebook on grade.notebook_id = submitted_notebook.id
               join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
               join grade_cells on grade.cell_id = grade_cells.id join base_cell on base_cell.id = grade_cells.id
               where grade_cells.max_score > 0"""
    with sqlite3.connect(gradebook) as db:
        return {(student, cell): score for student, cell, score in db.execute(query)}


def plain(lab: str, root: Path) -> tuple[float, dict, float, set]:
    """Seconds, scores, of the seconds those that the cells ran, and which cells of whom said
    something on stderr."""
    config, notes = (
        root / "plain_config.py",
        {"cells": str(root / "cells.txt"), "warned": str(root / "warned.txt")},
    )
    config.write_text(PLAIN.format(autograder=str(AUTOGRADER), seconds=CELL_SECONDS, **notes))
    submitted, done = root / "submitted", root / "plain"
    command = [
        sys.executable, "-m", "nbgrader", "autograde", lab, f"--JupyterApp.config_file={config}",
        "--JupyterApp.log_level=ERROR",
        f"--CourseDirectory.submitted_directory={submitted}", f"--CourseDirectory.autograded_directory={done}",
        f"--CourseDirectory.db_url=sqlite:///{root / 'plain.db'}",
    ]  # fmt: skip
    started = time.perf_counter()
    # Not in autograder/: there nbgrader reads the course's configuration after this one, and plain
    # would be ours, one by one.
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if not (root / "cells.txt").exists():
        raise SystemExit(done.stderr[-2000:])
    took = time.perf_counter() - started
    warned = {tuple(line.split()) for line in (root / "warned.txt").read_text().splitlines()}
    return (
        took,
        scores(root / "plain.db"),
        sum(map(float, (root / "cells.txt").read_text().split())),
        warned,
    )


def ours(lab: str, root: Path, jobs: int | None, pages: bool) -> tuple[float, dict, list]:
    """Seconds, scores, and the memory used on the way. A fresh process, as a person starts it:
    interpreters and all. ``pages``: whether everybody's page of feedback is made too, which plain's
    ``autograde`` does not do."""
    code = f"""
import json, psutil, sys; sys.path[:0] = [{str(ROOT)!r}]
from pathlib import Path
from autograder.grading.classes import grade_class
from autograder.grading.places import Places
root = Path({str(root)!r})
places = Places(root / "submitted", root / "ours", root / "executed", root / "feedback", root / "ours.db")
used = []
def look(told):
    me = psutil.Process()
    processes = [me, *me.children()]  # this process and the warm interpreters
    used.append((str(told).split(",")[0], [p.memory_info().rss >> 20 for p in processes if p.is_running()]))
outcomes = grade_class({lab!r}, places, jobs={jobs!r}, progress=look, feedback={pages!r})
print(json.dumps([[o.student + ": " + o.fault for o in outcomes if o.fault], used]))
"""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    took = time.perf_counter() - started
    not_graded, used = json.loads(done.stdout)
    if not_graded:
        print(f"{len(not_graded)} not graded, such as", *not_graded[:3], sep="\n  ")
    return took, scores(root / "ours.db"), used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lab", default="managed_storage", help="or 'all', one after the other")
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument(
        "--troubled", action="store_true", help="a tenth loops, hogs memory or ends its kernel"
    )
    parser.add_argument("--seed", type=int, default=1, help="another class")
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument(
        "--ours-only",
        action="store_true",
        help="no comparison: throughput and memory of one long run",
    )
    parser.add_argument("--pages", action="store_true", help="pages of feedback are made, too")
    chosen = parser.parse_args()
    rows = [compare(lab, chosen) for lab in (labs() if chosen.lab == "all" else [chosen.lab])]
    if chosen.lab == "all" and all(rows):
        TABLE.write_text("\n".join([*HEAD, *sorted(rows), ""]))
        print(f"stored: {TABLE.relative_to(ROOT)}")


def compare(lab: str, chosen: argparse.Namespace) -> str:
    """Both graders on a class of one lab, and what they took; returns the lab's row of the table,
    empty where there is none."""
    root = Path(tempfile.mkdtemp(prefix="bench-autograder-"))
    try:
        matters = make_class(lab, chosen.students, chosen.troubled, root / "submitted", chosen.seed)
        for database in ("plain.db", "ours.db"):
            grading.release(
                lab,
                Places(gradebook=root / database),
                release_directory=str(root / "released"),
            )
        troubled = sum(map(bool, matters.values()))
        print(
            f"{chosen.students} submissions of {lab}, {troubled} of them troubled; a cell may take {CELL_SECONDS} s"
        )
        mine, got, used = ours(lab, root, chosen.jobs, chosen.pages)
        print(
            f"ours:  {mine:8.1f} s, {mine / chosen.students:.2f} s a submission, sandbox and separate test process on"
            + (", grades and pages" if chosen.pages else "")
        )
        if chosen.ours_only:
            print("memory in use, in MiB: the grader, then its warm interpreters")
            for done, sizes in used[:: max(1, len(used) // 12)]:
                print(f"  {done}: {', '.join(map(str, sizes))}")
            return ""
        theirs, expected, cells, warned = plain(lab, root)
        print(
            f"plain: {theirs:8.1f} s, {theirs / chosen.students:.2f} s a submission, no sandbox, tests in the student's kernel"
        )
        least = cells / processors()
        print(
            f"plain's cells alone ran {cells / chosen.students:.2f} s a submission. On {processors()} processors, at no other"
        )
        print(
            f"cost, the same work takes {least / chosen.students:.2f} s: that would be {theirs / least:.1f}x"
        )
        healthy = [key for key in got if not matters[key[0]]]
        different = [
            (key, expected.get(key), got[key]) for key in healthy if expected.get(key) != got[key]
        ]
        print(f"grades of {len(healthy)} cells compared, {len(different)} differ")
        for (student, cell), was, now in different[:20]:
            why = (
                " (nbgrader gives nothing where a test cell writes on stderr: a warning)"
                if (student, cell) in warned
                else ""
            )
            print(f"  {student} {cell}: plain {was}, ours {now}{why}")
        print(f"{theirs / mine:.1f}x")
        each = (f"{seconds / chosen.students:.2f} s" for seconds in (cells, theirs, mine))
        return f"| `{lab}` | {' | '.join(each)} | {theirs / mine:.1f}x | {theirs / least:.1f}x |"
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
