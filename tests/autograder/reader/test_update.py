"""``course update``: two versions of the course, and a reader's work carried from the one into the other."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from autograder import paths
from autograder.checking import execute, skeleton_with_tests
from autograder.grading import repair
from autograder.paths import UsageError
from autograder.reader import updating
from autograder.reports.table import of_notebook
from conftest import RIGHT_RLE, released, set_cell

LAB = "labs/compression/compression.ipynb"
MINE = "def helper(a):\n    return a"
PACKING = "def pack_bits(values, width):\n    return helper(values)"
WHO = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{
        f"GIT_{who}_{what}": "ada@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


def git(root: Path, *words: str) -> str:
    command = ["git", "-C", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def cell(nb: nbformat.NotebookNode, cell_id: str) -> nbformat.NotebookNode:
    return next(it for it in nb.cells if it["id"] == cell_id)


def second_version() -> nbformat.NotebookNode:
    """Another task for rle, another stub for bit_packing, a setup that differs, no dictionary."""
    nb = released()
    task = cell(nb, "rle-task")
    task.source = task.source.replace("\n\n", "\n\nNever more runs than values.\n\n", 1)
    cell(
        nb, "bit_packing"
    ).source += "\n\n\ndef packed_bytes(values):\n    raise NotImplementedError"
    cell(nb, "setup").source += "\nimport math"
    cell(nb, "delta-view").source = "# another picture"
    nb.cells = [it for it in nb.cells if not it["id"].startswith("dictionary")]
    return nb


@pytest.fixture
def upstream(tmp_path, monkeypatch):
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "upstream"
    (root / LAB).parent.mkdir(parents=True)
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    nbformat.write(released(), root / LAB)
    (root / "README.md").write_text("first\n")
    (root / "constraints.txt").write_text("numpy==2\n")
    commit(root, "first version")
    return root


def commit(root: Path, words: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", words)


@pytest.fixture
def clone(upstream, tmp_path):
    root = tmp_path / "mine"
    git(tmp_path, "clone", "--quiet", str(upstream), str(root))
    nb = nbformat.read(root / LAB, as_version=4)
    set_cell(nb, "rle", RIGHT_RLE)
    set_cell(nb, "bit_packing", PACKING)
    set_cell(nb, "dictionary", "def dictionary_encode(a):\n    return 'mine'")
    cell(nb, "frame_of_reference-task").source += "\n\nI do not see why."
    own = nbformat.v4.new_code_cell(MINE, id="0123abcd")
    nb.cells.insert(nb.cells.index(cell(nb, "bit_packing")), own)
    nbformat.write(nb, root / LAB)
    return root


def publish(upstream: Path, **files: str) -> None:
    """The second version, with these files besides (a dot of a name is written _)."""
    nbformat.write(second_version(), upstream / LAB)
    for name, text in files.items():
        (upstream / name.replace("_", ".")).write_text(text)
    commit(upstream, "second version")


def test_answers_stand_in_the_new_version_and_what_changed_is_said(upstream, clone):
    before = (clone / LAB).read_bytes()
    publish(upstream, constraints_txt="numpy==3\n")
    said = updating.update(clone)
    nb = nbformat.read(clone / LAB, as_version=4)
    assert [cell(nb, name).source for name in ("rle", "bit_packing")] == [
        RIGHT_RLE,
        PACKING,
    ]
    ids = [it["id"] for it in nb.cells]
    assert ids.index("rle-task") < ids.index("update-note-rle") < ids.index("rle")
    assert "+Never more runs than values." in cell(nb, "update-note-rle").source
    assert "+def packed_bytes" in cell(nb, "update-note-bit_packing").source
    assert MINE in [it.source for it in nb.cells[: ids.index("bit_packing")]]
    assert "def dictionary_encode(a):\n    return 'mine'" in [it.source for it in nb.cells]
    assert any(it.source.endswith("I do not see why.") for it in nb.cells)
    assert cell(nb, "setup").source.endswith("import math"), "what is the course's is the new one"
    assert cell(nb, "delta-view").source == "# another picture"
    assert "2 answers kept" in said[0] and "rle, bit_packing" in said[0]
    assert "dictionary is gone" in said[0]
    assert said[-1] == "the course's packages have changed: make setup"
    (kept,) = (clone / updating.KEPT).glob("*/compression.ipynb")
    assert kept.read_bytes() == before
    assert updating.update(clone) == ["this is the newest version"]


def test_what_was_carried_is_graded_as_before(upstream, clone):
    publish(upstream)
    updating.update(clone)
    nb = repair.repaired((clone / LAB).parent, "compression", skeleton_with_tests("compression"))
    row = of_notebook(execute(nb, "compression", (clone / LAB).parent))
    assert row.points["rle"] == row.most["rle"]
    assert row.states["bit_packing"] not in ("not started", "passed")
    assert row.states["delta"] == "not started"


def test_answers_that_were_committed_are_merged_and_committed(upstream, clone):
    commit(clone, "my answers")
    publish(upstream)
    updating.update(clone)
    nb = nbformat.read(clone / LAB, as_version=4)
    assert cell(nb, "rle").source == RIGHT_RLE
    assert "+Never more runs" in cell(nb, "update-note-rle").source
    assert git(clone, "status", "--porcelain", "--untracked-files=no") == ""
    assert len(git(clone, "log", "-1", "--format=%P").split()) == 2, "a merge"


def test_a_note_of_an_earlier_update_is_gone_with_the_next(upstream, clone):
    publish(upstream)
    updating.update(clone)
    (upstream / "README.md").write_text("third\n")
    commit(upstream, "third version")
    updating.update(clone)
    ids = [it["id"] for it in nbformat.read(clone / LAB, as_version=4).cells]
    assert not [name for name in ids if name.startswith("update-note")] and "rle" in ids


@pytest.mark.parametrize("committed", [False, True])
def test_where_git_cannot_nothing_is_lost(upstream, clone, committed):
    before = (clone / LAB).read_bytes()
    (clone / "README.md").write_text("mine\n")
    if committed:
        commit(clone, "my words")
    publish(upstream, README_md="second\n")
    with pytest.raises(UsageError, match="README.md"):
        updating.update(clone)
    assert (clone / LAB).read_bytes() == before
    assert (clone / "README.md").read_text() == "mine\n"
    assert not (clone / ".git" / "MERGE_HEAD").exists()


def test_a_branch_without_upstream_and_a_folder_without_git_get_the_fix(clone, tmp_path):
    git(clone, "branch", "--unset-upstream")
    with pytest.raises(UsageError, match="--set-upstream-to=origin/main"):
        updating.update(clone)
    with pytest.raises(UsageError, match="course update --from"):
        updating.update(tmp_path)


def test_answers_of_an_older_folder_come_into_a_newer_one(tmp_path):
    older, newer = tmp_path / "older", tmp_path / "newer"
    for root in (older, newer):
        for name in ("labs/compression", "solutions/compression"):
            ignored = shutil.ignore_patterns("answers", "__pycache__")
            shutil.copytree(paths.ROOT / name, root / name, ignore=ignored)
    source = newer / "solutions" / "compression" / "compression.ipynb"
    nb = nbformat.read(source, as_version=4)
    cell(nb, "rle-task").source += "\n\nNever more runs than values."
    nbformat.write(nb, source)
    nbformat.write(updating._released(newer, "compression"), newer / LAB)
    nbformat.write(set_cell(released(), "rle", RIGHT_RLE), older / LAB)
    (said,) = updating.take_from(older, newer)
    carried = nbformat.read(newer / LAB, as_version=4)
    assert cell(carried, "rle").source == RIGHT_RLE
    assert "+Never more runs" in cell(carried, "update-note-rle").source and "1 answer kept" in said
    with pytest.raises(UsageError, match="there is work in labs/compression here too"):
        updating.take_from(older, newer)
    with pytest.raises(UsageError, match="no other copy"):
        updating.take_from(newer, newer)
