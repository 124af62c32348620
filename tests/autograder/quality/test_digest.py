"""The digest of what a kill matrix is made from: another where a verdict may be another, the same
where only words, layout or the machine are."""

from __future__ import annotations

import ast
import shutil

import pytest

from autograder import paths
from autograder.quality import answer_files, corpus, digest

SOURCE = '''"""Says what it is."""
import numpy as np  # numbers


def f(a, *, b=None):
    """Doubles."""
    return a * 2 + 0x10 if b is None else f"{a!r:>{b}} and {b}"


class C:
    kept = (1, -0.0, 2**70, b"x", "naïve \\ud800", ...)
'''


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  # numbers", ""),
        ("Says what it is.", "Says something else."),
        ('    """Doubles."""\n', ""),
        ("\n\n\ndef", "\n\ndef"),
        ("\n", "\r\n"),
        ("a * 2 + 0x10", "(a * 2) + 16"),
        ('f"{a!r:>{b}} and {b}"', "f'{a!r:>{b}} ' f'and {b}'"),
        ('b"x"', "b'x'"),
    ],
)
def test_words_and_layout_do_not_count(before, after):
    assert before in SOURCE
    assert digest.of_source(SOURCE.replace(before, after)) == digest.of_source(SOURCE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a * 2", "a * 3"),
        ("a * 2", "2 * a"),
        ("-0.0", "0.0"),
        ("(1,", "(True,"),
        ("(1,", "(1.0,"),
        ("(1,", '("0x1",'),
        ("b=None", "b=0"),
        ("def f", "async def f"),
        ("!r", "!s"),
        (" and ", " or "),
        ("*, b", "b"),
        ("kept", "held"),
    ],
)
def test_what_runs_counts(before, after):
    assert before in SOURCE
    assert digest.of_source(SOURCE.replace(before, after)) != digest.of_source(SOURCE)


def test_it_is_the_same_for_every_version_of_python():
    """The digest that this text had in Python 3.11, 3.12 and 3.13."""
    assert digest.of_source(SOURCE)[:16] == "1ea963534edd8fe3"


@pytest.fixture
def course(tmp_path):
    """A small course: a module that imports another, one that nobody imports, and views."""
    files = {
        "warehouse/__init__.py": "",
        "warehouse/shapes.py": "from warehouse import errors\nfrom .lab.parts import part\n",
        "warehouse/errors.py": "x = 1\n",
        "warehouse/alone.py": "x = 1\n",
        "warehouse/program.py": "x = 1\n",
        "warehouse/lab/__init__.py": "",
        "warehouse/lab/parts.py": "def part():\n    from ..program import x\n    return x\n",
        "warehouse/lab/views.py": "from warehouse import alone\n",
        "solutions/lab/checks.py": "def judge(a):\n    return a\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


CELLS = (
    "from warehouse import shapes\nfrom warehouse.lab import views",
    "def graded_checks():\n    from solutions.lab import checks\n    return checks.judge(1)",
)
ANSWERS = (("wrong_one", "about", "def f():\n    return 1"),)


def test_modules_are_found_by_import_wherever_it_stands(course):
    assert list(digest.modules(CELLS, course)) == [
        "solutions.lab.checks",
        "warehouse",
        "warehouse.errors",
        "warehouse.lab",
        "warehouse.lab.parts",
        "warehouse.program",
        "warehouse.shapes",
    ]
    assert "warehouse.alone" in digest.modules(['run("-m", "warehouse.alone")'], course)
    assert digest.modules(['"""As warehouse.alone does."""'], course) == {}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("warehouse/shapes.py", True),
        ("warehouse/errors.py", True),
        ("warehouse/lab/__init__.py", True),
        ("warehouse/program.py", True),
        ("solutions/lab/checks.py", True),
        ("warehouse/alone.py", False),
        ("warehouse/lab/views.py", False),
    ],
)
def test_a_change_counts_in_what_the_answers_depend_on(name, counts, course):
    before = digest.of(CELLS, ANSWERS, course)
    path = course / name
    path.write_text("# a comment\n" + path.read_text())
    assert digest.of(CELLS, ANSWERS, course) == before
    path.write_text(path.read_text() + "y = 2\n")
    assert (digest.of(CELLS, ANSWERS, course) != before) == counts


def test_cells_and_answers_count(course):
    before = digest.of(CELLS, ANSWERS, course)
    assert digest.of(reversed(CELLS), ANSWERS, course) != before
    for place, words in enumerate(("wrong_two", "another", "def f():\n    return 2")):
        (answer,) = ANSWERS
        changed = (*answer[:place], words, *answer[place + 1 :])
        assert digest.of(CELLS, [changed], course) != before
    assert digest.of(CELLS, [*ANSWERS, ("None", "def f():\n    return None")], course) != before


def test_the_folder_does_not_count(course, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere") / "course"
    shutil.copytree(course, other)
    assert digest.of(CELLS, ANSWERS, other) == digest.of(CELLS, ANSWERS, course)


@pytest.mark.parametrize("lab", paths.labs())
def test_no_check_looks_at_what_views_draw(lab):
    """Views are not in the digest, so no cell that an answer is judged with may use one."""
    cells = {
        cell["id"]: cell
        for name in answer_files.exercises(lab)
        for cell in corpus.cells_run(lab, name)
    }
    for cell_id, cell in cells.items():
        tree = ast.parse(cell.source)
        drawn = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if digest.DRAWS in (alias.name, (node.module or "").rpartition(".")[2])
        }
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not drawn & used, f"{lab}: {cell_id}"
