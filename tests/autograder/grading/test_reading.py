"""What a student handed in is read in a process that may die; the run does not."""

from __future__ import annotations

import json
import os
import signal

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.grading import reading, repair
from autograder.grading.classes import grade_class
from autograder.grading.reading import DIED, Reader
from autograder.paths import UsageError, released_notebook
from conftest import RIGHT_RLE, hand_in, released, set_cell

LAB = "compression"


@pytest.fixture(scope="module")
def reader():
    with Reader(LAB, nbformat.read(released_notebook(LAB), as_version=4)) as reader:
        yield reader


def test_modules_where_one_stands_are_not_the_readers(tmp_path, monkeypatch):
    """A pickle.py there gave a whole class 0."""
    for name in ("pickle", "random", "struct", "json"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('not our own')\n")
    lay(tmp_path, [dict(cell) for cell in set_cell(released(), "rle", RIGHT_RLE).cells])
    monkeypatch.chdir(tmp_path)
    with Reader(LAB, nbformat.read(released_notebook(LAB), as_version=4)) as reader:
        assert reader.repaired(tmp_path).metadata[repair.NOTES] == []


def test_a_reader_that_does_not_start_gives_nobody_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_serve", os._exit)  # of a tuple: it ends at once
    with (
        Reader(LAB, nbformat.read(released_notebook(LAB), as_version=4)) as reader,
        pytest.raises(UsageError, match="did not start"),
    ):
        reader.repaired(tmp_path)


def lay(tmp_path, cells) -> None:
    (tmp_path / f"{LAB}.ipynb").write_text(json.dumps({"cells": cells}))


def without_rle(source: str) -> list:
    """The released cells but the answer to rle, and a cell of this text instead."""
    cells = [dict(cell) for cell in released().cells if cell["id"] != "rle"]
    return [*cells, {"cell_type": "code", "source": source, "metadata": {}}]


@pytest.mark.parametrize(
    "source",
    ["x = " + "-" * 100_000 + "1", "x" + ".y" * 200_000, "(" * 5000, "\0", "f(" * 90 + ")" * 90],
    ids=["minus signs", "attributes", "brackets", "null bytes", "calls"],
)
def test_code_that_is_too_deep_to_be_parsed_is_read_all_the_same(tmp_path, reader, source):
    lay(tmp_path, without_rle(source))
    nb = reader.repaired(tmp_path)
    nbformat.validate(nb)
    assert any("rle was missing" in note or note == DIED for note in nb.metadata[repair.NOTES])


def test_who_ends_the_process_is_graded_as_a_stub_and_the_next_is_read(
    tmp_path, reader, monkeypatch
):
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.mkdir()
    good.mkdir()
    lay(good, [dict(cell) for cell in set_cell(released(), "rle", RIGHT_RLE).cells])
    reader._started()
    reader._process.kill()
    reader._process.join()
    reader._started()  # another takes its place
    os.kill(reader._process.pid, signal.SIGSTOP)  # as one that is at work without end
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.1)
    nb = reader.repaired(bad)
    assert nb.metadata[repair.NOTES] == [DIED]
    monkeypatch.undo()
    sources = {cell["id"]: cell.source for cell in reader.repaired(good).cells}
    assert sources["rle"] == RIGHT_RLE


def test_a_name_that_is_no_utf_8_beside_the_notebook(tmp_path, reader):
    lay(tmp_path, [dict(cell) for cell in set_cell(released(), "rle", RIGHT_RLE).cells])
    name = os.path.join(os.fsencode(tmp_path), b"l\xf6sung.ipynb")
    with open(name, "wb") as file:
        file.write(b"{}")
    sources = {cell["id"]: cell.source for cell in reader.repaired(tmp_path).cells}
    assert sources["rle"] == RIGHT_RLE


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
CELL = st.dictionaries(
    st.sampled_from(
        [
            "cell_type",
            "source",
            "metadata",
            "id",
            "outputs",
            "attachments",
            "input",
            "execution_count",
        ]
    ),
    ANYTHING
    | st.sampled_from(["code", "markdown", "raw", "rle", "table", "def rle_encode(a): pass"])
    | st.builds(
        lambda name: {"nbgrader": {"grade_id": name}}, st.sampled_from(["rle", "table", 7])
    ),
)
NOTEBOOK = st.builds(
    lambda cells, rest: {**rest, "cells": cells},
    st.lists(CELL, max_size=4) | ANYTHING,
    st.dictionaries(st.sampled_from(["metadata", "nbformat", "worksheets"]), ANYTHING),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=NOTEBOOK | ANYTHING, name=st.sampled_from(["compression.ipynb", "a.IPYNB", "b.txt"]))
def test_whatever_json_lies_there_becomes_a_valid_notebook(content, name, tmp_path_factory):
    folder = tmp_path_factory.mktemp("handed-in")
    (folder / name).write_text(json.dumps(content), encoding="utf-8", errors="surrogatepass")
    nb = repair.repaired(folder, LAB, nbformat.read(released_notebook(LAB), as_version=4))
    nbformat.validate(nb)
    json.dumps(nb).encode()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=60), name=st.sampled_from(["compression.ipynb", "a.zip", "c.py"]))
def test_whatever_bytes_lie_there_become_a_valid_notebook(data, name, tmp_path_factory):
    folder = tmp_path_factory.mktemp("handed-in")
    (folder / name).write_bytes(data)
    nb = repair.repaired(folder, LAB, nbformat.read(released_notebook(LAB), as_version=4))
    nbformat.validate(nb)


def test_a_class_with_the_worst_of_them_is_graded(gradebook, places):
    hand_in(gradebook, "good", set_cell(released(), "rle", RIGHT_RLE))
    hand_in(gradebook, "deep", released())
    deep = gradebook / "submitted" / "deep" / LAB / f"{LAB}.ipynb"
    deep.write_text(json.dumps({"cells": without_rle("x = " + "-" * 100_000 + "1")}))
    outcomes = {o.student: o for o in grade_class(LAB, places, progress=lambda line: None)}
    assert not any(outcome.trouble for outcome in outcomes.values())
