"""A new term: a fresh seed in the instructor's settings, under which values known by heart are worth less."""

from __future__ import annotations

import pytest
from traitlets.config import PyFileConfigLoader

from autograder.grading import new_term
from autograder.paths import UsageError


def settings(file) -> dict:
    return PyFileConfigLoader(file.name, path=str(file.parent)).load_config().CourseExecute


@pytest.mark.parametrize(
    "before", ["", 'c = get_config()\nc.CourseExecute.course_seed = "last year"\n']
)
def test_a_fresh_seed_takes_the_place_of_the_old_one_which_stays_as_a_comment(tmp_path, before):
    file = tmp_path / "local_settings.py"
    if before:
        file.write_text(before + "c.LateDays.free = 4\n")
    old, new = new_term.begin(False, file)
    assert old == ("last year" if before else "") and len(new) >= 32
    assert settings(file).course_seed == new and "per_student" not in settings(file)
    assert not before or (
        "last year" in file.read_text() and "LateDays.free = 4" in file.read_text()
    )
    again = new_term.begin(True, file)
    assert again[0] == new != again[1]
    assert settings(file).per_student is True and settings(file).course_seed == again[1]
    assert file.read_text().count("\nc.CourseExecute.course_seed") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("c = get_config(\n", "mend it first"),
        ("from traitlets.config import Config\nget_config()\nc = Config()\n", "set it by hand"),
    ],
)
def test_settings_that_are_not_understood_are_left_alone(tmp_path, text, said):
    file = tmp_path / "local_settings.py"
    file.write_text(text)
    with pytest.raises(UsageError, match=said):
        new_term.begin(False, file)
    assert file.read_text() == text and [it.name for it in tmp_path.glob("*.py")] == [file.name]


@pytest.mark.lab("warmup")
def test_values_known_by_heart_are_worth_less_under_another_seed():
    found = new_term.by_heart("warmup", "last year", "this year")
    assert new_term.is_worth_less(found), new_term.as_text(found)
    assert sum(it.before for it in found) > 50, "it had learnt something"
    same = [new_term.ByHeart("a", 5, 5, 10), new_term.ByHeart("b", 9, 10, 10)]
    assert not new_term.is_worth_less(same)
    assert "takes nothing away" in new_term.as_text(same)[-1]
