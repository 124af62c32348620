"""Submissions as they come: whatever was done to a notebook's structure, the answers in it are found."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograder import repair
from autograder.paths import released_notebook
from conftest import RIGHT_RLE, released, set_cell


@pytest.fixture
def skeleton():
    return nbformat.read(released_notebook("compression"), as_version=4)


def rebuilt(cells, skeleton):
    nb, notes = repair.rebuild(cells, skeleton)
    nbformat.validate(nb)
    return nb, notes


def source(nb, cell_id):
    return next(cell.source for cell in nb.cells if cell["id"] == cell_id)


def answered():
    return set_cell(released(), "rle", RIGHT_RLE)


def test_an_untouched_structure_gives_no_notes(skeleton):
    nb, notes = rebuilt(answered().cells, skeleton)
    assert notes == []
    assert source(nb, "rle") == RIGHT_RLE
    assert [c["id"] for c in nb.cells] == [c["id"] for c in skeleton.cells]


def test_locked_cells_are_the_courses_own(skeleton):
    mine = set_cell(answered(), "rle-examples", "print('all examples pass')")
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle-examples") == source(skeleton, "rle-examples")
    assert any("rle-examples was changed" in note for note in notes)


def test_deleted_test_cells_come_back(skeleton):
    mine = [cell for cell in answered().cells if not cell["id"].endswith(("-checks", "-examples"))]
    nb, notes = rebuilt(mine, skeleton)
    assert [c["id"] for c in nb.cells] == [c["id"] for c in skeleton.cells]
    assert any("rle-checks was missing" in note for note in notes)


def test_a_retyped_answer_is_read_as_code(skeleton):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    markdown = nbformat.v4.new_markdown_cell(RIGHT_RLE, metadata=mine.cells[at].metadata)
    mine.cells[at] = markdown
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    assert any("not a code cell" in note for note in notes)


def test_an_answer_without_its_mark_is_found_by_the_names_it_defines(skeleton):
    mine = answered()
    cell = next(cell for cell in mine.cells if cell["id"] == "rle")
    cell.metadata.pop("nbgrader")
    cell["id"] = "something-else"
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    assert sum(cell.source == RIGHT_RLE for cell in nb.cells) == 1
    assert any("found by the names" in note for note in notes)


def test_a_split_answer_is_put_together(skeleton):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    first, second = RIGHT_RLE.split("\n\n\n")
    mine.cells[at].source = first
    mine.cells.insert(at + 1, nbformat.v4.new_code_cell(second, metadata=mine.cells[at].metadata))
    nb, notes = rebuilt(mine.cells, skeleton)
    assert repair.defined_names(source(nb, "rle")) == {"rle_encode", "rle_decode"}
    assert any("there 2 times" in note for note in notes)


def test_a_copied_stub_does_not_hide_the_answer(skeleton):
    mine = answered()
    stub = next(cell for cell in skeleton.cells if cell["id"] == "rle")
    mine.cells.append(nbformat.from_dict(dict(stub)))
    nb, _ = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE


def test_helpers_that_the_student_added_stay_in_their_place(skeleton):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    mine.cells.insert(at, nbformat.v4.new_code_cell("def helper():\n    return 1"))
    nb, notes = rebuilt(mine.cells, skeleton)
    ids = [cell["id"] for cell in nb.cells]
    helper = next(i for i, cell in enumerate(nb.cells) if "def helper" in cell.source)
    assert helper < ids.index("rle")
    assert notes == []


def test_a_deleted_answer_counts_as_not_started(skeleton):
    mine = [cell for cell in answered().cells if cell["id"] != "rle"]
    nb, notes = rebuilt(mine, skeleton)
    assert "NotImplementedError" in source(nb, "rle")
    assert any("answer cell rle was missing" in note for note in notes)


def test_an_empty_notebook_is_the_skeleton(skeleton):
    nb, _ = rebuilt([], skeleton)
    assert [cell.source for cell in nb.cells] == [cell.source for cell in skeleton.cells]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "not JSON"),
        ("PK\x03\x04 a zip file", "not JSON"),
        ("[1, 2]", "not a notebook"),
        ("{}", "no cells"),
        ('{"cells": 3}', "no cells"),
    ],
)
def test_files_that_are_no_notebooks_give_the_reason(tmp_path, skeleton, content, words):
    (tmp_path / "compression.ipynb").write_text(content)
    nb = repair.repaired(tmp_path, "compression", skeleton)
    assert any(words in note for note in nb.metadata[repair.NOTES])
    nbformat.validate(nb)


def test_cells_of_any_shape_do_not_stop_the_reading(tmp_path, skeleton):
    cells = [
        None,
        3,
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 5},
        {"cell_type": "code", "source": ["a", 1, "b"]},
        {"cell_type": "code", "source": RIGHT_RLE, "metadata": {"nbgrader": {"grade_id": "rle"}}},
        {"cell_type": "markdown", "source": "x", "metadata": "none", "id": 7},
    ]
    (tmp_path / "compression.ipynb").write_text(json.dumps({"cells": cells}))
    nb = repair.repaired(tmp_path, "compression", skeleton)
    nbformat.validate(nb)
    assert source(nb, "rle") == RIGHT_RLE


def test_a_renamed_notebook_and_bytes_that_are_no_text_are_read(tmp_path, skeleton):
    text = nbformat.writes(answered()).encode().replace(b"Write numpy", b"Write \xff numpy")
    (tmp_path / "my lab.ipynb").write_bytes(text)
    nb = repair.repaired(tmp_path, "compression", skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    notes = " ".join(nb.metadata[repair.NOTES])
    assert "my lab.ipynb" in notes
    assert "not UTF-8" in notes


def test_a_link_to_somebody_elses_notebook_is_not_followed(tmp_path, skeleton):
    other, mine = tmp_path / "other", tmp_path / "mine"
    other.mkdir(), mine.mkdir()
    (other / "compression.ipynb").write_text(nbformat.writes(answered()))
    (mine / "compression.ipynb").symlink_to(other / "compression.ipynb")
    nb = repair.repaired(mine, "compression", skeleton)
    assert "NotImplementedError" in source(nb, "rle")


def test_a_missing_notebook_gives_the_reason(tmp_path, skeleton):
    nb = repair.repaired(tmp_path, "compression", skeleton)
    assert nb.metadata[repair.NOTES] == ["no notebook was handed in: compression.ipynb is missing"]
