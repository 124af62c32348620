"""The commands a person types: what they print, and one line with the fix and exit code 2 where the
caller can mend it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import paths
from autograder.command_line import app, main, teaching
from autograder.quality.attack_corpus import reference
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
    (["watch", "labs/compresion"], "try labs/"),
    (["watch", "book"], "the labs are:"),
    (["progress", "--path", "attic"], "there is no path 'attic': book, orientation, performance"),
    (["update", "--from", "book"], "book is no other copy of the course"),
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
    (["objectives", "nolab"], "the labs are:"),
    (["objectives", "warmup", "--out", "nowhere/t.csv"], "nowhere/t.csv cannot be written"),
    (["new-term", "--lab", "nolab"], "the labs are:"),
    (["slides", "attic"], "there is no chapter 'attic' with slides"),
    (["questions", "attic"], "attic has no questions; there are some of warmup"),
    (["questions", "warmup", "--out", "nowhere/q.zip"], "nowhere/q.zip cannot be written"),
    (["groups"], "there are no groups: write "),
    (["backup", "README.md"], "README.md is there already: name another"),
    (["backup", "README.md/x"], "cannot be written"),
    (["mutants", "nolab"], "the labs are:"),
    (["cost", "nolab"], "the labs are:"),
    (["seeds", "nolab"], "the labs are:"),
    (["ids", "nolab"], "the labs are:"),
    (["new", "compression"], "say --after LAB"),
    (["report", "nolab"], "the labs are:"),
    (["bundle", "/proc/x.zip"], "/proc/x.zip cannot be written"),
    (["nosuch"], "No such command 'nosuch'."),
    (["grade"], "Missing argument 'lab'. ('python -m autograder grade --help' says how)"),
    (["grade", "compression", "--nosuch"], "No such option: --nosuch"),
    (
        ["grade", "compression", "--jobs", "-3"],
        "Invalid value for '--jobs': ",
    ),
    (["grade", "compression", "--audit", "-1"], "Invalid value for '--audit'"),
    (["extend", "compression", "ada", "--days", "many"], "Invalid value for '--days'"),
]


@pytest.mark.parametrize(("words", "fix"), BAD_WORDS)
def test_bad_words_get_one_line_with_the_fix_and_exit_code_2(words, fix, monkeypatch, capfd):
    """In this process: to start another takes three seconds of processor time each."""
    monkeypatch.chdir(paths.ROOT)
    monkeypatch.setattr(sys, "argv", ["-m", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capfd.readouterr().err
    assert ended.value.code == 2
    assert fix in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("built", [True, False])
def test_a_bundle_without_a_built_book_says_so(built, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("autograder.bundle.SITE", tmp_path if built else tmp_path / "not there")
    monkeypatch.setattr("autograder.bundle.make", lambda out: out)
    teaching.bundle(tmp_path / "course.zip")
    said = capsys.readouterr().out
    assert ("note: the book is not built: the zip has its sources only" in said) == (not built)


@pytest.mark.parametrize(("words", "fix"), BAD_WORDS[:1] + BAD_WORDS[-1:])
def test_so_they_do_where_they_are_typed(words, fix):
    says(command("autograder", *words), fix)


def test_every_command_is_walked_with_wrong_words():
    """A command that comes later has its row above."""
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    walked = {words[0] for words, _ in BAD_WORDS} | {"course", "doctor", "pdf"}
    assert {name.replace("_", "-") for name in names} <= walked | {"give-back"}


@pytest.mark.parametrize("package", ["typer", "nbgrader"])
def test_a_missing_package_gets_one_line_with_the_fix(package):
    script = (
        f"import runpy, sys; sys.modules[{package!r}] = None; "
        "sys.argv[1:] = ['check', 'labs/compression']; "
        "runpy.run_module('autograder', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=paths.ROOT, timeout=120
    )
    says(done, package, "make setup")


def says(done, *words):
    """One line with these words, and exit code 2."""
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("name", ["numpy.py", "random.py", "nbformat/__init__.py"])
def test_a_module_of_somebodys_in_front_of_ours_is_named_or_does_not_matter(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("")
    words = [sys.executable, "-m", "autograder", "check", "nowhere"]
    there = {"cwd": tmp_path, "capture_output": True, "text": True, "timeout": 120}
    says(subprocess.run(words, **there), "nowhere is neither a folder nor a notebook")
    in_path = {**os.environ, "PYTHONPATH": str(tmp_path)}
    says(
        subprocess.run(words, **there, env=in_path),
        str(tmp_path / name.partition("/")[0]),
        "PYTHONPATH",
    )


def test_a_readers_own_modules_beside_the_notebook_are_not_pythons(tmp_path):
    """Where one checks it from its own folder: a random.py of an exercise of another course's."""
    shutil.copy(paths.LABS / "compression" / "compression.ipynb", tmp_path)
    for name in ("json", "random", "numpy", "struct", "pickle"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('not our own')\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "check", "compression.ipynb"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stderr == "" and "0 of 100 points" in done.stdout


@pytest.fixture
def checkout(tmp_path):
    """The course without its tests, in a folder of its own."""
    root = tmp_path / "course"
    ignored = shutil.ignore_patterns(
        "submitted", "autograded", "feedback", "executed", "attacks", "_build", "__pycache__"
    )
    for name in ("autograder", "labs", "solutions", "warehouse"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=ignored)
    for name in ("constraints.txt", "README.md", "LICENSE", "LICENSE-TEXT.md"):
        shutil.copy(paths.ROOT / name, root)
    shutil.copytree(paths.BOOK, root / "book", ignore=ignored)
    return root


def run_in(root, *words, **settings):
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        **{"env": {**os.environ, "PYTHONPATH": str(root)}, **settings},
    )


def read_only(checkout):
    """The environment of a process that opens the gradebook as somebody who may only read it: root,
    too, cannot write then."""
    (checkout / "sitecustomize.py").write_text(
        "import sqlite3\n"
        "connect = sqlite3.dbapi2.connect\n"
        "def reads(path, **more):\n"
        "    opened = connect(path, **more)\n"
        "    opened.execute('pragma query_only = 1')\n"
        "    return opened\n"
        "sqlite3.connect = sqlite3.dbapi2.connect = reads\n"
    )
    return {**os.environ, "PYTHONPATH": str(checkout)}


def test_a_gradebook_that_another_holds_is_said(checkout):
    assert run_in(checkout, "release", "warmup").returncode == 0
    (checkout / "autograder" / "roster.csv").write_text("id\nada\n")
    with contextlib.closing(sqlite3.connect(checkout / "autograder" / "gradebook.db")) as another:
        another.execute("begin exclusive")
        for words in (["roster"], ["due", "warmup", "2026-11-20"]):
            says(run_in(checkout, *words), "the gradebook cannot be used", "close formgrader")
    done = run_in(checkout, "due", "warmup", "2026-11-20", env=read_only(checkout))
    says(done, "the gradebook cannot be used (attempt to write a readonly database)")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_a_checkout_that_cannot_be_written_is_said(checkout):
    for folder in (checkout / "autograder", checkout / "labs" / "compression"):
        folder.chmod(0o555)
    for words in (["release", "compression"], ["bundle"]):
        says(run_in(checkout, *words), str(checkout))


def test_a_locale_without_umlauts_in_a_path_with_some(checkout):
    there = checkout.with_name("Übung 1")
    checkout.rename(there)
    environment = {**os.environ, "PYTHONPATH": str(there), "LC_ALL": "C"}
    assert run_in(there, "release", "warmup", env=environment).returncode == 0
    done = run_in(there, "check", "labs/warmup", env=environment)
    assert (done.returncode, done.stderr) == (1, "")
    assert "0 of 100 points" in done.stdout


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
    exercise, right = next(iter(reference("warmup").items()))
    hand_in(gradebook, "plain", set_cell(released("warmup"), exercise, right), "warmup")
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
    assert nbgrader("generate_assignment", "warmup", "--force", release_folder).returncode == 0
    assert nbgrader("autograde", "warmup").returncode == 0
    assert nbgrader("generate_feedback", "warmup").returncode == 0
    page = (gradebook / "feedback" / "plain" / "warmup" / "warmup.html").read_text()
    assert re.search(r"Score: 25\.0 / 100\.0", page)
    assert "Not started yet" in nbgrader("validate", str(paths.released_notebook("warmup"))).stdout


def test_no_process_compiles_the_grammar_of_addresses():
    """Every process of the grader imports nbformat; the grammar would cost each more than a second."""
    script = "import autograder.paths, nbformat, sys; print(sys.modules.get('lark'))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "None", done.stderr
