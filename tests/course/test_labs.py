"""Every lab as a student meets it: labs/ is what solutions/ generates, nothing hidden is in it,
every exercise is whole."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from nbclient import NotebookClient

from autograder import paths
from autograder.grading import classes as grading
from autograder.quality import answer_files, sampling, structure
from conftest import sample_seed

LABS = paths.labs()
#: Labs whose whole source notebook is run, others every day; one lab's own tests run it always.
RUN = LABS if sample_seed() == sampling.EACH else sampling.some(LABS, 4, sample_seed())


def source(lab):
    return nbformat.read(paths.source_notebook(lab), as_version=4)


def released(lab):
    return nbformat.read(paths.released_notebook(lab), as_version=4)


def code_cells(nb):
    return {cell["id"]: cell for cell in nb.cells if cell.cell_type == "code"}


@pytest.mark.parametrize("lab", LABS)
def test_labs_is_what_solutions_generates(lab, gradebook, places):
    grading.release(
        lab, places, release_directory=str((gradebook / "fresh").relative_to(paths.ROOT))
    )
    fresh = gradebook / "fresh" / lab
    committed = paths.LABS / lab
    names = {path.name for path in committed.iterdir() if not path.name.startswith(".")}
    assert names == {path.name for path in fresh.iterdir() if not path.name.startswith(".")}
    for name in names:
        assert (fresh / name).read_text() == (committed / name).read_text(), (
            f"run: python -m autograder release {lab}"
        )


@pytest.mark.parametrize("lab", LABS)
def test_a_notebook_has_no_faults(lab):
    """Cells, ids, points, marks, imports: ``structure`` says what a fault is."""
    assert structure.faults(source(lab), lab) == []


@pytest.mark.parametrize("lab", LABS)
def test_nothing_hidden_is_released(lab):
    text = json.dumps(released(lab))
    for mark in ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN"):
        assert mark not in text
    hidden = [cell.source for cell in source(lab).cells if cell["id"].endswith("-checks")]
    lines = {
        line.strip()
        for cell in hidden
        for line in cell.splitlines()
        if line.strip().startswith("@exercise.")
    }
    visible = {line.strip() for cell in released(lab).cells for line in cell.source.splitlines()}
    assert not lines & visible


@pytest.mark.parametrize("lab", LABS)
def test_what_is_released_is_a_stub_without_outputs(lab):
    cells = code_cells(released(lab))
    for name in structure.exercises(source(lab)):
        assert "raise NotImplementedError" in cells[name].source
        assert answer_files.stub_names(lab, name), f"{lab}/{name}: the stub shows no signature"
    assert all(not cell.outputs and cell.execution_count is None for cell in cells.values())


@pytest.mark.parametrize("lab", LABS)
def test_the_sections_that_checks_name_are_in_the_chapter(lab):
    (chapter,) = paths.BOOK.glob(f"*/{lab}.md")
    headings = set(re.findall(r"^#+ (.+?)\s*$", chapter.read_text(), flags=re.MULTILINE))
    named = set(
        re.findall(r'section="([^"]+)"', "\n".join(cell.source for cell in source(lab).cells))
    )
    assert named
    assert named <= headings


@pytest.mark.parametrize("lab", RUN)
def test_the_reference_earns_every_point_and_its_views_draw(lab):
    """Plain nbclient, no grader in between: what an author sees who runs the source notebook from
    top to bottom."""
    nb = source(lab)
    for cell in nb.cells:
        cell.metadata.pop("tags", None)
    NotebookClient(nb, timeout=180, kernel_name="python3", shutdown_kernel="immediate").execute()
    for cell in nb.cells:
        if cell["id"].endswith("-checks"):
            result = next(o for o in cell.outputs if o.output_type == "execute_result")
            assert float(result.data["text/plain"]) == cell.metadata.nbgrader.points, (
                f"{lab}: {cell['id']}"
            )
        if cell["id"].endswith("-view"):
            assert any(
                "application/vnd.jupyter.widget-view+json" in o.get("data", {})
                or "text/html" in o.get("data", {})
                or "image/svg+xml" in o.get("data", {})
                for o in cell.outputs
            ), f"{lab}: {cell['id']} shows nothing"
            assert "cannot be shown" not in json.dumps(nb.metadata.get("widgets", {}))
