"""A new lab and a new exercise: refused by name, with nothing written, where they would be in the way of
what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder import paths
from autograder.authoring import lessons, skeleton
from autograder.paths import UsageError
from autograder.quality import structure


@pytest.fixture
def unwritten(monkeypatch):
    """Nothing is written and no folder made."""

    def forbidden(path, *arguments, **settings):
        raise AssertionError(f"{path} would be written")

    monkeypatch.setattr(Path, "write_text", forbidden)
    monkeypatch.setattr(Path, "mkdir", forbidden)


@pytest.mark.parametrize(
    ("lab", "after", "said"),
    [
        ("my-lab", "zone_maps", "cannot be the name of a lab"),
        ("Lab", "zone_maps", "small letters"),
        ("class", "zone_maps", "cannot be the name of a lab"),
        ("../lab", "zone_maps", "cannot be the name of a lab"),
        ("zone_maps", "compression", "there is a lab 'zone_maps' already"),
        ("demo", "nolab", "the labs are: "),
        ("demo", "introduction", "several pages: say performance/introduction, scale/"),
        ("checks", "zone_maps", "there is already: warehouse/checks/__init__.py"),
        ("data", "zone_maps", "is taken, by a page or a module"),
        ("introduction", "zone_maps", "is taken, by a page or a module"),
        ("common", "zone_maps", "there is already: book/figures/common.js"),
    ],
)
def test_a_lab_that_cannot_be_made_is_refused(lab, after, said, unwritten):
    with pytest.raises(UsageError, match=re.escape(said)):
        skeleton.new_lab(lab, after)


def test_a_lab_may_follow_a_chapter_without_one(monkeypatch):
    written = {}
    monkeypatch.setattr(Path, "mkdir", lambda path, **settings: None)
    monkeypatch.setattr(Path, "write_text", lambda path, text, **_: written.update({path: text}))
    skeleton.new_lab("demo", "life_of_a_query")
    assert paths.BOOK / "orientation" / "demo.md" in written
    toc = written[paths.BOOK / "_toc.yml"]
    assert "orientation/life_of_a_query\n      - file: orientation/demo\n" in toc


@pytest.mark.parametrize(
    ("name", "points", "said"),
    [
        ("an-exercise", 10, "cannot be the name of an exercise"),
        ("lambda", 10, "cannot be the name of an exercise"),
        ("examples", 10, "choose another"),
        ("scan", 10, "has cells called 'scan' already"),
        ("setup", 10, "has cells called 'setup' already"),
        ("standins", 10, "uses the name"),
        ("block_count", 3, "5 to 100 points, not 3"),
        ("block_count", 10, "0 are left of 100"),
    ],
)
def test_an_exercise_that_cannot_be_made_is_refused(name, points, said, unwritten):
    with pytest.raises(UsageError, match=re.escape(said)):
        skeleton.new_exercise("zone_maps", name, points)


def test_ids_that_are_right_are_not_written_again(unwritten):
    assert skeleton.write_ids("zone_maps") == {}


@pytest.mark.parametrize("points", [5, 7, 10, 25, 100])
def test_the_examples_checks_share_the_points(points):
    given = {"lab": "demo", "name": "count", "title": "Count", "number": 1, "section": '"Why"'}
    given |= {"points": points, "share": max(1, points // 5), "own_view": True, "helper": "h"}
    checks = skeleton._cells("exercise/cells.py.j2", **given)[3]
    assert structure._points_of_checks(checks.source) == points


def test_in_a_lab_with_views_of_its_own_the_example_draws_by_itself():
    given = {"lab": "zone_maps", "name": "count", "title": "Count", "number": 7, "section": '"Why"'}
    given |= {"points": 10, "share": 2, "own_view": False, "helper": "h"}
    cells = skeleton._cells("exercise/cells.py.j2", **given)
    names: dict = {}
    exec(cells[1].source, names)
    *before, shows = cells[4].source.splitlines()
    exec("\n".join(before), names)
    assert "600572" in eval(shows, names).value


def test_an_exercise_is_not_added_to_a_notebook_with_faults(monkeypatch, unwritten):
    notebook = structure.read("zone_maps")
    notebook.cells[3]["id"] = "1a2b3c4d"
    monkeypatch.setattr(structure, "read", lambda lab: notebook)
    with pytest.raises(UsageError, match="mend them first: .* ids zone_maps"):
        skeleton.new_exercise("zone_maps", "block_count")


def test_the_line_in_the_contents_follows_the_other_and_changes_nothing_else():
    toc, text = skeleton._contents_with("performance/zone_maps", "performance/demo")
    before = toc.read_text()
    assert text.replace("      - file: performance/demo\n", "") == before
    assert "zone_maps\n      - file: performance/demo\n      - file: performance/dist" in text


def chapter_without(monkeypatch, tmp_path, line):
    book = tmp_path / "book"
    for page in lessons.contents():
        path = book / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = lessons.chapter(page).read_text()
        path.write_text(re.sub(line, "", text) if page.endswith("/zone_maps") else text)
    (book / "_toc.yml").write_text((paths.BOOK / "_toc.yml").read_text())
    monkeypatch.setattr(paths, "BOOK", book)


@pytest.mark.parametrize("key", lessons.NEEDED)
def test_a_chapter_that_says_less_than_the_map_shows_is_refused(key, monkeypatch, tmp_path):
    chapter_without(monkeypatch, tmp_path, rf"  {key}: .*\n")
    with pytest.raises(UsageError, match=f"book/performance/zone_maps.md: .* lacks {key}"):
        lessons.lessons()
    assert lessons.lessons("scale")


def test_a_readme_without_the_marks_is_refused(monkeypatch, tmp_path):
    (tmp_path / "README.md").write_text(f"# A course\n\n{lessons.BEGIN}\n")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    with pytest.raises(UsageError, match="README.md lacks"):
        lessons.renewed_readme()
