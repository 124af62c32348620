"""``course progress``: one small file of the reader's, a table and a page made from it."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from autograder import paths
from autograder.paths import UsageError
from autograder.reader import kept, standing
from autograder.reports.table import Row

LAB = "warmup"
FOLDER = paths.LABS / LAB
EXERCISES = ["find_scans", "store_bytes", "row_store_pages", "bytes_read"]


def row(state: str = "passed", names: list[str] | None = None) -> Row:
    names = names or EXERCISES
    points = 25.0 if state == "passed" else 0.0
    return Row(
        "",
        dict.fromkeys(names, points),
        dict.fromkeys(names, 25.0),
        dict.fromkeys(names, state),
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / ".course" / "progress.json"


def test_what_was_graded_is_kept_and_the_first_pass_stays(file):
    kept.record(LAB, FOLDER, row("wrong", ["find_scans"]), file)
    kept.record(LAB, FOLDER, row("passed", ["find_scans"]), file)
    first = kept.read(file).labs[LAB]["find_scans"]
    kept.record(LAB, FOLDER, row("error", ["find_scans"]), file)
    then = kept.read(file).labs[LAB]["find_scans"]
    assert (first.state, first.points, first.passed) == ("passed", 25, first.when)
    assert (then.state, then.points, then.passed) == ("error", 0, first.passed)
    assert list(kept.read(file).labs[LAB]) == ["find_scans"]


def test_what_was_never_started_and_what_lies_elsewhere_is_not_kept(file, tmp_path):
    kept.record(LAB, FOLDER, row("not started"), file)
    assert kept.read(file).labs == {LAB: {}}
    for folder in (paths.SOLUTIONS / LAB, tmp_path):
        kept.record(LAB, folder, row(), file)
    assert kept.read(file).labs == {LAB: {}}


def test_a_file_that_cannot_be_kept_costs_no_grade(file, tmp_path):
    (tmp_path / ".course").write_text("a file where a folder should be")
    said = kept.try_to_record(LAB, FOLDER, row(), file)
    assert said.startswith("your progress was not kept") and ".course" in said
    (tmp_path / ".course").unlink()
    assert kept.try_to_record(LAB, FOLDER, row(), file) == ""


def _record(file: Path, exercise: str) -> None:
    kept.record(LAB, FOLDER, row("passed", [exercise]), file)


def test_a_watch_and_a_notebook_at_once_lose_nothing(file):
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_record, [file] * 40, EXERCISES * 10))
    assert sorted(kept.read(file).labs[LAB]) == sorted(EXERCISES)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"path": "", "labs": {"warmup": {"a": {}}}}'])
def test_a_spoilt_file_is_named_with_the_fix(file, text):
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(UsageError, match="progress.json cannot be read.*move it away"):
        kept.read(file)


def test_the_path_that_is_followed_says_what_is_next(file):
    nothing = standing.where(kept.read(file))
    assert nothing.path == "book" and nothing.lit == []
    assert "course watch labs/warmup" in standing.what_is_next(nothing)
    kept.choose("scale", file)
    kept.record(LAB, FOLDER, row(), file)
    found = standing.where(kept.read(file))
    assert [it.lesson.page.partition("/")[0] for it in found.labs] == ["scale"] * len(found.labs)
    assert "labs/managed_storage" in standing.what_is_next(found)
    assert found.lit == ["plan", "blocks"], "what is done on another path is lit too"
    with pytest.raises(UsageError, match="book, orientation, performance"):
        standing.require_path("attic")


def test_the_table_and_the_page_say_the_same(file, tmp_path):
    kept.record(LAB, FOLDER, row("passed", EXERCISES[:3]), file)
    found = standing.where(kept.read(file))
    console = Console(record=True, width=120, quiet=False, file=(tmp_path / "log").open("w"))
    console.print(standing.table(found))
    assert "✓✓✓·" in console.export_text() and "75 of 100" in standing.page(found)
    page = BeautifulSoup(standing.page(found), "html.parser")
    assert page.select("svg .lit") == [], "three of four are no whole lab"
    assert "3 of 4 exercises" in page.text and "What a query reads" in page.text
    kept.record(LAB, FOLDER, row(), file)
    whole = BeautifulSoup(standing.page(standing.where(kept.read(file))), "html.parser")
    assert {it.text for it in whole.select("svg text.lit")} == {"parse, rewrite, plan", "blocks"}
    assert not whole.select("[src], link, script"), "it asks nobody for anything"


def test_the_file_is_small_plain_and_in_nobodys_commit(file):
    kept.record(LAB, FOLDER, row(), file)
    said = json.loads(file.read_text())
    assert set(said) == {"path", "labs", "predictions", "ask"} and len(file.read_text()) < 1000
    assert ".course/" in (paths.ROOT / ".gitignore").read_text().splitlines()
