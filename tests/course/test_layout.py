"""The layout is the explanation: one name for everything of a lesson, and imports that point one
way."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import paths
from autograder.authoring import lessons
from autograder.quality.structure import lab_of, modules

LABS = paths.labs()


def in_order() -> list[str]:
    """The labs as the table of contents has their chapters."""
    return [lesson.lab for lesson in lessons.lessons() if lesson.lab]


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
        assert all(name.startswith("warehouse") for name in modules(path.read_text())), path
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
