"""Obligations: the marks in a task's text, what of them is missing, and that no release has them."""

from __future__ import annotations

import re

import nbformat
import pytest

from autograder.grading.preprocessors import CleanTasks
from autograder.paths import labs, released_notebook
from autograder.quality import obligations
from autograder.quality.answer_files import Answer
from autograder.quality.structure import OBLIGATION

TASK = """## 1. Something

**Write** `f(a)`. An empty column gives 0. <!-- must: empty -->

- Text is refused, <!-- must: text --> and nulls are skipped. <!-- must: nulls -->
"""
CHECKS = """
def graded_checks():
    @exercise.check("t", points=1, obligations="empty nulls")
    def first():
        pass

    @exercise.property("u", points=1, obligations="text", x=1)
    def second(x):
        pass

    exercise.laws(points=1, obligations="stays")
"""


@pytest.fixture
def lab(monkeypatch):
    """A lab of one exercise; answers are added by the test."""
    cells = [{"id": "f-task", "source": TASK}, {"id": "f-checks", "source": CHECKS}]
    cells = [nbformat.from_dict({"cell_type": "code", "metadata": {}, **cell}) for cell in cells]
    answers: list[Answer] = []
    monkeypatch.setattr(obligations, "_cells", lambda lab: cells)
    monkeypatch.setattr(obligations, "require_lab", lambda lab: lab)
    monkeypatch.setattr(obligations.answer_files, "exercises", lambda lab: ["f"])
    monkeypatch.setattr(obligations.answer_files, "load", lambda lab: answers)
    return answers


def wrong(name: str, breaks: str) -> Answer:
    return Answer("demo", "f", name, "wrong", "about", "first", "hint", "code", breaks)


def test_marks_are_found_with_their_sentences(lab):
    found = {each.name: each for each in obligations.of("demo")}
    assert list(found) == ["empty", "text", "nulls"]
    assert found["empty"].sentence.endswith("An empty column gives 0.")
    assert found["nulls"].sentence == "and nulls are skipped."
    assert found["nulls"].checks == ("first",) and found["text"].checks == ("second",)


def test_what_is_missing_is_named(lab):
    lab += [wrong("wrong_a", "empty"), wrong("wrong_b", "text"), wrong("wrong_c", "no_such")]
    faults = obligations.faults("demo")
    assert any("'nulls' is broken by no wrong answer" in fault for fault in faults)
    assert any("the check laws names 'stays'" in fault for fault in faults)
    assert any("wrong_c breaks 'no_such'" in fault for fault in faults)
    assert len(faults) == 3


@pytest.mark.parametrize("lab_name", labs())
def test_no_release_has_a_mark(lab_name):
    assert not re.search(OBLIGATION, released_notebook(lab_name).read_text())


def test_a_release_has_the_sentence_without_its_mark():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(TASK)])
    cleaned, _ = CleanTasks().preprocess(nb, {})
    assert cleaned.cells[0].source == re.sub(" <!--.*?-->", "", TASK)
