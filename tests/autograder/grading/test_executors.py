"""Where submissions are executed, and on what: workers of a Dask cluster, data that are made when a
test needs them, audits."""

from __future__ import annotations

import nbformat
import pytest
from distributed import LocalCluster

from autograder.checking import skeleton_with_tests
from autograder.execution import runner as running
from autograder.execution.runner import GraderFaultError, Runner, Settings
from autograder.grading.classes import grade_class
from autograder.grading.executors import OnDask
from autograder.quality import auditing
from autograder.reports.table import class_table
from conftest import RIGHT_RLE, hand_in, released, set_cell
from warehouse import data

WRONG_ON_EMPTY = RIGHT_RLE.replace("if len(a) else np.empty(0, np.int64)", "")
#: Right or wrong as the large array's numbers fall: on the public seed's data otherwise than on
#: another's.
LUCKY = (
    RIGHT_RLE
    + """

honest = rle_encode


def rle_encode(a):
    encoded = honest(a)
    if len(a) > 1000 and (int(encoded.values[1]) - int(encoded.values[0])) % 2:
        return RunLength(encoded.values, encoded.lengths + 1)
    return encoded
"""
)


@pytest.fixture
def cluster():
    with LocalCluster(
        n_workers=1, threads_per_worker=2, dashboard_address=None, processes=True
    ) as cluster:
        yield cluster


def test_a_class_is_graded_on_the_workers_of_a_cluster(gradebook, places, cluster):
    for student, code in (("ann", RIGHT_RLE), ("bob", WRONG_ON_EMPTY), ("cyn", None)):
        hand_in(gradebook, student, set_cell(released(), "rle", code) if code else released())
    executor = OnDask("compression", Settings(), cluster.scheduler_address)
    outcomes = grade_class(
        "compression", places, executor=executor, progress=lambda line: None, feedback=False
    )
    assert [row.score for row in class_table("compression", outcomes, places)] == [10, 9, 0]


def test_an_audit_names_the_checks_whose_verdict_hangs_on_luck(gradebook, places, capsys):
    hand_in(gradebook, "ann", set_cell(released(), "rle", RIGHT_RLE))
    hand_in(gradebook, "dan", set_cell(released(), "rle", LUCKY))
    grade_class("compression", places, progress=lambda line: None, feedback=False)
    before = {
        path: path.read_bytes()
        for path in (gradebook / "gradebook.db", *gradebook.glob("autograded/*/*/*.ipynb"))
    }
    assert auditing.audit("compression", places, 2) == 1
    said = capsys.readouterr().out
    assert "dan" in said and "ann" not in said
    assert "rle: " in said
    assert before == {path: path.read_bytes() for path in before}  # nothing is recorded


def asking_for(code: str) -> nbformat.NotebookNode:
    nb = set_cell(
        skeleton_with_tests("compression"), "rle-checks", f"from warehouse import data\n{code}\n0"
    )
    nb.cells = [cell for cell in nb.cells if cell["id"] in ("setup", "rle-checks")]
    return nb


def test_tables_that_are_not_there_are_made_outside_of_the_sandbox(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)  # where the grader is root, submissions run as other users
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to("disk")
    monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(running, "SCALES", (0.001, 0.001, 0.002))
    with Runner("compression") as runner:
        assert [path.name for path in (tmp_path / "disk").iterdir()] == ["tpch-sf0.001"]
        nb = runner.run(asking_for("print(data.table('nation', 0.002).num_rows)"))
        assert [output.get("text", output) for output in nb.cells[-1].outputs][0] == "25\n"
        assert data.folder(0.002).is_dir()
        with pytest.raises(GraderFaultError):  # of no lab
            runner.run(asking_for("data.table('nation', 300)"))


def test_tables_that_cannot_be_made_are_the_graders_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path))
    monkeypatch.setattr(data, "generator", lambda: "/bin/false")
    with pytest.raises(data.DataError, match="tpchgen-cli failed"):
        Runner("compression")
