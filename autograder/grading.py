"""Grading through nbgrader: release, intake, autograde, feedback. nbgrader's own classes do the work, its gradebook keeps it."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder import repair
from autograder.paths import (
    AUTOGRADED,
    INTAKE,
    ROOT,
    SUBMITTED,
    UsageError,
    nbgrader_config,
    released_notebook,
)

# nbgrader calls the alembic program by name: it lies beside this Python.
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")


# nbgrader looks at new gradebook rows before they are saved; SQLAlchemy remarks on it at length, to no effect.
warnings.filterwarnings("ignore", category=SAWarning)


@dataclass
class Graded:
    """What became of one submission. ``fault`` is set where the course's own machinery failed: then there is no grade."""

    student: str
    notes: list[str] = field(default_factory=list)
    fault: str = ""


def api(**directories: str) -> NbGraderAPI:
    """nbgrader with the course's configuration; ``directories`` override parts of the layout (traits of CourseDirectory)."""
    config = nbgrader_config()
    config.merge(Config({"CourseDirectory": directories}))
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def release(lab: str, **directories: str) -> None:
    """nbgrader generate_assignment: labs/LAB anew from solutions/LAB."""
    _succeed(api(**directories).generate_assignment(lab, force=True, create=True), f"releasing {lab}")


def grade_class(lab: str, force: bool = False, progress: Callable[[str], None] = print) -> list[Graded]:
    """Grade every submission of a lab that is not graded yet (all of them with ``force``) and write feedback.

    One bad submission never stops the next. Raises UsageError when the lab is not released or nobody handed in.
    """
    if not released_notebook(lab).exists():
        raise UsageError(f"labs/{lab} is not there: run 'python -m autograder release {lab}'")
    folders = sorted(path for path in SUBMITTED.glob(f"*/{lab}") if path.is_dir())
    if not folders:
        raise UsageError(f"nobody handed in {lab}: put notebooks in autograder/submitted/STUDENT/{lab}/{lab}.ipynb")
    grader = api(submitted_directory=str(INTAKE.relative_to(ROOT)))
    outcomes = []
    for number, folder in enumerate(folders, 1):
        student = folder.parent.name
        outcome = _take_in(folder, student, lab)
        result = grader.autograde(lab, student, force=force, create=True)
        if not result["success"]:
            outcome.fault = _reason(result)
        else:
            feedback = grader.generate_feedback(lab, student, force=True)
            outcome.fault = "" if feedback["success"] else _reason(feedback)
        outcomes.append(outcome)
        progress(f"[{number}/{len(folders)}] {student}" + (f": not graded, {outcome.fault}" if outcome.fault else ""))
    return outcomes


def _take_in(folder: Path, student: str, lab: str) -> Graded:
    """Write a repaired copy of a submission to the intake; the student's own files stay as they are."""
    skeleton = nbformat.read(released_notebook(lab), as_version=4)
    nb = repair.repaired(folder, lab, skeleton)
    target = INTAKE / student / lab
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    nbformat.write(nb, target / f"{lab}.ipynb")
    stamp = folder / "timestamp.txt"
    if stamp.is_file() and not stamp.is_symlink():
        shutil.copyfile(stamp, target / "timestamp.txt")
    return Graded(student, list(nb.metadata[repair.NOTES]))


def _reason(result: dict) -> str:
    """The one line of nbgrader's log that says why something failed."""
    lines = [line.strip() for line in f"{result.get('log', '')}\n{result.get('error', '')}".splitlines() if line.strip()]
    telling = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Fault)\w*: ", line)]
    ours = [line for line in telling if "GraderFaultError" in line]
    return (ours or telling or lines or ["nbgrader gave no reason"])[-1][:300]


def _succeed(result: dict, doing: str) -> None:
    if not result["success"]:
        raise UsageError(f"{doing} failed: {_reason(result)}")


def autograded_notebook(student: str, lab: str) -> Path:
    return AUTOGRADED / student / lab / f"{lab}.ipynb"
