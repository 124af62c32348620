"""The instructor's page, from notebooks made here: what is counted, what is undefined, what must
not get through."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbgrader.api import Gradebook

from autograder.grading.places import Places
from autograder.paths import UsageError
from autograder.reports import hints, items, records, report
from warehouse.checks import MIME
from warehouse.checks.outcomes import Outcome, Result

P, N, W, E, L = (
    Outcome.PASSED,
    Outcome.NOT_STARTED,
    Outcome.WRONG,
    Outcome.ERROR,
    Outcome.OVER_LIMIT,
)
LAB = "compression"
CHECKS = {"rle": [("empty", 1), ("bits", 4)], "delta": [("wide", 5)]}


def executed(
    outcomes: dict[str, list[Outcome]],
    sources: dict[str, str] | None = None,
    notes: list[str] | None = None,
):
    """An autograded notebook of two exercises and three checks with these outcomes."""
    cells = []
    for exercise, checks in CHECKS.items():
        answer = nbformat.v4.new_code_cell((sources or {}).get(exercise, "pass"))
        answer.metadata["nbgrader"] = {
            "grade_id": exercise,
            "solution": True,
            "grade": False,
            "locked": False,
        }
        results = [
            Result(
                name,
                f"the title of {name}",
                points,
                outcome,
                "" if outcome is P else f"{outcome.value} in line {len(cells)}",
            )
            for (name, points), outcome in zip(checks, outcomes[exercise])
        ]
        data = {
            "lab": LAB,
            "exercise": exercise,
            "section": "",
            "checks": [result.as_data() for result in results],
        }
        cell = nbformat.v4.new_code_cell("...")
        total = sum(result.earned for result in results)
        cell.outputs = [
            nbformat.v4.new_output("execute_result", {MIME: data, "text/plain": str(total)})
        ]
        cell.metadata["nbgrader"] = {
            "grade_id": f"{exercise}-checks", "grade": True, "solution": False, "locked": True, "points": 5,
        }  # fmt: skip
        cells += [answer, cell]
    return nbformat.v4.new_notebook(cells=cells, metadata={"course_notes": notes or []})


@pytest.fixture
def places(tmp_path) -> Places:
    found = Places.below(tmp_path)
    found.submitted.mkdir()
    found.autograded.mkdir()
    return found


def put(places: Places, student: str, nb: nbformat.NotebookNode | str) -> None:
    for root in (places.submitted, places.autograded):
        (root / student / LAB).mkdir(parents=True)
    (places.autograded / student / LAB / f"{LAB}.ipynb").write_text(
        nb if isinstance(nb, str) else json.dumps(nb)
    )


ALL = {"rle": [P, P], "delta": [P]}
NONE = {"rle": [N, N], "delta": [N]}


def the_page(places: Places, tmp_path: Path, **more) -> str:
    return report.make(LAB, tmp_path / "out" / "page.html", places=places, **more).read_text()


def check(found: records.Report, name: str) -> records.Check:
    return next(one for one in found.checks if one.name == name)


def test_counts_of_a_small_class(places):
    put(places, "ada", executed(ALL))
    put(places, "bob", executed({"rle": [P, W], "delta": [L]}))
    put(places, "cleo", executed({"rle": [P, W], "delta": [N]}))
    put(places, "dan", executed(NONE))
    found = report.collect(LAB, places=places)
    assert found.finals == [10, 1, 1, 0]
    assert found.most == 10
    bits = check(found, "bits")
    assert (bits.started, bits.caught, bits.share, bits.difficulty) == (
        3,
        2,
        pytest.approx(2 / 3),
        0.25,
    )
    assert (bits.message, bits.times) == ("wrong in line 0", 2)
    assert found.checks[0].name == "bits", "those that catch most stand first"
    rle = found.exercises[0]
    assert rle.shares == {
        "passed": 7 / 20, "wrong": 8 / 20, "error": 0, "over a limit": 0, "grader's fault": 0, "not started": 5 / 20,
    }  # fmt: skip
    assert (rle.mean, rle.full, rle.untouched) == (1.75, 1, 1)


def test_discrimination_is_the_correlation_with_the_rest_of_the_score(places):
    generator = np.random.default_rng(5)
    passed = generator.random((30, 3)) < 0.6
    for number, (a, b, c) in enumerate(passed):
        put(
            places,
            f"s{number:02}",
            executed({"rle": [P if a else W, P if b else E], "delta": [P if c else W]}),
        )
    found = check(report.collect(LAB, places=places), "bits")
    assert found.discrimination == pytest.approx(
        np.corrcoef(passed[:, 1], passed[:, 0] + 5 * passed[:, 2])[0, 1]
    )


def test_an_exercise_is_an_item(places, tmp_path, monkeypatch):
    wrong = {"about": "Bits are bytes.", "hint": "", "fails": {"bits": "wrong"}}
    other = {"about": "It breaks.", "hint": "", "fails": {"empty": "wrong"}}
    corpus = {"rle": {"answers": {"wrong_bits": wrong, "wrong_empty": other}}}
    monkeypatch.setattr(hints, "_matrix", lambda lab: corpus if lab == LAB else {})
    for number in range(12):
        rle = [P, P] if number < 6 else [P, W] if number < 10 else [W, P] if number < 11 else [N, N]
        nb = executed({"rle": rle, "delta": [P if number % 3 else W]})
        nb.cells[1].outputs[0]["data"][MIME].update(lab="../another", exercise="delta")
        put(places, f"s{number:02}", nb)
    rle, delta = report.collect(LAB, places=places).items
    assert (rle.exercise, rle.started, rle.solved, rle.share) == ("rle", 11, 6, 6 / 11)
    assert (rle.worst.name, rle.worst.caught) == ("bits", 4)
    assert (rle.thinks, rle.times) == ("Bits are bytes.", 4)
    points, rest = [5] * 6 + [1] * 4 + [4], [5 * bool(n % 3) for n in range(11)]
    assert rle.discrimination == pytest.approx(np.corrcoef(points, rest)[0, 1])
    assert (delta.started, delta.solved, delta.thinks) == (12, 8, "")
    page = the_page(places, tmp_path)
    assert "Bits are bytes." in page and "(4 of 5)" in page and "<b>55 %</b>" in page


def test_discrimination_is_undefined_where_all_are_equal_or_few(places, tmp_path):
    for number in range(12):
        put(places, f"s{number:02}", executed(ALL))
    page = the_page(places, tmp_path)
    assert {one.discrimination for one in report.collect(LAB, places=places).checks} == {None}
    assert "–" in page and "nan" not in page
    assert items.correlation(np.array([0.0, 1.0]), np.array([1.0, 2.0])) is None


def test_those_who_did_not_start_do_not_count_as_caught(places):
    put(places, "ada", executed(NONE))
    found = report.collect(LAB, places=places)
    assert [(one.started, one.caught, one.share) for one in found.checks] == [(0, 0, 0)] * 3


def test_one_message_with_other_numbers_counts_as_one(places):
    for number, outcome in enumerate((W, W, E)):
        nb = executed({"rle": [P, outcome], "delta": [P]})
        data = nb.cells[1].outputs[0]["data"][MIME]["checks"][1]
        data["message"] = f"row {number} of 10 differs" if outcome is W else "IndexError"
        put(places, f"s{number}", nb)
    bits = check(report.collect(LAB, places=places), "bits")
    assert (bits.message, bits.times, bits.caught) == ("row 0 of 10 differs", 2, 3)


def test_nobody_graded(places, tmp_path):
    (places.submitted / "ada" / LAB).mkdir(parents=True)
    page = the_page(places, tmp_path, not_graded={"bob": "GraderFault: no data"})
    assert report.NO_NOTEBOOK in page and "GraderFault: no data" in page
    assert "Nobody is graded yet" in page


def test_nobody_at_all(places):
    with pytest.raises(UsageError, match="nobody handed in"):
        report.collect(LAB, places=places)


def test_one_student(places, tmp_path):
    put(places, "ada", executed(ALL))
    page = the_page(places, tmp_path)
    assert "Everybody who handed in has a grade" in page
    assert "No pair among 0 submissions" in page


def test_damaged_and_forged_notebooks_cost_only_themselves(places):
    put(places, "ada", executed(ALL))
    put(places, "broken", "{")
    put(places, "empty", nbformat.v4.new_notebook())
    forged = executed(ALL)
    forged.cells[1].outputs[0]["data"][MIME]["checks"][0]["earned"] = 1e9
    put(places, "forger", forged)
    found = report.collect(LAB, places=places)
    assert [student.row.student for student in found.students] == ["ada"]
    assert list(found.not_graded) == ["broken", "empty", "forger"]


def test_a_named_fault_goes_before_an_old_notebook(places):
    put(places, "ada", executed(ALL))
    found = report.collect(LAB, {"ada": "the sandbox died"}, places=places)
    assert found.students == [] and found.not_graded == {"ada": "the sandbox died"}


def test_a_cell_without_results_counts_as_its_ending(places):
    nb = executed(ALL)
    nb.cells[3].outputs = [
        nbformat.v4.new_output(
            "error", ename="OverLimit", evalue="the cell ran longer", traceback=[]
        )
    ]
    put(places, "ada", nb)
    found = report.collect(LAB, places=places)
    assert found.exercises[1].shares["over a limit"] == 1
    assert any("ran longer" in remark for remark in found.students[0].row.remarks)


def test_points_by_hand_and_for_lateness(places, tmp_path):
    put(places, "ada", executed({"rle": [P, W], "delta": [P]}))
    with Gradebook(f"sqlite:///{places.gradebook}", "warehouse") as gradebook:
        gradebook.add_assignment(LAB)
        gradebook.add_notebook(LAB, LAB)
        gradebook.add_grade_cell("rle-checks", LAB, LAB, max_score=5, cell_type="code")
        gradebook.add_grade_cell("delta-checks", LAB, LAB, max_score=5, cell_type="code")
        gradebook.add_student("ada")
        notebook = gradebook.add_submission(LAB, "ada").notebooks[0]
        gradebook.find_grade("rle-checks", LAB, LAB, "ada").manual_score = 4
        gradebook.find_grade("delta-checks", LAB, LAB, "ada").auto_score = 5
        notebook.late_submission_penalty = 2
        gradebook.db.commit()
    found = report.collect(LAB, places=places)
    assert found.finals == [7]
    assert found.students[0].by_hand == 3
    page = the_page(places, tmp_path)
    assert ">+3<" in page and ">−2<" in page


def test_near_identical_submissions_stand_on_the_page_as_pairs(places, tmp_path):
    lines = [f"    a{i} = np.unique(x, {i}) + np.diff(y, {i})[{i}:]" for i in range(30)]
    source = "def f(x):\n" + "\n".join(lines)
    put(places, "ada", executed(ALL, {"rle": source}))
    put(places, "bob", executed(ALL, {"rle": re.sub(r"\ba(\d)", r"other\1", source)}))
    put(places, "cleo", executed(ALL, {"rle": "def f(x):\n    return np.cumsum(x)"}))
    page = the_page(places, tmp_path)
    assert "<b>ada</b> and <b>bob</b>: 100 % alike in rle" in page
    assert "never a verdict" in page
    assert "<b>cleo</b>" not in page


def test_hostile_texts_are_escaped(places, tmp_path):
    bad = "<script>alert(1)</script>"
    nb = executed({"rle": [P, W], "delta": [P]}, {"rle": bad}, [f"{bad}&\ud800"])
    data = nb.cells[1].outputs[0]["data"][MIME]["checks"][1]
    data["message"] = data["title"] = f'"><img src=x onerror=alert(1)>{bad}'
    put(places, "<script>alert(1)<", nb)
    page = the_page(places, tmp_path, not_graded={bad: bad})
    assert "<script>alert" not in page and "<img" not in page
    assert page.count("<script>") == 1


class _Tags(HTMLParser):
    """Open tags, and every address and number of columns met."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses, self.rows = [], [], []

    def handle_starttag(self, tag, attrs):
        self.addresses += [
            value for name, value in attrs if name in ("src", "href", "data", "action")
        ]
        if tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th"):
            self.rows[-1] += 1
        if tag not in ("meta", "br", "hr", "img", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_nothing_of_another_host(places, tmp_path):
    for number in range(12):
        put(
            places,
            f"s{number:02}",
            executed(ALL if number % 2 else {"rle": [P, W], "delta": [N]}, notes=["a note"]),
        )
    (places.submitted / "late-one" / LAB).mkdir(parents=True)
    page = the_page(places, tmp_path)
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    assert all(address.startswith("#") for address in tags.addresses)
    assert {address[1:] for address in tags.addresses} <= set(re.findall(r'id="([\w-]+)"', page))
    assert re.findall(r"url\(|@import|https?:", page) == []
    assert set(tags.rows) == {5, 7, 2, 4}, (
        "items, checks, not graded, everybody: every row as wide as its head"
    )


def test_the_page_has_a_home_of_its_own(places, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "REPORTS", tmp_path / "reports")
    put(places, "ada", executed(ALL))
    assert report.make(LAB, places=places) == tmp_path / "reports" / f"{LAB}.html"
