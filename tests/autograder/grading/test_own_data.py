"""Each student's hidden tests with data of their own: they differ, the verdict does not, and the
work stays within a band."""

from __future__ import annotations

import nbformat

from autograder import paths
from autograder.checking import skeleton_with_tests
from autograder.execution.runner import Runner, Settings
from autograder.grading import classes as grading
from autograder.grading import submissions
from autograder.grading.classes import grade_class
from autograder.quality.attack_corpus import reference
from autograder.reports.table import of_notebook
from conftest import RIGHT_RLE, hand_in, released, set_cell

BAND = 1.5  # times the least work of a student's: what another's may be


def test_the_seed_is_one_of_course_lab_and_student():
    def seed(lab: str, student: str, **chosen: object) -> str:
        return submissions.seed_of(lab, student, chosen)

    assert seed("rle", "ann") == ""
    assert seed("rle", "ann", course_seed="x") == seed("rle", "bob", course_seed="x") == "x"
    own = [
        seed(lab, student, course_seed=course, per_student=True)
        for course in ("", "x")
        for lab in ("rle", "dictionary")
        for student in ("ann", "bob")
    ]
    assert len(set(own)) == len(own)


def draws(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The graded cell of exercise 1 says what its data would be."""
    return set_cell(
        nb,
        "rle-checks",
        "import os\nfrom warehouse.checks import generator, kept\n"
        "print(generator('rle').integers(0, 2**40), kept(lambda: generator('rle', 'kept').integers(0, 2**40), 'a number'))\n0",
    )


def drawn(nb: nbformat.NotebookNode) -> str:
    return next(cell for cell in nb.cells if cell["id"] == "rle-checks").outputs[0].text


def test_data_grow_from_the_seed_and_are_kept_for_nobody_else():
    def first_cells() -> nbformat.NotebookNode:
        nb = draws(skeleton_with_tests("compression"))
        nb.cells = [cell for cell in nb.cells if cell["id"] in ("setup", "rle", "rle-checks")]
        return nb

    with Runner("compression", Settings(own_data=True)) as runner:
        ann, bob, again = (
            drawn(runner.run(first_cells(), seed)) for seed in ("x/ann", "x/bob", "x/ann")
        )
    assert ann == again
    assert not set(ann.split()) & set(bob.split())
    with Runner("compression", Settings()) as runner:
        public, course = (drawn(runner.run(first_cells(), seed)) for seed in ("", "x/ann"))
    assert course.split()[0] == ann.split()[0] != public.split()[0]


def test_a_class_is_graded_on_data_of_their_own(gradebook, places, monkeypatch):
    plain = paths.nbgrader_config

    def config():
        loaded = plain()
        loaded.CourseExecute.per_student = True
        return loaded

    monkeypatch.setattr(grading, "nbgrader_config", config)
    seeds: dict[str, str] = {}
    run = Runner.run

    def noted(self, nb, seed=""):
        assert self.settings.own_data
        seeds[seed] = nb.metadata[submissions.KEY]
        return run(self, nb, seed)

    monkeypatch.setattr(Runner, "run", noted)
    for student in ("ann", "bob"):
        hand_in(gradebook, student, set_cell(released(), "rle", RIGHT_RLE))
    grade_class("compression", places, progress=lambda line: None)
    assert sorted(seeds) == ["public/compression/ann", "public/compression/bob"]
    monkeypatch.setattr(grading, "nbgrader_config", plain)
    outcomes = grade_class("compression", places, progress=lambda line: None)
    # another seed is a reason to grade again
    assert not any(outcome.earlier for outcome in outcomes)


COUNTING = """
from warehouse.checks import host
if hasattr(host.current(), "end"):  # in the test process
    asked, ask = [0], host.current().end.ask
    def counting(request, values=()):
        asked[0] += len(values[0]) if request[0] == "each" else 1
        return ask(request, values)
    host.current().end.ask = counting
"""


def counted(lab: str) -> nbformat.NotebookNode:
    """The reference's notebook, with a last graded cell that says how often the tests asked the
    student's process."""
    nb = skeleton_with_tests(lab)
    for exercise, code in reference(lab).items():
        set_cell(nb, exercise, code)
    setup = next(cell for cell in nb.cells if cell["id"] == "setup")
    setup.source += "\n" + COUNTING
    last = nbformat.v4.new_code_cell("print(asked[0])\n0", id="asked")
    last.metadata["nbgrader"] = {
        "grade": True,
        "grade_id": "asked",
        "locked": True,
        "points": 1,
        "solution": False,
    }
    nb.cells.append(last)
    return nb


def test_everybodys_tests_ask_for_about_as_much_work():
    """Counted in calls of the student's code, which no load on the machine changes; and the
    reference earns all points."""
    lab, asked = "managed_storage", []
    with Runner(lab, Settings(own_data=True)) as runner:
        for student in ("ann", "bob", "cyn"):
            nb = runner.run(counted(lab), f"autumn/{lab}/{student}")
            asked.append(int(nb.cells.pop().outputs[0].text))
            row = of_notebook(nb)
            assert row.score == sum(row.most.values()), (student, row.points)
    assert max(asked) <= BAND * min(asked)
