"""What the process beside a notebook's kernel answers: one exercise at a time, graded. ``beside_kernel`` is
the process, ``graded_cell`` the kernel's side.

A line of JSON asks: {"exercise": 2, "cells": [{"id": ..., "source": ...}], "can_ask": true}. A line answers:
{"show": what to show below the cell, by MIME type}, and, where the reader is to predict first, "prompt"
with it: what is asked for then comes as "prediction" with the same question once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import TextIO

from autograder.execution.runner import GraderFaultError
from autograder.grading.preprocessors import checks_in
from autograder.reader import kept, predictions
from autograder.reader.attempts import Attempts
from autograder.reports.table import Row, of_notebook
from warehouse.checks import report

NOT_RUN = "not started: what is graded is what this kernel has run, so run the cell with your answer first"


def answer(
    attempts: Attempts,
    number: int,
    cells: list[dict],
    can_ask: bool = False,
    prediction: str | None = None,
) -> dict:
    """What to show of an exercise (the first is 1), when a reader's kernel has run ``cells``; what to
    ask before that, where ``can_ask`` and ``prediction`` has not been said yet."""
    exercise = attempts.exercises[number - 1]
    given = [{"cell_type": "code", **cell} for cell in cells]
    work = attempts.work_of(given, attempts.notebook)
    if exercise not in work.started:
        return {"show": _text(NOT_RUN)}
    remarks = []
    if prediction is not None:
        remarks.append(kept.try_to_predict(attempts.lab, exercise, prediction))
    elif can_ask:
        for it in predictions.due(attempts.lab, attempts.folder, [exercise]):
            return {"show": predictions.question(it), "prompt": predictions.PROMPT}
    try:
        nb = attempts.run(work, [exercise], checks_alone=True)
    except GraderFaultError as fault:
        words = f"the checks could not run, which is not your code's fault: {fault}"
        return {"show": _text(words)}
    row = of_notebook(nb)
    remarks.append(kept.try_to_record(attempts.lab, attempts.folder, row))
    row.remarks += [f"{exercise}: {trouble}" for trouble in remarks if trouble]
    checks = next((cell for cell in nb.cells if cell["id"] == f"{exercise}-checks"), None)
    shown = _shown(exercise, row, checks_in(checks))
    if before := predictions.said(attempts.lab, attempts.folder).get(exercise):
        shown["text/plain"] += "\n" + predictions.compared(*before)
        shown["text/html"] += predictions.compared_page(*before, unfolded=prediction is not None)
    return {"show": shown}


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
        said = answer(
            attempts,
            request["exercise"],
            request["cells"],
            request.get("can_ask", False),
            request.get("prediction"),
        )
        print(json.dumps(said), file=answers, flush=True)
