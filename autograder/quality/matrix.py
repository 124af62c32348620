"""The stored matrix of a lab's answers: which check catches which, and what of it is a fault."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.paths import UsageError, require_lab
from autograder.paths import answers as answers_of
from autograder.quality.answer_files import (
    RIGHT_AT_LEAST,
    WRONG_AT_LEAST,
    exercises,
)


def stored(lab: str) -> dict:
    """The rows of the stored matrix by exercise. Raises UsageError where there is none yet."""
    if not _path(lab).exists():
        raise UsageError(
            f"solutions/{lab}/answers has no matrix yet: run 'python -m autograder answers {lab}'"
        )
    return rows_if_stored(lab)


def rows_if_stored(lab: str) -> dict:
    path = _path(lab)
    return json.loads(path.read_text(encoding="utf-8"))["exercises"] if path.exists() else {}


def _path(lab: str) -> Path:
    return answers_of(require_lab(lab)) / "matrix.json"


def faults(matrix: dict) -> list[str]:
    """Every way in which the corpus or the checks fall short; an empty list is a pass."""
    found = []
    for name, row in matrix["exercises"].items():
        wrong = {key: a for key, a in row["answers"].items() if a["kind"] == "wrong"}
        right = {key: a for key, a in row["answers"].items() if a["kind"] == "right"}
        if len(wrong) < WRONG_AT_LEAST or len(right) < RIGHT_AT_LEAST:
            found.append(
                f"{name}: {len(wrong)} wrong and {len(right)} right answers; {WRONG_AT_LEAST} and {RIGHT_AT_LEAST} are the least"
            )
        for key, answer in wrong.items():
            if not answer["fails"]:
                found.append(f"{name}/{key}: a wrong answer survives")
            elif answer["reason"] not in answer["fails"]:
                found.append(
                    f"{name}/{key}: names {answer['reason']} as its reason, but fails {', '.join(answer['fails'])}"
                )
            if "grader's fault" in answer["fails"].values():
                found.append(f"{name}/{key}: a check broke instead of judging: {answer['fails']}")
        found += [
            f"{name}/{key}: a right answer fails {', '.join(a['fails'])}"
            for key, a in right.items()
            if a["fails"]
        ]
        alone = {next(iter(a["fails"])) for a in wrong.values() if len(a["fails"]) == 1}
        found += [
            f"{name}: the check {check} kills nothing on its own"
            for check in row["checks"]
            if check not in alone
        ]
        found += [
            f"{name}: the trivial stub {label} earns {points}"
            for label, points in row["trivial"].items()
            if points != 0
        ]
    return found


def as_text(matrix: dict) -> str:
    """The kill matrix for a person: wrong answers down, checks across, an x where a check catches
    an answer."""
    lines = []
    for name, row in matrix["exercises"].items():
        lines.append(
            f"{name}: "
            + ", ".join(f"{chr(97 + i)}={check}" for i, check in enumerate(row["checks"]))
        )
        for key, answer in row["answers"].items():
            marks = "".join("x" if check in answer["fails"] else "." for check in row["checks"])
            lines.append(f"  {marks}  {answer['kind']:5}  {key:32} {answer['about']}")
        lines.append(
            f"  trivial stubs that earn nothing: {sum(p == 0 for p in row['trivial'].values())} of {len(row['trivial'])}"
        )
    return "\n".join(lines)


def store(matrix: dict) -> Path:
    """Write the matrix beside the answers, where the hints are looked up. Rows of exercises that it
    does not hold stay as they are stored."""
    lab = matrix["lab"]
    rows = rows_if_stored(lab) | matrix["exercises"]
    whole = {"lab": lab, "exercises": {name: rows[name] for name in exercises(lab) if name in rows}}
    path = _path(lab)
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
