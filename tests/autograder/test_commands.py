"""The commands a person types: what they print, and one line with the fix and exit code 2 where the
caller can mend it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import paths
from conftest import RIGHT_RLE, hand_in, released, set_cell


def command(*words, **settings):
    return subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        timeout=120,
        **settings,
    )


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (["check", "labs/compresion"], "try labs/"),
        (["check", "compression"], "say labs/compression"),
        (["check", "book"], "the labs are:"),
        (["grade", "nolab"], "the labs are:"),
        (["release", "nolab"], "the labs are:"),
        (["answers", "compression", "--exercise", "nothing"], "it has rle"),
    ],
)
def test_bad_words_get_one_line_with_the_fix_and_exit_code_2(words, fix):
    done = command("autograder", *words)
    assert done.returncode == 2
    assert fix in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_package_gets_one_line_with_the_fix(tmp_path):
    for package in ("typer", "nbgrader"):
        (tmp_path / f"{package}.py").write_text(
            f'raise ModuleNotFoundError("No module named {package}")\n'
        )
        done = command(
            "autograder",
            "check",
            "labs/compression",
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
        (tmp_path / f"{package}.py").unlink()
        assert done.returncode == 2
        assert package in done.stderr
        assert "make setup" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_data_that_cannot_be_made_get_one_line_with_the_fix(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    folder = tmp_path / "compression"
    folder.mkdir()
    nbformat.write(set_cell(released(), "rle", RIGHT_RLE), folder / "compression.ipynb")
    done = command(
        "autograder",
        "check",
        str(folder),
        env={**os.environ, "WAREHOUSE_DATA": str(tmp_path / "data")},
    )
    assert done.returncode == 2
    assert "not your code's fault" in done.stderr


def test_check_grades_a_notebook_hidden_tests_included(tmp_path):
    wrong = RIGHT_RLE.replace("if len(a) else np.empty(0, np.int64)", "")
    folder = tmp_path / "compression"
    folder.mkdir()
    nbformat.write(set_cell(released(), "rle", wrong), folder / "compression.ipynb")
    done = command("autograder", "check", str(folder))
    assert done.returncode == 1, done.stderr
    assert "rle: 9 of 10 (error)" in done.stdout
    assert "an empty column gives no runs and comes back empty" in done.stdout
    assert "chapter 'compression', section 'Run-length encoding'" in done.stdout
    assert "hint:" in done.stdout
    assert "delta: 0 of 10 (not started)" in done.stdout


def test_plain_nbgrader_works_in_place(gradebook):
    """generate_assignment, validate, autograde and generate_feedback as an instructor types them,
    from autograder/."""
    hand_in(gradebook, "plain", set_cell(released(), "rle", RIGHT_RLE))
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}

    def relative(name):
        return str((gradebook / name).relative_to(paths.ROOT))

    layout = [
        f"--CourseDirectory.{name}_directory={relative(name)}"
        for name in ("submitted", "autograded", "feedback")
    ]
    layout += [f"--CourseDirectory.db_url=sqlite:///{gradebook / 'plain.db'}"]

    def nbgrader(*words):
        return subprocess.run(
            [programs / "nbgrader", *words, *layout],
            capture_output=True,
            text=True,
            cwd=paths.AUTOGRADER,
            env=environment,
            timeout=120,
        )

    release_folder = f"--CourseDirectory.release_directory={relative('released')}"
    assert nbgrader("generate_assignment", "compression", "--force", release_folder).returncode == 0
    assert nbgrader("autograde", "compression").returncode == 0
    assert nbgrader("generate_feedback", "compression").returncode == 0
    page = (gradebook / "feedback" / "plain" / "compression" / "compression.html").read_text()
    assert re.search(r"Score: 10\.0 / 100\.0", page)
    assert (
        "Not started yet"
        in nbgrader("validate", str(paths.released_notebook("compression"))).stdout
    )


def test_no_process_compiles_the_grammar_of_addresses():
    """Every process of the grader imports nbformat; the grammar would cost each more than a second."""
    script = "import autograder.paths, nbformat, sys; print(sys.modules.get('lark'))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "None", done.stderr
