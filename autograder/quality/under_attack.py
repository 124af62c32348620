"""Grades the attack corpus in a class of its own, among ordinary submissions, and says what went
wrong.

What must hold is written in ``attack_corpus``: nothing undeserved, nothing leaked, nothing changed
outside the scratch folder, no process left, the neighbours' grades as they would be without, and an
end in bounded time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import nbformat
import psutil

from autograder.execution.cells import is_graded
from autograder.execution.runner import Settings
from autograder.execution.sandbox import MOST_SLOTS, OUTER_UID
from autograder.execution.warm import GRADER
from autograder.grading import classes as grading
from autograder.grading import submissions
from autograder.grading.executors import Local
from autograder.grading.places import Places
from autograder.grading.preprocessors import checks_in
from autograder.paths import LABS, ROOT, SOLUTIONS, WAREHOUSE, released_notebook
from autograder.progress import Progress
from autograder.quality.attack_corpus import (
    CANARY,
    MARK,
    NEIGHBOUR,
    RIGHT_RLE,
    WRONG_RLE,
    Attack,
    attacks,
    put,
    save,
    write_submission,
)
from autograder.reports import table

#: Tighter than a class gets, so that hundreds of attacks come to an end. One exercise whose every call hangs
#: in code that looks at no signal takes 62 s of its own (endless_in_c, on a quiet machine): the others need
#: what is left.
LIMITS = Settings(
    cell_seconds=4, test_seconds=90, submission_seconds=75, memory=2 << 30, most_restarts=20
)
BUILDS_ON_OTHERS = ("table",)  # the reference's table format calls the student's own encodings
#: Seconds of one attack, respawns and all. What it waits for a processor is not its own: several run at once.
LONGEST = 4 * LIMITS.submission_seconds


@contextmanager
def playground() -> Iterator[Path]:
    """A course folder of its own, with the neighbour's work and a canary in all that nobody may
    see."""
    root = Path(tempfile.mkdtemp(prefix="course-under-attack-"))
    places = Places.below(root)
    for path in (places.submitted, places.autograded, places.executed, places.feedback):
        path.mkdir()
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def honest(folder: Path, lab: str, answer: str, words: str) -> None:
    folder.mkdir(parents=True)
    nb = nbformat.read(released_notebook(lab), as_version=4)
    if lab == "compression":
        put(nb, "rle", f"# {words}\n{answer}")
    save(nb, folder, f"{lab}.ipynb")


def run(
    chosen: list[Attack] | None = None,
    progress: Callable[[Progress | str], None] = lambda told: None,
) -> list[str]:
    """Grade ``chosen`` (all, without); returns every way in which they got further than they should
    have."""
    chosen = attacks() if chosen is None else chosen
    found: list[str] = []
    before = _fingerprint()
    with playground() as root:
        for lab in sorted({attack.lab for attack in chosen}):
            found += _grade(root, lab, [attack for attack in chosen if attack.lab == lab], progress)
        found += _leaks(root, chosen)
    found += [
        f"changed outside the scratch folder: {path}"
        for path in _differences(before, _fingerprint())
    ]
    return found + [f"a process is left: {words}" for words in _left_over()]


def _grade(
    root: Path, lab: str, chosen: list[Attack], progress: Callable[[Progress | str], None]
) -> list[str]:
    places, found = Places.below(root), []
    submitted = places.submitted
    grading.release(lab, places, release_directory=str(root / "released"))
    for attack in chosen:
        write_submission(attack, submitted / f"{attack.kind}-{attack.name}" / lab)
    honest(submitted / NEIGHBOUR / lab, lab, RIGHT_RLE, CANARY)
    honest(submitted / "zz-right" / lab, lab, RIGHT_RLE, "")
    honest(submitted / "zz-wrong" / lab, lab, WRONG_RLE, "")
    with sqlite3.connect(root / "gradebook.db") as gradebook:
        gradebook.execute(
            "insert or replace into student (id, first_name) values (?, ?)", ("canary", CANARY)
        )
    times: dict[str, float] = {}
    outcomes = grading.grade_class(lab, places, executor=_Timed(lab, times), progress=progress)
    rows = {row.student: row for row in table.class_table(lab, outcomes, places)}
    faults = {outcome.student: outcome.trouble for outcome in outcomes if outcome.trouble}
    if lab == "compression":
        for student, points in ((NEIGHBOUR, 10.0), ("zz-right", 10.0), ("zz-wrong", 0.0)):
            if rows[student].score != points:
                found.append(f"{student} has {rows[student].score:g} points and not {points:g}")
    for attack in chosen:
        student = f"{attack.kind}-{attack.name}"
        if student in faults:
            found.append(f"{student}: no grade: {faults[student]}")
            continue
        row = rows[student]
        earned = sum(row.points.get(exercise, 0) for exercise in attack.exercises)
        if not attack.keeps <= earned <= attack.earns:
            found.append(
                f"{student}: {earned:g} points, {attack.keeps:g} to {attack.earns:g} are due "
                f"({attack.must})"
            )
        if attack.others == "reference":
            alone = {
                name: got
                for name, got in row.points.items()
                if name not in (*attack.exercises, *BUILDS_ON_OTHERS)
            }
            short = {name: got for name, got in alone.items() if got < row.most[name]}
            if short:
                why = _why_short(places.autograded_notebook(student, lab), short)
                found.append(f"{student}: honest exercises lost points: {short}: {why}")
    students = {s.key: s.student for s in submissions.find(lab, submitted, {})}
    return found + [
        f"{students[key]}: took {seconds:.0f} s"
        for key, seconds in times.items()
        if seconds > LONGEST
    ]


def _why_short(path: Path, exercises: Iterable[str]) -> str:
    """Of each of these exercises what its checks that were not passed say, or what its cell ended with: it may
    not come again."""
    said = []
    for cell in nbformat.read(path, as_version=4).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-checks")
        if name not in exercises or not is_graded(cell):
            continue
        data = checks_in(cell)
        if data:
            missed = [check for check in data["checks"] if not check["earned"]]
            said += [
                f"{name}, {check['name']}: {check['message']} ({check.get('got')})"
                for check in missed
            ]
        else:
            errors = [out.evalue for out in cell.outputs if out.output_type == "error"]
            said.append(f"{name}: {'; '.join(errors) or 'no result'}")
    return "; ".join(said)[:2000]


class _Timed(Local):
    """As ``Local``, noting how long each submission took."""

    def __init__(self, lab: str, times: dict[str, float]):
        super().__init__(lab, LIMITS)
        self.times = times

    def submit(self, nb: nbformat.NotebookNode, seed: str):
        def work() -> nbformat.NotebookNode:
            started = time.monotonic()
            try:
                return self.runner.run(nbformat.from_dict(nb), seed)
            finally:
                self.times[nb.metadata[submissions.KEY]] = time.monotonic() - started

        return self.pool.submit(work)


@cache
def hidden_lines(lab: str) -> set[str]:
    """Lines of hidden tests that stand nowhere else: long, and not in what is released."""
    source = nbformat.read(SOLUTIONS / lab / f"{lab}.ipynb", as_version=4)
    released = nbformat.read(released_notebook(lab), as_version=4)
    public = "".join(cell.source for cell in released.cells) + "".join(
        p.read_text() for p in WAREHOUSE.rglob("*.py")
    )
    lines = {
        line.strip()
        for cell in source.cells
        if "BEGIN HIDDEN TESTS" in cell.source
        for line in cell.source.splitlines()
    }
    return {
        line
        for line in lines
        if len(line) > 45
        and not line.startswith(("@exercise", "from ", '"'))
        and line not in public
    }


def _leaks(root: Path, chosen: list[Attack]) -> list[str]:
    found = []
    for attack in chosen:
        student = f"{attack.kind}-{attack.name}"
        path = root / "autograded" / student / attack.lab / f"{attack.lab}.ipynb"
        if not path.exists():
            continue
        nb = nbformat.read(path, as_version=4)
        said = "\n".join(str(cell.get("outputs", "")) for cell in nb.cells)
        page = root / "feedback" / student / attack.lab / f"{attack.lab}.html"
        said += page.read_text() if page.exists() else ""
        if CANARY in said:
            found.append(f"{student}: what is another's stands in its outputs")
        theirs = "\n".join(
            str(cell.get("outputs", ""))
            for cell in nb.cells
            if not cell.metadata.get("nbgrader", {}).get("points", 0)
        )
        leaked = [line for line in hidden_lines(attack.lab) if line in theirs]
        if leaked:
            found.append(f"{student}: source of hidden tests stands in its outputs: {leaked[0]!r}")
    for path in [*(root / "autograded").rglob("*"), *(root / "feedback").rglob("*")]:
        mine = any(part.startswith(tuple(f"{a.kind}-" for a in chosen)) for part in path.parts)
        if path.is_file() and not mine and MARK in path.read_text(errors="replace"):
            found.append(f"{MARK!r} stands in {path.relative_to(root)}")
    with sqlite3.connect(root / "gradebook.db") as gradebook:
        if MARK in "\n".join(gradebook.iterdump()):
            found.append(f"{MARK!r} stands in the gradebook")
        manual = gradebook.execute(
            "select count(*) from grade where manual_score is not null"
        ).fetchone()[0]
        if manual:
            found.append(f"{manual} grades of the gradebook have a manual score")
    return found


def _fingerprint() -> dict[str, tuple]:
    """Of every file of the course that a submission might want to change: its size, time and, if
    small, content. Scratch folders of tests, which run beside this, are left out."""
    kept = {}
    for folder in (LABS, WAREHOUSE, SOLUTIONS, ROOT / "autograder", ROOT / "data"):
        for path in folder.rglob("*"):
            passing = "__pycache__" in path.parts or any(p.startswith(".test-") for p in path.parts)
            if path.is_file() and not path.is_symlink() and not passing:
                status = path.stat()
                small = status.st_size < 1 << 20
                kept[str(path)] = (
                    status.st_size,
                    hashlib.md5(path.read_bytes()).hexdigest() if small else status.st_mtime_ns,
                )
    return kept


def _differences(before: dict, after: dict) -> list[str]:
    return [
        path
        for path in before.keys() | after.keys()
        if before.get(path) != after.get(path) and ".log" not in path
    ]


def _left_over() -> list[str]:
    """Processes that a submission or an interpreter left behind, orphans too. Interpreters have
    been told to end: they may take a moment."""
    deadline = time.monotonic() + 10
    while True:
        left = [p for p in psutil.process_iter(["pid", "cmdline", "status"]) if _suspect(p)]
        if not left or time.monotonic() > deadline:
            return [f"{p.info['pid']} {' '.join(p.info['cmdline'] or [])[:80]}" for p in left]
        psutil.wait_procs(left, timeout=0.2)


def _suspect(process: psutil.Process) -> bool:
    """Whether a process is a submission's (where the grader is root each runs as a user of its own)
    or an interpreter of ours, and belongs to no other grader on this machine: it has our mark, or,
    where it has put that off, its line of parents ends at nobody, or here."""
    if process.info["status"] == psutil.STATUS_ZOMBIE or not _of_a_grader(process):
        return False
    with contextlib.suppress(psutil.AccessDenied):
        grader = _environment(process).get(GRADER)
        if grader:
            return grader == str(os.getpid())
    try:
        outer = next((parent for parent in process.parents() if not _of_a_grader(parent)), None)
    except psutil.NoSuchProcess:
        return False
    return outer is None or outer.pid in (1, os.getpid())


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.NoSuchProcess:
        return {}


def _of_a_grader(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        theirs = os.getuid() == 0 and OUTER_UID <= process.uids().real < OUTER_UID + MOST_SLOTS
        return theirs or "autograder.execution.warm" in " ".join(process.cmdline())
    return False
