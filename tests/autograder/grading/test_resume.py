"""A run that is killed goes on where it was: nobody is executed twice, nobody is missed, no
gradebook half written."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from autograder import paths
from autograder.grading import classes as grading
from autograder.grading.places import Places
from conftest import RIGHT_RLE, hand_in, released, set_cell

KILLS = int(os.environ.get("COURSE_KILLS", "1"))  # make test-all sets 50
STUDENTS = 6
GRADE = """
import sys
from pathlib import Path
from autograder.grading import classes as grading
from autograder.grading.places import Places
root = Path(sys.argv[1])
grading.BATCH = 3
kept = grading._Run._executed
def noted(self, submission, nb):
    kept(self, submission, nb)
    with open(root / "executed.log", "a") as log:
        log.write(submission.student + "\\n")
grading._Run._executed = noted
grading.grade_class(
    "compression", Places.below(root), progress=lambda line: print(line, flush=True), feedback=False
)
print("finished", flush=True)
"""


def grade(root: Path, lines: int | None = None, seconds: float = 0) -> bool:
    """Grade in a process of its own, killed without warning so many seconds after it has said so
    many lines; returns whether it came to its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", GRADE, str(root)], stdout=subprocess.PIPE, text=True, cwd=paths.ROOT
    )
    with process:
        said = [line for _, line in zip(range(lines or 10**6), process.stdout)]
        if lines is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
            process.send_signal(signal.SIGKILL)
        said += process.stdout
    return "finished\n" in said


def test_killed_at_random_moments(tmp_path):
    nb = set_cell(released(), "rle", RIGHT_RLE)
    for number in range(STUDENTS):
        hand_in(tmp_path, f"s{number:02}", nb)
    places = Places.below(tmp_path)
    grading.release("compression", places, release_directory=str(tmp_path / "released"))
    rng = random.Random(7)
    for _ in range(KILLS):
        grade(tmp_path, rng.randrange(STUDENTS), rng.uniform(0, 0.5))
        with sqlite3.connect(tmp_path / "gradebook.db") as gradebook:
            assert gradebook.execute("pragma integrity_check").fetchone() == ("ok",)
            recorded = dict(
                gradebook.execute(
                    """select submitted_assignment.student_id, sum(grade.auto_score) from submitted_assignment
                       join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
                       join grade on grade.notebook_id = submitted_notebook.id group by 1"""
                )
            )
        assert set(recorded.values()) <= {10.0}  # whoever is there has all of it
    assert grade(tmp_path)
    executed = (tmp_path / "executed.log").read_text().split()
    assert set(executed) == {f"s{number:02}" for number in range(STUDENTS)}
    assert len(executed) == len(set(executed))
    assert all(places.autograded_notebook(student, "compression").exists() for student in executed)
    assert not list((tmp_path / "executed" / "compression").glob("*.ipynb"))
    # Nobody got feedback so far, as if every run had ended before it: the next one writes what is
    # missing, and grades nobody.
    outcomes = grading.grade_class("compression", places, progress=lambda line: None)
    assert all(outcome.earlier and not outcome.trouble for outcome in outcomes)
    assert all(
        (tmp_path / "feedback" / student / "compression" / "compression.html").exists()
        for student in executed
    )
