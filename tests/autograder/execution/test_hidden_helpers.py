"""What graded cells import from a lab's ``checks.py`` is there for the tests, and nowhere for the
student: neither by import, nor in a driver that is sent over, nor in what a release holds."""

from __future__ import annotations

import nbformat
import pytest

from autograder import paths
from autograder.execution.runner import Runner, Settings
from conftest import needs_sandbox

STUDENT = """
import importlib, sys
found = [name for name in sys.modules if name.partition(".")[0] == "solutions"]
try:
    found.append(importlib.import_module("solutions.compression.checks"))
except ImportError:
    pass

def mine(a):
    return int(a[0]) + 1
"""

TEST = """
def graded_checks():
    from solutions.compression.checks import choosing as checks
    from warehouse.checks import in_notebook
    print(sorted(checks.whole_column_costs(np.arange(4))))
    print(in_notebook(checks.whole_column_costs, np.arange(4))["raw"])

graded_checks()
"""


def output_of(cell) -> str:
    return "".join(out.get("text", "") or out.get("evalue", "") for out in cell.outputs)


@needs_sandbox
def test_helpers_are_there_for_the_tests_and_not_for_the_student():
    setup = nbformat.v4.new_code_cell(
        "import numpy as np",
        metadata={"tags": ["test-process"], "nbgrader": marks("setup", grade=False)},
    )
    setup["id"] = "setup"
    looks = nbformat.v4.new_code_cell(STUDENT)
    graded = nbformat.v4.new_code_cell(
        TEST, metadata={"nbgrader": marks("rle-checks", grade=True) | {"points": 1}}
    )
    after = nbformat.v4.new_code_cell("print(found)")
    nb = nbformat.v4.new_notebook(cells=[setup, looks, graded, after])
    with Runner("compression", Settings(cell_seconds=20)) as runner:
        runner.run(nb)
    assert "'bytedict'" in output_of(graded) and "\n32\n" in output_of(graded)
    assert output_of(after).strip() == "[]"


def marks(grade_id: str, grade: bool) -> dict:
    return {
        "grade": grade,
        "grade_id": grade_id,
        "locked": True,
        "solution": False,
        "task": False,
        "schema_version": 3,
        "cell_type": "code",
    }


@pytest.mark.parametrize("lab", paths.labs())
def test_no_release_holds_them(lab):
    assert not list(paths.LABS.rglob("checks.py"))
    assert not list(paths.LABS.rglob("checks/*.py"))
    assert "solutions." not in paths.released_notebook(lab).read_text()
