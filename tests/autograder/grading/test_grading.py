"""Submissions through nbgrader and the course's additions: right points, right words, and nobody
stops the next one.

Only short answers are handed in here; whole labs are graded by the answers corpus and by ``make
course``.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import nbformat
import pytest

from autograder import paths
from autograder.checking import execute, skeleton_with_tests
from autograder.execution.runner import GraderFaultError, Runner, Settings
from autograder.grading import classes as grading
from autograder.grading import nbgraders, pages, submissions
from autograder.grading.classes import grade_class
from autograder.grading.graded import Graded
from autograder.grading.places import Places
from autograder.reports import table
from conftest import RIGHT_RLE, hand_in, released, set_cell

WARNING = RIGHT_RLE.replace(
    "    return np.repeat",
    """    import sys, warnings
    warnings.warn('mind the step')
    print('hm', file=sys.stderr)
    return np.repeat""",
)
LOUD = RIGHT_RLE + "\n\nline = 'x' * 1_000_000\nfor _ in range(100):\n    print(line)\n"
WRONG_ON_EMPTY = RIGHT_RLE.replace("if len(a) else np.empty(0, np.int64)", "")


def with_rle(code: str) -> nbformat.NotebookNode:
    return set_cell(released(), "rle", code)


@pytest.fixture(scope="module")
def rows(gradebook, places):
    """One class with every kind of bad input, graded once; the right notebook comes last in the
    alphabet."""
    hand_in(gradebook, "a-text", "this is not a notebook")
    (gradebook / "submitted" / "b-nothing" / "compression").mkdir(parents=True)
    hand_in(gradebook, "c-renamed", with_rle(RIGHT_RLE), name="Compression FINAL.ipynb")
    hand_in(
        gradebook,
        "d-kills-the-kernel",
        set_cell(with_rle(RIGHT_RLE), "delta", "import os\nos._exit(1)"),
    )
    julia = with_rle(RIGHT_RLE)
    julia.metadata["kernelspec"] = {"name": "julia", "display_name": "Julia", "language": "julia"}
    hand_in(gradebook, "e-other-kernel", julia)
    hand_in(gradebook, "f-released", released())
    hand_in(gradebook, "g-warning", with_rle(WARNING))
    hand_in(gradebook, "h-loud", with_rle(LOUD))
    hand_in(gradebook, "i-wrong-on-empty", with_rle(WRONG_ON_EMPTY))
    hand_in(gradebook, "[!y]*", with_rle(RIGHT_RLE))
    hand_in(gradebook, "z-right", with_rle(RIGHT_RLE))
    outcomes = grade_class("compression", places, progress=lambda line: None)
    return {row.student: row for row in table.class_table("compression", outcomes, places)}


def feedback(gradebook, student: str) -> str:
    return (gradebook / "feedback" / student / "compression" / "compression.html").read_text()


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("student", "score", "words"),
    [
        ("a-text", 0, "not JSON"),
        ("b-nothing", 0, "missing"),
        ("c-renamed", 10, "Compression FINAL.ipynb"),
        ("d-kills-the-kernel", 10, "ended the Python process"),
        ("e-other-kernel", 10, ""),
        ("f-released", 0, ""),
        ("g-warning", 10, ""),
        ("h-loud", 10, ""),
        ("i-wrong-on-empty", 9, ""),
        ("z-right", 10, ""),
    ],
)
def test_everyone_gets_a_grade_and_a_reason(rows, student, score, words):
    assert rows[student].score == score
    assert words in " ".join(rows[student].remarks)


def test_a_released_notebook_says_not_started(rows):
    assert set(rows["f-released"].states.values()) == {"not started"}
    assert rows["i-wrong-on-empty"].states["rle"] == "error"


def test_output_without_end_is_cut(rows, places):
    assert places.autograded_notebook("h-loud", "compression").stat().st_size < 5_000_000


def test_the_reason_stands_in_the_feedback(rows, gradebook):
    assert "not JSON" in feedback(gradebook, "a-text")
    assert "Compression FINAL.ipynb" in feedback(gradebook, "c-renamed")


def test_feedback_shows_messages_and_not_the_source_of_hidden_tests(rows, gradebook):
    text = text_of(feedback(gradebook, "i-wrong-on-empty"))
    assert "an empty column gives no runs and comes back" in text
    assert "Run-length encoding" in text
    for hidden in ("def graded_checks", "BEGIN HIDDEN", "solutions.compression", "exercise.score"):
        assert hidden not in text


def test_feedback_asks_nothing_of_another_host(rows, gradebook):
    page = feedback(gradebook, "f-released")
    assert (
        re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)=["\']?https?://[^"\' >]+', page)
        == []
    )


def test_feedback_shows_the_source_when_the_setting_says_so(rows, gradebook, places, monkeypatch):
    plain_config = paths.nbgrader_config

    def config():
        loaded = plain_config()
        loaded.HideHiddenTests.show_source = True
        return loaded

    monkeypatch.setattr(nbgraders, "nbgrader_config", config)
    assert grading.api(places).generate_feedback("compression", "f-released", force=True)["success"]
    assert "def graded_checks" in text_of(feedback(gradebook, "f-released"))


def test_grading_again_without_need_does_nothing(rows, places):
    first = places.autograded_notebook("z-right", "compression").stat().st_mtime_ns
    grade_class("compression", places, progress=lambda line: None)
    assert places.autograded_notebook("z-right", "compression").stat().st_mtime_ns == first


def test_a_graded_cell_that_says_nothing_earns_nothing(tmp_path):
    nb = skeleton_with_tests("compression")
    set_cell(nb, "rle", RIGHT_RLE)
    set_cell(nb, "rle-checks", "pass")
    row = table.of_notebook(execute(nb, "compression", tmp_path))
    assert row.points["rle"] == 0


def test_a_cell_that_ignores_its_interruption_is_ended_and_the_others_are_graded(
    monkeypatch, tmp_path
):
    monkeypatch.setattr("autograder.execution.student_process.OBEY_SECONDS", 1.0)
    nb = with_an_endless_cell()
    row = table.of_notebook(execute(nb, "compression", tmp_path, seconds=2))
    assert (row.points["rle"], row.points["delta"]) == (10, 0)
    assert any("ran longer than 2 s" in remark for remark in row.remarks)


def with_an_endless_cell() -> nbformat.NotebookNode:
    nb = skeleton_with_tests("compression")
    set_cell(nb, "rle", RIGHT_RLE)
    set_cell(
        nb,
        "delta",
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    )
    nb.cells = [
        c
        for c in nb.cells
        if c["id"] in ("setup", "rle", "rle-checks", "delta", "delta-checks", "dictionary-checks")
    ]
    return nb


def test_ones_own_cells_run_beside_the_notebook_and_in_ones_own_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MINE", "a setting of the reader's")
    (tmp_path / "notes.txt").write_text("beside the notebook")
    nb = skeleton_with_tests("compression")
    nb.cells = [cell for cell in nb.cells if cell["id"] == "setup"]
    looks = "import os, pathlib\nprint(open('notes.txt').read(), os.environ['MINE'], pathlib.Path.home())"
    nb.cells.append(nbformat.v4.new_code_cell(looks))
    (said,) = execute(nb, "compression", tmp_path).cells[-1].outputs
    assert said.text.strip() == f"beside the notebook a setting of the reader's {Path.home()}"


def test_in_the_sandbox_too(monkeypatch):
    monkeypatch.setattr("autograder.execution.student_process.OBEY_SECONDS", 1.0)
    nb = with_an_endless_cell()
    with Runner("compression", Settings(cell_seconds=2)) as runner:
        row = table.of_notebook(runner.run(nb))
    assert (row.points["rle"], row.points["delta"]) == (10, 0)
    assert any("ran longer than 2 s" in remark for remark in row.remarks)


def test_a_lab_that_nobody_handed_in_is_said(tmp_path):
    with pytest.raises(paths.UsageError, match="nobody handed in"):
        grade_class("compression", Places.below(tmp_path))


def test_a_broken_installation_is_the_graders_fault_and_gives_no_grade(
    rows, gradebook, places, monkeypatch
):
    hand_in(gradebook, "y-unlucky", with_rle(RIGHT_RLE))
    monkeypatch.setattr(
        Runner,
        "fork",
        lambda *arguments: (_ for _ in ()).throw(GraderFaultError("half an installation")),
    )
    outcome = next(
        o
        for o in grade_class("compression", places, progress=lambda line: None)
        if o.student == "y-unlucky"
    )
    assert "half an installation" in outcome.fault
    assert not places.autograded_notebook("y-unlucky", "compression").exists()
    assert "grader's fault" in table.class_table("compression", [outcome], places)[0].remarks[0]
    # nbgrader release_feedback ends where it finds no such files
    page = gradebook / "feedback" / "y-unlucky" / "compression"
    assert {"timestamp.txt", "submission_secret.txt"} <= {path.name for path in page.iterdir()}


def test_nothing_of_a_students_runs_in_the_feedback_page(rows, gradebook, places):
    nb = with_rle(
        "from IPython.display import HTML, display\ndisplay(HTML('<script>alert(1)</script>'))\n"
        + RIGHT_RLE
    )
    nb.cells.insert(
        1, nbformat.v4.new_markdown_cell("<img src=x onerror=alert(2)> [x](javascript:alert(3))")
    )
    hand_in(gradebook, "x-script", nb)
    grade_class("compression", places, progress=lambda line: None)
    page = feedback(gradebook, "x-script")
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page


def test_pages_made_by_several_processes_are_those_that_one_makes(
    rows, gradebook, places, monkeypatch
):
    folders = (gradebook / "feedback").iterdir()
    students = sorted({folder.name for folder in folders} - {"f-released"})[-2:]
    alone = {student: feedback(gradebook, student) for student in students}
    for student in students:
        (gradebook / "feedback" / student / "compression" / "compression.html").unlink()
    monkeypatch.setattr(pages, "MANY", 1)
    found = submissions.find(
        "compression", places.submitted, grading.nbgrader_config().CourseExecute
    )
    outcomes = [Graded(student) for student in students]
    pages.give_pages("compression", places, outcomes, found, 2, lambda told: None)
    assert [outcome.trouble for outcome in outcomes] == ["", ""]
    assert {student: feedback(gradebook, student) for student in students} == alone


def test_a_folder_called_as_a_pattern_has_its_own_page(rows, gradebook):
    page = gradebook / "feedback" / "[!y]*" / "compression" / "compression.html"
    assert rows["[!y]*"].score == 10 and "10.0 / 10.0" in page.read_text()


def test_half_a_page_is_made_again(rows, gradebook, places):
    page = gradebook / "feedback" / "f-released" / "compression" / "compression.html"
    whole = page.read_bytes()
    due = lambda: pages._is_due("compression", places, Graded("f-released"))
    assert not due()
    page.chmod(0o644)
    page.write_bytes(whole[: len(whole) // 2])
    try:
        assert due()
    finally:
        page.write_bytes(whole)


def test_a_page_that_takes_long_is_the_grade_alone(rows, gradebook, places, monkeypatch):
    path = places.autograded_notebook("z-right", "compression")
    graded = path.read_text()
    nb = nbformat.reads(graded, as_version=4)
    html = nbformat.v4.new_output("display_data", {"text/html": f"<td {'a=1 ' * 500_000}>"})
    nb.cells.append(nbformat.v4.new_code_cell("mine = 1", outputs=[html]))
    path.chmod(0o644)
    nbformat.write(nb, path)
    monkeypatch.setattr(pages, "MOST_SECONDS", 2.0)
    try:
        assert pages._make(places, "compression", "z-right") == ("", "it takes longer than 2 s")
    finally:
        path.write_text(graded)
    page = (gradebook / "feedback" / "z-right" / "compression" / "compression.html").read_text()
    assert "not on this page" in page and "mine = 1" not in page and "10.0 / 10.0" in page
    assert pages._make(places, "compression", "z-right") == ("", "")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_page_is_stopped_again_where_python_drops_what_is_raised(monkeypatch):
    class Ends:
        def __del__(self):
            while True:
                pass

    def takes_long(*asked):
        Ends()
        while True:
            pass

    monkeypatch.setattr(pages, "make_page", takes_long)
    monkeypatch.setattr(pages, "_nbgrader", lambda places: None)
    monkeypatch.setattr(pages, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(pages, "AGAIN_SECONDS", 0.1)
    assert pages._tried(None, "compression", "z", short=False) == "it takes longer than 0.1 s"


def test_a_page_that_cannot_be_written_stops_nobody_elses(rows, gradebook, places, monkeypatch):
    students = ["f-released", "z-right"]

    def refuses(submission, folder, always):
        if submission.student == students[0]:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pages, "for_the_exchange", refuses)
    found = submissions.find(
        "compression", places.submitted, grading.nbgrader_config().CourseExecute
    )
    outcomes = [Graded(student) for student in (*students, "nobody-graded")]
    found.append(dataclasses.replace(found[0], student="nobody-graded"))
    pages.give_pages("compression", places, outcomes, found, 1, lambda told: None)
    assert "Permission denied" in outcomes[0].no_page
    assert outcomes[1].trouble == ""
    assert "no notebook in" in outcomes[2].no_page
    row = table.class_table("compression", outcomes[:1], places)[0]
    assert row.points and "NO PAGE (the grade stands" in row.remarks[0]
