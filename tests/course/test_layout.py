"""The layout is the explanation: one name for everything of a lesson, and imports that point one
way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder import paths

LABS = paths.labs()


def in_order() -> list[str]:
    """The labs as the table of contents has their chapters."""
    chapters = re.findall(r"file: \w+/(\w+)", (paths.BOOK / "_toc.yml").read_text())
    return [chapter for chapter in chapters if chapter in LABS]


def modules(source: str) -> Iterator[str]:
    """Modules of the course's packages that a source imports; ``from warehouse import data`` is
    ``warehouse.data``."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module in ("warehouse", "autograder")
            names = [f"{node.module}.{a.name}" for a in node.names] if whole else [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name for name in names if name.split(".")[0] in ("warehouse", "autograder"))


def lab_of(module: str) -> str | None:
    """The lab whose sub-package a module is in; None for what all labs share."""
    return next((part for part in module.split(".")[1:2] if part in LABS), None)


def files(package: Path) -> list[Path]:
    return sorted(path for path in package.rglob("*.py") if "answers" not in path.parts)


@pytest.mark.parametrize("lab", LABS)
def test_everything_of_a_lesson_bears_one_name(lab):
    assert paths.source_notebook(lab).exists() and paths.answers(lab).is_dir()
    assert (paths.WAREHOUSE / lab / "__init__.py").exists()
    assert (paths.WAREHOUSE / lab / "views.py").exists()
    assert len(list(paths.BOOK.glob(f"*/{lab}.md"))) == 1
    assert (paths.BOOK / "figures" / f"{lab}.js").exists()
    assert lab in in_order()


@pytest.mark.parametrize("lab", LABS)
def test_a_notebook_imports_what_all_share_and_its_own_lab(lab):
    for cell in nbformat.read(paths.source_notebook(lab), as_version=4).cells:
        if cell.cell_type == "code":
            strange = {name for name in modules(cell.source) if lab_of(name) not in (None, lab)}
            assert not strange, (
                f"{cell['id']} imports {strange}: what two labs need goes to the top"
            )
            assert not any(name.startswith("autograder") for name in modules(cell.source))


def test_a_lab_builds_on_earlier_labs_only_and_the_top_on_none():
    order = in_order()
    for path in files(paths.WAREHOUSE):
        mine = path.relative_to(paths.WAREHOUSE).parts[0]
        for name in modules(path.read_text()):
            other = lab_of(name)
            if other is None or other == mine:
                continue
            assert mine in order, f"{path} is shared by all labs and imports {name}"
            assert order.index(other) < order.index(mine), f"{path} imports a later lab's {name}"


def test_arrows_point_one_way():
    """``warehouse`` knows nothing of the grader, and the grader nothing of a lab."""
    for path in files(paths.WAREHOUSE):
        assert not any(name.startswith("autograder") for name in modules(path.read_text())), path
    for path in files(paths.AUTOGRADER):
        if "attacks" in path.parts or path.is_relative_to(paths.SUBMITTED):
            continue
        strange = {name for name in modules(path.read_text()) if lab_of(name)}
        assert not strange or path.name in KNOWS_CLUSTERS, f"{path} imports {strange}"


#: The two ends of the bridge keep what a graded cluster holds: they stand in for its classes.
KNOWS_CLUSTERS = ("graded_cluster.py", "student_end.py")


def test_nothing_lies_in_labs_but_what_is_generated():
    """Folders that hold nothing but what Python compiled are left of an earlier layout."""
    inside = [
        path.relative_to(paths.LABS).parts for path in paths.LABS.rglob("*") if path.is_file()
    ]
    folders = {parts[0] for parts in inside if len(parts) > 1 and "__pycache__" not in parts}
    assert {name for name in folders if not name.startswith(".")} <= set(LABS)
