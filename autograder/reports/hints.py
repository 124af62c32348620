"""From a pattern of failing checks to the misconception it stands for: a lookup in the kill matrix,
no guessing.

The matrix (solutions/<lab>/answers/matrix.json) is written by the run of the answers corpus.
"""

from __future__ import annotations

import json
from functools import cache

from autograder.paths import answers

#: How much of the failing checks two patterns must share (intersection over union) for a hint to be
#: shown.
NEAR_ENOUGH = 0.5

#: How a check's message ends where the notebook lacks the function: a slip in its name, or a cell
#: that Python could not read.
UNDEFINED = "the notebook must define it"


@cache
def _matrix(lab: str) -> dict:
    path = answers(lab) / "matrix.json"
    return json.loads(path.read_text())["exercises"] if path.exists() else {}


def nearest(data: dict) -> list[str]:
    """The hints of the wrong answers whose failing checks come nearest to those in ``data``; at
    most two."""
    return list(dict.fromkeys(answer["hint"] for answer in nearest_answers(data)))[:2]


def nearest_answers(data: dict) -> list[dict]:
    """The wrong answers of the corpus whose failing checks come nearest to those in ``data``.

    ``data`` is what a graded test cell puts out. Empty where all checks pass, where nothing is
    started, where there is no function to be wrong about, or where no wrong answer of the corpus
    fails in a similar way.
    """
    failing = {
        check["name"]
        for check in data["checks"]
        if check["outcome"] not in ("passed", "not started")
    }
    answers = _matrix(data["lab"]).get(data["exercise"], {}).get("answers", {})
    if not failing or any(check["outcome"] == "not started" for check in data["checks"]):
        return []
    if any(check["message"].endswith(UNDEFINED) for check in data["checks"]):
        return []
    scored = []
    for answer in answers.values():
        kills = set(answer["fails"])
        if kills:
            scored.append((len(kills & failing) / len(kills | failing), answer))
    best = max((score for score, _ in scored), default=0)
    if best < NEAR_ENOUGH:
        return []
    return [answer for score, answer in scored if score == best]
