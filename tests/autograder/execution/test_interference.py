"""No exercise costs another its points: one is broken, in every way that is tried here, and all
others are right.

The suite does so for two exercises, others every day, of the lab that is graded quickest;
``COURSE_INTERFERENCE=all`` does it for all of every lab (a quarter of an hour).
"""

from __future__ import annotations

import ast
import copy
import os

import nbformat
import pytest

from autograder.checking import skeleton_with_tests
from autograder.execution.runner import Runner
from autograder.grading.preprocessors import checks_in
from autograder.paths import labs
from autograder.quality import sampling
from autograder.quality.attack_corpus import reference
from autograder.reports.table import of_notebook
from conftest import needs_sandbox, sample_seed

LABS = labs() if os.environ.get("COURSE_INTERFERENCE") == "all" else ["managed_storage"]
EXITS = "__import__('os')._exit(1)"
ALWAYS = {"exits": EXITS, "gives nothing": "return None"}
DOES_NOT_RUN = {"has an error of syntax": "def half(", "stops at once": "raise RuntimeError('x')"}
AT_THE_THIRD_CALL = {
    "exits later": EXITS,
    "raises later": "raise RuntimeError('x')",
    "gives an object later": "return object()",
}
HOWS = (
    (*ALWAYS, *DOES_NOT_RUN, *AT_THE_THIRD_CALL)
    if len(LABS) > 1
    else ("exits later", "raises later", "has an error of syntax")
)


def broken(how: str, right: str, names: list[str]) -> str:
    """An exercise whose functions and classes do what ``how`` says."""
    if how in DOES_NOT_RUN:
        return DOES_NOT_RUN[how]
    if how in ALWAYS:
        return "\n\n".join(f"def {name}(*given, **named):\n    {ALWAYS[how]}" for name in names)
    wrapped = [
        f"right_{name}, calls_{name} = {name}, [0]\n\ndef {name}(*given, **named):\n    calls_{name}[0] += 1\n"
        f"    if calls_{name}[0] % 3 == 0:\n        {AT_THE_THIRD_CALL[how]}\n    return right_{name}(*given, **named)"
        for name in names
    ]
    return "\n\n\n".join([right, *wrapped])


def chosen(exercises: list[str]) -> list[str]:
    return exercises if len(LABS) > 1 else sampling.some(exercises, 2, sample_seed())


@needs_sandbox
@pytest.mark.parametrize("lab", LABS)
def test_a_broken_exercise_leaves_the_others_their_points(lab):
    plain, right = skeleton_with_tests(lab), reference(lab)
    failed: dict[str, list[dict]] = {}  # of the last run, by the graded cell
    stubs = {cell.id: cell.source for cell in plain.cells if cell.id in right}

    def points(exercise: str, code: str) -> dict[str, float]:
        nb: nbformat.NotebookNode = copy.deepcopy(plain)
        for cell in nb.cells:
            cell.source = (
                (code if cell.id == exercise else right[cell.id])
                if cell.id in right
                else cell.source
            )
        run = runner.run(nb)
        for cell in run.cells:
            checks = (checks_in(cell) or {}).get("checks", [])
            failed[cell.id] = [check for check in checks if check["outcome"] != "passed"]
        return of_notebook(run).points

    with Runner(lab) as runner:
        for exercise in chosen(list(stubs)):
            stub = stubs[exercise]
            names = [
                part.name
                for part in ast.parse(stub).body
                if isinstance(part, (ast.FunctionDef, ast.ClassDef))
            ]
            untouched = points(exercise, stub)
            for how in HOWS:
                got = points(exercise, broken(how, right[exercise], names))
                less = {other for other in right if got[other] != untouched[other]} - {exercise}
                assert not less, (exercise, how, {o: failed[f"{o}-checks"] for o in less})
