"""The list "A new lab, step by step" of the book's appendix, done as it stands there, in a copy of the
course."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from autograder import paths
from autograder.authoring import chapters

PAGE = paths.BOOK / "appendix" / "maintaining.md"
#: What a command of the list must end in and print, by its beginning; otherwise: 0, anything.
MUST = {
    "python -m autograder new demo block_count": (0, "solutions/demo/demo.ipynb: block_count-task"),
    "python -m autograder release": (0, "note: demo is a draft"),
    "python -m autograder check solutions/demo": (0, "10 of 10 points"),
    "python -m autograder check labs/demo": (1, "block_count: 0 of 10 (not started)"),
    "python -m autograder answers demo": (0, "no faults"),
    "make book": (0, "open book/_build/html/index.html"),
    "python -m ruff": (0, "All checks passed!"),
    "python -m pytest": (0, " passed"),
    "python -m autograder ids demo": (0, "all ids are right"),
    "python -m autograder new demo last_block": (0, "last_block-view"),
}


def steps() -> list[str]:
    """The commands of the list, in its order."""
    text = PAGE.read_text()
    section = text[text.index("## A new lab, step by step") :].split("\n## ")[0]
    return re.findall(r"^ +\$ (.+)$", section, flags=re.MULTILINE)


def files() -> list[Path]:
    """What git has of the course, and what is new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split("\0") if name]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course with this one's virtual environment and data. Of the book's other chapters
    the code is not run again: their test is another."""
    root = tmp_path_factory.mktemp("course")
    for name in files():
        if (paths.ROOT / name).is_file() and "attacks" not in name.parts:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(paths.ROOT / name, root / name)
    environment = root / ".venv"
    environment.mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (environment / part).symlink_to(Path(sys.prefix) / part)
    (environment / "ready").touch()
    config = root / "book" / "_config.yml"
    settings = yaml.safe_load(config.read_text())
    settings["execute"]["exclude_patterns"] = [
        page.relative_to(paths.BOOK).as_posix() for page in paths.BOOK.glob("*/*.md")
    ]
    settings["sphinx"]["config"]["suppress_warnings"] = ["myst-nb.lexer"]  # of what is not run
    config.write_text(yaml.safe_dump(settings))
    return root


def run(command: str, course: Path) -> subprocess.CompletedProcess:
    environment = os.environ | {
        "PATH": f"{course / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(course),  # before the installed course, which is this one
        "WAREHOUSE_DATA": os.environ.get("WAREHOUSE_DATA", str(paths.ROOT / "data")),
        "PYTEST_ADDOPTS": "-p no:cacheprovider",
    }
    for name in [name for name in environment if name.startswith("PYTEST_XDIST")]:
        del environment[name]
    return subprocess.run(
        command, shell=True, cwd=course, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def done(course) -> dict[str, subprocess.CompletedProcess]:
    return {command: run(command, course) for command in steps()}


def test_the_list_has_every_step_that_is_looked_at():
    assert all(any(step.startswith(begin) for step in steps()) for begin in MUST)


@pytest.mark.parametrize("command", steps())
def test_a_step_does_what_the_list_says(command, done):
    code, printed = next((MUST[begin] for begin in MUST if command.startswith(begin)), (0, ""))
    what = done[command].stdout + done[command].stderr
    assert (done[command].returncode, printed in what) == (code, True), what[-3000:]


def test_the_lab_is_everywhere_where_labs_are_listed(course, done):
    row = "| [Blocks and rows](book/performance/demo.md) | [`demo`](labs/demo) | 2 to 3 |"
    assert row in (course / "README.md").read_text()
    for page in ("index.html", "performance/introduction.html", "performance/zone_maps.html"):
        assert "demo.html" in (course / "book" / "_build" / "html" / page).read_text(), page
    nothing = run("git init -q . && git status --porcelain --ignored demo.py", course)
    assert nothing.stdout.split() == ["??", "demo.py"]


def test_the_skeletons_chapter_has_what_every_chapter_has(course, done):
    text = (course / "book" / "performance" / "demo.md").read_text()
    assert chapters.faults(text) == []


def test_what_is_released_is_two_stubs_and_nothing_hidden(course, done):
    notebook = nbformat.read(course / "labs" / "demo" / "demo.ipynb", as_version=4)
    stubs = [cell["id"] for cell in notebook.cells if "raise NotImplementedError" in cell.source]
    assert stubs == ["title", "block_count", "last_block"]
    text = (course / "labs" / "demo" / "demo.ipynb").read_text()
    assert "solutions." not in text and "BEGIN" not in text
    assert [path.name for path in (course / "labs" / "demo").iterdir()] == ["demo.ipynb"]


def test_a_lab_called_like_a_package_harms_nothing(course, done):
    """nbgrader empties the folder that it releases into: no package may lie there."""
    before = sorted((course / "warehouse").rglob("*.py"))
    source = (course / "solutions" / "demo" / "demo.ipynb").read_text().replace("demo", "warehouse")
    shutil.copytree(course / "solutions" / "demo", course / "solutions" / "warehouse")
    (course / "solutions" / "warehouse" / "warehouse.ipynb").write_text(source)
    answer = run("python -m autograder release warehouse", course)
    assert "labs/warehouse generated" in answer.stdout, answer.stderr
    assert sorted((course / "warehouse").rglob("*.py")) == before
