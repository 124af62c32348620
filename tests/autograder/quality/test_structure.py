"""Every fault of a notebook's structure is named, with its fix, and nothing else is; ids survive an edit
as text."""

from __future__ import annotations

from functools import partial

import jupytext
import nbformat
import pytest

from autograder import checking, paths
from autograder.grading import classes
from autograder.grading.places import Places
from autograder.paths import UsageError
from autograder.quality import cell_ids, corpus, structure

LAB = "zone_maps"


@pytest.fixture
def notebook():
    return structure.read(LAB)


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell["id"] == name)


def marks(notebook, name):
    return cell(notebook, name).metadata.nbgrader


def replace(notebook, name, old, new):
    of = cell(notebook, name)
    assert old in of.source
    of.source = of.source.replace(old, new, 1)


def remove(notebook, name):
    notebook.cells.remove(cell(notebook, name))


def store_output(notebook, name):
    cell(notebook, name).outputs = [nbformat.v4.new_output("stream", text="stored")]


def add(notebook, name, line):
    cell(notebook, name).source += f"\n{line}"


FAULTS = {
    "a random id": (
        lambda nb: cell(nb, "scan").update(id="1a2b3c4d"),
        "run 'python -m autograder ids zone_maps'",
    ),
    "an id of JupyterLab's": (
        lambda nb: cell(nb, "scan-task").update(id="d9428888-122b-11e1-b85c-61cd3cbb3210"),
        "run 'python -m autograder ids zone_maps'",
    ),
    "a word that is another's": (
        lambda nb: cell(nb, "scan").update(id="skim"),
        "run 'python -m autograder ids zone_maps'",
    ),
    "one grade_id twice": (
        lambda nb: marks(nb, "scan-examples").update(grade_id="may_match-examples"),
        "give each one of its own",
    ),
    "no task": (lambda nb: remove(nb, "scan-task"), "exercise scan lacks scan-task"),
    "no examples": (lambda nb: remove(nb, "scan-examples"), "scan lacks scan-examples"),
    "no checks": (lambda nb: remove(nb, "scan-checks"), "scan lacks scan-checks"),
    "no solution": (lambda nb: remove(nb, "scan"), "exercise scan lacks scan:"),
    "no view": (lambda nb: remove(nb, "scan-view"), "exercise scan lacks scan-view"),
    "another order": (
        lambda nb: nb.cells.append(nb.cells.pop(nb.cells.index(cell(nb, "scan-view")) - 1)),
        "put its cells into the order",
    ),
    "a mark that cannot be read": (
        lambda nb: replace(nb, "scan-task", "**By hand.**", "**By hand.** <!-- must: no-way -->"),
        "scan-task has the mark <!-- must: no-way -->",
    ),
    "a task without an example": (
        lambda nb: replace(nb, "scan-task", "**By hand.**", "**Example.**"),
        "scan-task lacks **By hand.**",
    ),
    "a view that is run for grading": (
        lambda nb: cell(nb, "scan-view").metadata.pop("tags"),
        "with the tag skip-execution",
    ),
    "a solution that is locked": (
        lambda nb: marks(nb, "scan").update(locked=True),
        "scan must be a solution cell",
    ),
    "checks that are not locked": (
        lambda nb: marks(nb, "scan-checks").update(locked=False),
        "scan-checks must be graded and locked",
    ),
    "examples with points": (
        lambda nb: marks(nb, "scan-examples").update(points=2),
        "examples have 0",
    ),
    "checks without points": (
        lambda nb: marks(nb, "scan-checks").update(points=0),
        "scan-checks is worth no points",
    ),
    "a comment with other points": (
        lambda nb: replace(nb, "scan-checks", "(25 points)", "(24 points)"),
        "must begin with '# Exercise 3, graded checks (25 points)'",
    ),
    "a comment with another number": (
        lambda nb: replace(nb, "scan-checks", "# Exercise 3", "# Exercise 4"),
        "must begin with '# Exercise 3, graded checks (25 points)'",
    ),
    "checks with other points": (
        lambda nb: replace(nb, "compound_sort-checks", "points=", "points=1 + "),
        None,  # no constant: it cannot be seen without running the cell
    ),
    "a check that is worth more": (
        lambda nb: replace(nb, "compound_sort-checks", "points=", "points=3"),
        "its metadata say 10",
    ),
    "checks that are released": (
        lambda nb: replace(nb, "scan-checks", "### BEGIN HIDDEN TESTS", "# here they begin"),
        "0 and 1 times",
    ),
    "a solution that is released": (
        lambda nb: add(nb, "scan", "\n\ndef helper():\n    return 1"),
        "helper would be released as it is",
    ),
    "a region without an end": (
        lambda nb: replace(nb, "scan", "### END SOLUTION", ""),
        "needs its ### END SOLUTION",
    ),
    "a solution that is no Python": (
        lambda nb: add(nb, "scan", "def"),
        "scan is not Python",
    ),
    "a name typed wrong": (
        lambda nb: replace(nb, "scan-checks", '"scan"', '"scans"'),
        "scan-checks: say Exercise('scan', 'zone_maps', ...)",
    ),
    "an output": (
        lambda nb: store_output(nb, "scan-view"),
        "jupyter nbconvert --clear-output --inplace solutions/zone_maps/zone_maps.ipynb",
    ),
    "a number of a run": (
        lambda nb: cell(nb, "scan-view").update(execution_count=3),
        "outputs are stored in 1 cells",
    ),
    "an import of another lab's": (
        lambda nb: add(nb, "setup", "from warehouse.compression import records"),
        "setup imports warehouse.compression",
    ),
    "an import of the grader": (
        lambda nb: add(nb, "scan-view", "import autograder.paths"),
        "knows nothing of the grader",
    ),
    "helpers where a student sees them": (
        lambda nb: add(nb, "scan-examples", "from solutions.zone_maps import checks"),
        "graded cells (-checks) alone import them",
    ),
    "another lab's helpers": (
        lambda nb: add(nb, "scan-checks", "from solutions.compression import checks"),
        "hidden helpers lie in solutions.zone_maps.checks",
    ),
    "its own helpers": (
        lambda nb: add(nb, "scan-checks", "from solutions.zone_maps.checks import oracle"),
        None,
    ),
    "a first cell that does more": (
        lambda nb: marks(nb, "setup").update(locked=False),
        "the first code cell must be 'setup'",
    ),
    "too few exercises": (
        lambda nb: [remove(nb, name + part) for name in ("scan", "z_order") for part in structure.PARTS],
        "it has 4 exercises, 5 to 8 make a lab",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_named_with_its_fix(what, notebook):
    spoil, said = FAULTS[what]
    spoil(notebook)
    found = structure.faults(notebook, LAB)
    assert (
        (any(said in fault for fault in found), "\n" in "".join(found)) == (True, False)
        if said
        else found == []
    )


def test_an_exercise_without_answers_is_a_fault(notebook, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path)
    found = structure.faults(notebook, LAB)
    assert sum("has no answers that test its checks" in fault for fault in found) == 6


def test_a_draft_may_lack_exercises_and_points_and_nothing_else(notebook):
    notebook.cells[0].metadata["tags"] = ["draft"]
    assert structure.faults(notebook, LAB) == []
    assert "take the tag 'draft' off" in structure.remarks(notebook, LAB)[0]
    for part in structure.PARTS:
        remove(notebook, f"append_and_vacuum{part}")
        remove(notebook, f"z_order{part}")
    assert structure.faults(notebook, LAB) == []
    assert [remark.split(" (")[0] for remark in structure.remarks(notebook, LAB)] == [
        "zone_maps is a draft: it has 4 exercises, 5 to 8 make a lab",
        "zone_maps is a draft: its exercises are worth 70 points in all, not 100",
    ]
    cell(notebook, "scan")["id"] = "1a2b3c4d"
    assert len(structure.faults(notebook, LAB)) == 1


def test_a_short_lab_says_so_and_has_three_or_four_exercises(notebook):
    notebook.cells[0].metadata["tags"] = ["short"]
    (fault,) = structure.faults(notebook, LAB)
    assert "it has 6 exercises, 3 to 4 make a lab" in fault
    for name in ("scan", "z_order"):
        for part in structure.PARTS:
            remove(notebook, name + part)
    assert not any("make a lab" in fault for fault in structure.faults(notebook, LAB))


@pytest.mark.parametrize("name", ["my-lab", "class", "2nd", "Zone", "a.b"])
def test_a_lab_is_called_as_a_package_can_be(name, notebook):
    assert any("cannot be a lab's name" in fault for fault in structure.faults(notebook, name))


@pytest.mark.parametrize("lab", paths.labs())
def test_ids_come_back_after_an_edit_as_text(lab):
    """What jupytext makes of a notebook whose cells are all new to it has random ids."""
    notebook = structure.read(lab)
    text = jupytext.writes(notebook, fmt="py:percent")
    edited = jupytext.reads(text, fmt="py:percent")
    cell_ids.set_ids(edited)
    assert structure.faults(edited, lab) == []
    of_text = [cell["id"] for cell in edited.cells if not cell.metadata.get("nbgrader")]
    assert [name for name in of_text if name.endswith(("-task", "-view"))] == [
        cell["id"]
        for cell in notebook.cells
        if cell["id"].endswith(("-task", "-view")) and cell["id"] in of_text
    ]


def test_ids_that_are_words_stay(notebook):
    before = [cell["id"] for cell in notebook.cells]
    notebook.cells.insert(3, nbformat.v4.new_markdown_cell("A note."))
    notebook.cells.insert(4, nbformat.v4.new_markdown_cell("Another."))
    cell_ids.set_ids(notebook)
    after = [cell["id"] for cell in notebook.cells]
    assert after[3:5] == ["notes", "notes-2"]
    assert after[:3] + after[5:] == before


@pytest.fixture
def spoilt(tmp_path, monkeypatch):
    """A lab ``spoilt`` in a folder of its own, whose notebook has random ids."""
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path)
    notebook = structure.nbformat.from_dict(nbformat.v4.new_notebook())
    notebook.cells = [nbformat.v4.new_markdown_cell("# A lab"), nbformat.v4.new_code_cell("1")]
    (tmp_path / "spoilt").mkdir()
    nbformat.write(notebook, tmp_path / "spoilt" / "spoilt.ipynb")
    return "spoilt"


def test_nothing_is_run_of_a_notebook_with_faults(spoilt, monkeypatch):
    monkeypatch.setattr(corpus, "ProcessPoolExecutor", None)
    monkeypatch.setattr(classes, "api", None)
    for command in (corpus.run, corpus.compare, partial(classes.release, places=Places())):
        with pytest.raises(UsageError, match="solutions/spoilt has 4 faults(.|\n)*ids spoilt"):
            command(spoilt)


def test_check_refuses_its_authors_source_and_not_a_students(tmp_path, spoilt, monkeypatch):
    monkeypatch.setattr(checking, "SOLUTIONS", tmp_path)
    with pytest.raises(UsageError, match="solutions/spoilt has 4 faults"):
        checking.check(*paths.lab_at(tmp_path / "spoilt"))


@pytest.mark.parametrize("name", ["nolab", "warehouse", "../labs", ".", "a-b", ""])
def test_release_refuses_what_is_no_lab(name, monkeypatch):
    monkeypatch.setattr(classes, "api", None)
    with pytest.raises(UsageError, match="the labs are: "):
        classes.release(name, Places())
