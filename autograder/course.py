"""The main job of the course, ``make course``: from nothing to a graded sample class and a built
book, step by step."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from autograder import sample
from autograder.execution.sandbox import SandboxError
from autograder.grading.classes import grade_class, release
from autograder.grading.places import Places
from autograder.paths import BOOK, LABS, ROOT, labs
from autograder.progress import Bar
from autograder.reports import table
from warehouse import data


def build_book() -> None:
    """jupyter-book with warnings as errors. Raises CalledProcessError, its output printed, when the
    build fails."""
    program = Path(sys.executable).parent / "jupyter-book"
    command = [program, "build", str(BOOK), "-W", "-n", "--keep-going", "-q"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-6000:], sep="\n")
        done.check_returncode()


def run() -> int:
    """Do all of it; prints each step with its seconds and, at the end, who got what and where
    everything lies."""
    started = time.monotonic()

    def step(words: str) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {words}", flush=True)

    step("TPC-H data, scale factors 0.01 and 0.1")
    for scale in (0.01, 0.1):
        data.generate(scale)
        data.verify(scale)
    places = Places()
    for lab in labs():
        step(f"releasing labs/{lab}")
        release(lab, places)
    students = sample.make()
    step(f"grading a sample class of {len(students)} in {sample.LAB}")
    try:
        with Bar() as bar:
            outcomes = grade_class(sample.LAB, places, force=True, progress=bar)
    except SandboxError as missing:  # the sample class is the course's own: it harms nobody
        step(f"no sandbox on this machine, the sample class does without: {missing}")
        with Bar() as bar:
            outcomes = grade_class(sample.LAB, places, force=True, sandboxed=False, progress=bar)
    step("building the book")
    build_book()
    step("done\n")
    table.show(table.class_table(sample.LAB, outcomes, places))
    made = {
        "the book": BOOK / "_build" / "html" / "index.html",
        "the labs": LABS,
        "the sample class's feedback": places.feedback,
        "the gradebook": places.gradebook,
    }
    for what, path in made.items():
        print(f"{what:28} {path.relative_to(ROOT)}")
    print(
        "\nNext: 'make lab' opens the labs; 'python -m autograder check labs/compression' grades "
        "your own work."
    )
    return 1 if any(outcome.trouble for outcome in outcomes) else 0
