"""The other side of ``graded_cell``: a process that grades one exercise at a time for a notebook's kernel.

    python -m autograder.reader.answering LAB FOLDER

A line of JSON asks: {"exercise": 2, "cells": [{"id": ..., "source": ...}]}. A line answers: what to show
below the cell, by MIME type.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TextIO

from autograder.execution.runner import GraderFaultError
from autograder.grading.preprocessors import checks_in
from autograder.reader import kept
from autograder.reader.attempts import Attempts
from autograder.reports.table import Row, of_notebook
from warehouse.checks import report
from warehouse.errors import CourseError

NOT_RUN = "not started: what is graded is what this kernel has run, so run the cell with your answer first"


def answer(attempts: Attempts, number: int, cells: list[dict]) -> dict[str, str]:
    """What to show of an exercise (the first is 1), when a reader's kernel has run ``cells``."""
    exercise = attempts.exercises[number - 1]
    given = [{"cell_type": "code", **cell} for cell in cells]
    work = attempts.work_of(given, attempts.notebook)
    if exercise not in work.started:
        return _text(NOT_RUN)
    try:
        nb = attempts.run(work, [exercise], checks_alone=True)
    except GraderFaultError as fault:
        return _text(f"the checks could not run, which is not your code's fault: {fault}")
    row = of_notebook(nb)
    if trouble := kept.try_to_record(attempts.lab, attempts.folder, row):
        row.remarks.append(f"{exercise}: {trouble}")
    checks = next((cell for cell in nb.cells if cell["id"] == f"{exercise}-checks"), None)
    return _shown(exercise, row, checks_in(checks))


def _shown(exercise: str, row: Row, data: dict | None) -> dict[str, str]:
    head = f"{exercise}: {row.points[exercise]:g} of {row.most[exercise]:g} points"
    faults = [remark for remark in row.remarks if remark.startswith(("cell ", f"{exercise}:"))]
    text = "\n".join([head, *faults, *([report.text(data)] if data else [])])
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in faults)
    page = f"<p><b>{escape(head)}</b></p>{paragraphs}{report.html(data) if data else ''}"
    return {"text/plain": text, "text/html": page}


def _text(words: str) -> dict[str, str]:
    return {"text/plain": words, "text/html": f"<p>{escape(words)}</p>"}


def serve(attempts: Attempts, asked: Iterable[str], answers: TextIO) -> None:
    """Answer line by line until the kernel has gone."""
    for line in asked:
        request = json.loads(line)
        said = answer(attempts, request["exercise"], request["cells"])
        print(json.dumps(said), file=answers, flush=True)


def main() -> None:
    # what prints by itself must not come between the answers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        with Attempts(sys.argv[1], Path(sys.argv[2])) as attempts:
            attempts.warm()
            serve(attempts, sys.stdin, answers)
    except (CourseError, GraderFaultError) as trouble:  # no data, say: asked or not, it is said
        print(json.dumps(_text(f"the checks could not run: {trouble}")), file=answers, flush=True)


if __name__ == "__main__":
    main()
