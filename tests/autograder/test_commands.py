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


BAD_WORDS = [
    (["check", "labs/compresion"], "try labs/"),
    (["check", "compression"], "say labs/compression"),
    (["check", "book"], "the labs are:"),
    (["grade", "nolab"], "the labs are:"),
    (["release", "nolab"], "the labs are:"),
    (["answers", "compression", "--exercise", "nothing"], "it has rle"),
    (["grade", "compression", "--scheduler", "foo"], "no Dask scheduler answers at 'foo'"),
    (["grade", "compression", "--scheduler", "tcp://127.0.0.1:1"], "no Dask scheduler answers"),
    (["attacks", "--kind", "nosuch"], "there is no kind 'nosuch': forge, "),
    (["extend", "compression", "ada", "--days", "nan"], "autograder: "),
    (["extend", "nolab", "ada", "--days", "1"], "the labs are:"),
    (["due", "compression", "tomorrow"], "is no date: write it as"),
    (["roster", "nowhere.csv"], "nowhere.csv cannot be read"),
    (["collect", "nowhere.zip", "compression"], "no archive that can be read"),
    (["collect", "README.md", "compression"], "no archive that can be read"),
    (["return", "nolab"], "the labs are:"),
    (["groups"], "there are no groups: write "),
    (["backup", "README.md"], "README.md is there already: name another"),
    (["backup", "README.md/x"], "cannot be written"),
    (["mutants", "nolab"], "the labs are:"),
    (["cost", "nolab"], "the labs are:"),
    (["ids", "nolab"], "the labs are:"),
    (["new", "compression"], "say --after LAB"),
    (["report", "nolab"], "the labs are:"),
]


@pytest.mark.parametrize(("words", "fix"), BAD_WORDS)
def test_bad_words_get_one_line_with_the_fix_and_exit_code_2(words, fix):
    done = command("autograder", *words)
    assert done.returncode == 2
    assert fix in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_command_is_walked_with_wrong_words():
    """A command that comes later has its row above."""
    from autograder.__main__ import app

    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    walked = {words[0] for words, _ in BAD_WORDS} | {"course", "bundle", "pdf"}
    assert {name.replace("_", "-") for name in names} <= walked | {"give-back"}


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
    assert "an empty column gives no runs and comes back" in done.stdout
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
