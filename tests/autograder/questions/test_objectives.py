"""The table of objectives is made from chapters, labs and questions, and says where one leads nowhere."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.authoring import lessons
from autograder.questions import bank, objectives

CHAPTERS = {it.lab: it for it in lessons.lessons() if it.lab}


@pytest.mark.parametrize("lab", CHAPTERS)
def test_a_chapters_objectives_and_its_exercises_are_all_in_the_table(lab):
    lesson = CHAPTERS[lab]
    lines = objectives.table([lesson])
    text = lessons.chapter(lesson.page).read_text(encoding="utf-8")
    wanted = {line.replace("**", "") for line in bank.objectives_of(text).values()}
    assert wanted == {line[1] for line in lines if line[1]} and len(wanted) >= 3
    asked = {it.name: it for it in objectives.exercises(lab)}
    assert {line[4] for line in lines if line[4]} == set(asked)
    assert sum(it.points for it in asked.values()) == 100
    assert all(it.section in bank.headings_of(text) and it.checks for it in asked.values())


def test_an_objective_leads_through_its_questions_to_exercises(monkeypatch):
    lesson = CHAPTERS["warmup"]
    (first, *_) = objectives.rows(lesson)
    assert first.section == "A plan says what is read"
    assert [it.name for it in first.exercises] == ["find_scans"]
    assert first.questions == ("a_column_in_no_answer",)
    assert objectives.without_objective(lesson) == []
    monkeypatch.setattr(bank, "chapters", list)
    assert all(not row.section for row in objectives.rows(lesson))
    assert len(objectives.without_objective(lesson)) == 4
    said = objectives.as_text([lesson])
    assert (
        "no question leads to a section yet" in said and "no objective leads to: find_scans" in said
    )


def test_the_table_is_one_for_a_spreadsheet():
    lines = objectives.table(list(CHAPTERS.values()))
    read = list(csv.DictReader(io.StringIO(objectives.as_csv(lines))))
    assert len(read) == len(lines) > 100
    (scan,) = (line for line in read if (line["lab"], line["exercise"]) == ("zone_maps", "scan"))
    assert scan["points"] == "25" and "skips" in scan["checks"].split(", ")
    assert scan["questions"] == "late_columns"
