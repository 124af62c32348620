"""Predict first: which question belongs to which exercise, when it is asked, and what is kept of it."""

from __future__ import annotations

import builtins
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder import checking, paths
from autograder.command_line import app
from autograder.paths import UsageError
from autograder.reader import answering, graded_cell, kept, predictions, standing, tasks
from autograder.reader.attempts import Attempts
from autograder.reader.screen import Screen
from autograder.reader.watching import Watch
from autograder.reports.table import Row
from conftest import RIGHT_RLE, released
from warehouse.compression import standins

LAB = "compression"
FOLDER = paths.LABS / LAB
CELLS = {cell["id"]: cell.source for cell in released().cells}
RIGHT = [{"id": "rle", "source": RIGHT_RLE}]


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch) -> Path:
    """A reader's file of the test's own."""
    monkeypatch.setattr(kept, "FILE", tmp_path / ".course" / "progress.json")
    return kept.FILE


def graded(exercise: str, state: str = "wrong") -> Row:
    return Row("", {exercise: 0.0}, {exercise: 10.0}, {exercise: state})


@pytest.mark.parametrize("lab", paths.labs())
def test_every_question_belongs_to_an_exercise_of_its_lab(lab):
    found = predictions.of(lab)
    assert set(found) <= set(tasks.of(lab))
    for it in found.values():
        words = it.question + it.answer
        assert it.question and it.answer and "}`" not in words.replace("}}`", "").replace("{}`", "")
        assert "{before}" not in words and "\n" not in words


def test_half_of_all_exercises_have_a_question():
    asked = sum(len(predictions.of(lab)) for lab in paths.labs())
    assert asked >= sum(len(tasks.of(lab)) for lab in paths.labs()) / 2


def test_questions_and_answers_are_paired_by_number():
    found = predictions.of("zone_maps")
    assert "In which order should it read?" in found["scan"].question
    assert found["scan"].answer.startswith("The columns of the conditions first")
    assert "z_order" not in found, "no question of the chapter is about it"
    assert "may drop? And when" not in predictions.of("snapshot_isolation")["vacuum"].answer
    assert "a vacuum drop?" in predictions.of("snapshot_isolation")["vacuum"].question


@pytest.mark.parametrize(
    ("questions", "answers", "fault"),
    [
        ("1. a {before}`x`\n2. b\n", "1. a\n", "2 questions to predict, 1 answers"),
        ("1. a {before}`x`\n2. b {before}`x`\n", "1. a\n2. b\n", "two predictions belong to .*'x'"),
    ],
)
def test_a_chapter_in_disorder_is_named(tmp_path, monkeypatch, questions, answers, fault):
    text = ":::{admonition} Predict before you build\n" + questions
    (tmp_path / "demo.md").write_text(text + "\n```{dropdown} Answers\n" + answers + "```\n:::\n")
    monkeypatch.setattr(predictions.tasks, "chapter", lambda lab: tmp_path / f"{lab}.md")
    with pytest.raises(UsageError, match=fault):
        predictions.of.__wrapped__("demo")


def test_it_is_asked_once_before_the_first_grade_of_ones_own_notebook(tmp_path, file):
    def due(folder: Path = FOLDER) -> list[str]:
        return [it.exercise for it in predictions.due(LAB, folder, {"rle", "delta", "table"})]

    assert due() == ["rle", "delta"], "the chapter asks nothing about the table"
    assert due(tmp_path) == due(paths.SOLUTIONS / LAB) == [], "somebody's copy, an author's source"
    kept.record(LAB, FOLDER, graded("delta"))
    assert due() == ["rle"], "graded already, by the watch, say"
    assert kept.try_to_predict(LAB, "rle", "  ") == ""
    assert due() == [] and predictions.said(LAB, FOLDER) == {}, "asked, and nothing was said"
    file.write_text("{")
    assert due() == [] and predictions.said(LAB, FOLDER) == {}
    assert kept.try_to_predict(LAB, "mostly", "x").startswith("your prediction was not kept")


def test_one_setting_turns_it_off_and_on(monkeypatch):
    monkeypatch.setattr(standing, "write_page", lambda standing: "elsewhere")
    CliRunner().invoke(app, ["progress", "--no-predictions"], catch_exceptions=False)
    assert predictions.due(LAB, FOLDER, {"rle"}) == []
    CliRunner().invoke(app, ["progress", "--path", "scale"], catch_exceptions=False)
    assert not kept.read().ask and kept.read().path == "scale"
    CliRunner().invoke(app, ["progress", "--predictions"], catch_exceptions=False)
    assert predictions.due(LAB, FOLDER, {"rle"}) and kept.read().path == "scale"


def test_a_file_of_an_older_course_is_read(file):
    file.parent.mkdir()
    file.write_text('{"path": "scale", "labs": {}}')
    assert kept.read() == kept.Progress("scale", {}, {}, True)


def test_the_answer_is_kept_and_shown_beside_what_came():
    with Attempts(LAB, FOLDER) as attempts:
        begun = answering.answer(attempts, 1, [], can_ask=True)
        assert begun == {"show": answering._text(answering.NOT_RUN)}, "nothing to grade yet"
        asked = answering.answer(attempts, 1, RIGHT, can_ask=True)
        assert asked["prompt"] and "repeated 65,536 times" in asked["show"]["text/plain"]
        assert "points" not in asked["show"]["text/plain"] and kept.read().labs == {}
        done = answering.answer(attempts, 1, RIGHT, can_ask=True, prediction="one <pair> each")
        assert "prompt" not in done and "rle: 10 of 10 points" in done["show"]["text/plain"]
        assert "you predicted: one <pair> each" in done["show"]["text/plain"]
        assert "Run-length one pair" in done["show"]["text/plain"]
        page = done["show"]["text/html"]
        assert "<details open>" in page and "one &lt;pair&gt; each" in page
        again = answering.answer(attempts, 1, RIGHT, can_ask=True)["show"]["text/html"]
        assert "<details>" in again and "one &lt;pair&gt; each" in again
    assert kept.read().predictions == {LAB: {"rle": "one <pair> each"}}
    assert kept.read().labs[LAB]["rle"].points == 10, "a wrong prediction costs nothing"
    assert "one &lt;pair&gt; each" in standing.page(standing.where(kept.read()))


class Other:
    """In place of the process that grades: what it is told, and canned answers."""

    def __init__(self, *answers: str):
        self.stdin, self.stdout = io.StringIO(), io.StringIO("".join(f"{it}\n" for it in answers))

    def poll(self) -> None: ...

    def wait(self) -> None: ...

    kill = wait


ASKS = '{"show": {"text/plain": "how many?"}, "prompt": "? "}'
SHOWS = '{"show": {"text/plain": "10 of 10"}}'


@pytest.mark.parametrize(
    ("stdin", "typed", "shown", "sent"),
    [
        (True, "three", ["how many?", "10 of 10"], '"prediction": "three"'),
        (False, None, ["10 of 10"], '"can_ask": false'),
        (True, KeyboardInterrupt, ["how many?"], '"can_ask": true'),
    ],
)
def test_the_kernel_asks_where_somebody_can_answer(monkeypatch, stdin, typed, shown, sent):
    def said(prompt: str) -> str:
        assert typed is not None, "nobody is there to answer"
        if typed is KeyboardInterrupt:
            raise KeyboardInterrupt
        return typed

    parent = {"content": {"allow_stdin": stdin}}
    shell = SimpleNamespace(user_ns={"standins": standins}, get_parent=lambda: parent)
    grader, displayed = graded_cell.Grader(shell), []
    other = grader.process = Other(*([ASKS] if stdin else []), SHOWS)
    grader.lab = LAB
    monkeypatch.setattr(builtins, "input", said)
    monkeypatch.setattr(graded_cell, "display", lambda it, raw: displayed.append(it["text/plain"]))
    told = other.stdin
    monkeypatch.setattr(told, "close", lambda: None)
    grader.answer(1)
    assert displayed == shown and sent in told.getvalue()


def test_a_check_asks_at_a_terminal_and_nowhere_else(monkeypatch, capsys):
    """Of a whole notebook all that is begun, before anything runs."""
    nb = checking.skeleton_with_tests(LAB)
    next(cell for cell in nb.cells if cell["id"] == "rle").source = RIGHT_RLE
    answers = iter(["one pair"])
    monkeypatch.setattr(builtins, "input", lambda prompt: next(answers))
    monkeypatch.setattr(checking.repair, "repaired", lambda *given: nb)
    monkeypatch.setattr(checking, "execute", lambda nb, lab, folder: nb)
    monkeypatch.setattr(checking, "of_notebook", lambda nb: EVERY)
    checking.check(LAB, FOLDER)
    assert "before rle" not in capsys.readouterr().out and kept.read().predictions == {}
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    kept.FILE.unlink()
    checking.check(LAB, FOLDER)
    out = capsys.readouterr().out
    assert out.index("before rle is graded") < out.index("rle: 0 of 1") < out.index("you predicted")
    assert "before delta" not in out and kept.read().predictions == {LAB: {"rle": "one pair"}}


def test_a_watch_asks_while_it_runs_and_shows_what_came_then(tmp_path):
    """Letters are an answer's while there is a question, and keys again after it."""
    console = Console(record=True, width=120, file=io.StringIO())
    fake = SimpleNamespace(lab=LAB, abandon=lambda: None)
    watch = Watch(
        fake, Screen(console), asks=lambda names: predictions.due(LAB, FOLDER, {*names} & {"rle"})
    )
    watch.waiting = []

    def shown() -> str:
        watch.draw(final=True)
        return console.export_text()

    watch.questions.saved(["rle", "table"])
    watch.questions.saved(["rle"])
    assert len(watch.questions.open) == 1 and "repeated 65,536 times" in (text := shown())
    assert "Enter ends your answer" in text and "q quit" not in text
    for key in "oneQx\x7f":
        watch.on_key(key)
    watch.on_key("\x1b[A")
    assert "(a line; Enter alone: nothing) oneQ" in shown() and not watch.over.is_set()
    watch.on_key("\r")
    assert kept.read().predictions == {LAB: {"rle": "oneQ"}}
    text = shown()
    assert (
        "1. Run-length encoding" in text and "predicted:" in text and "Run-length one pair" in text
    )
    watch.questions.saved(["rle"])
    assert watch.questions.open == [] and "predicted:" not in shown()
    watch.on_key("Q")
    assert watch.over.is_set()


NAMES = list(tasks.of(LAB))
EVERY = Row("", dict.fromkeys(NAMES, 0.0), dict.fromkeys(NAMES, 1.0), dict.fromkeys(NAMES, "wrong"))
