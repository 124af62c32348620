"""An instructor's own settings: a file beside the course's, which git ignores."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from traitlets.config.loader import PyFileConfigLoader

from autograder import paths

SHIPPED = "nbgrader_config.py"


def settings(folder) -> dict:
    return PyFileConfigLoader(SHIPPED, path=str(folder)).load_config()


def test_what_is_an_instructors_own_counts_more_than_what_is_shipped(tmp_path):
    shutil.copy(paths.AUTOGRADER / SHIPPED, tmp_path)
    assert settings(tmp_path).CourseExecute.own_seconds == 10
    (tmp_path / "local_settings.py").write_text(
        "c = get_config()\nc.CourseExecute.own_seconds = 20\nc.CourseExecute.course_seed = 'x'\n"
    )
    found = settings(tmp_path)
    assert (found.CourseExecute.own_seconds, found.CourseExecute.course_seed) == (20, "x")
    assert found.CourseDirectory.course_id == "warehouse"


@pytest.mark.parametrize("name", ["local_settings.py", "hub/local_settings.py"])
def test_git_does_not_see_them(name):
    path = f"autograder/{name}"
    asked = subprocess.run(["git", "check-ignore", path], cwd=paths.ROOT, capture_output=True)
    assert asked.returncode == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("c.CourseExecute.course_seed = ", r"local_settings\.py, line 2: SyntaxError"),
        ("import nosuch", r"local_settings\.py, line 2: ModuleNotFoundError"),
        ("cc.x = 1", r"local_settings\.py, line 2: NameError"),
        ("c.CourseExecute.course_sede = 'x'", "no c.CourseExecute.course_sede: c.*course_seed is"),
        ("c.CourseExcute.course_seed = 'x'", "no c.CourseExcute: c.CourseExecute is meant"),
        ("c.CourseExecute.course_seed = 2026", "course_seed' trait .* expected a unicode string"),
        ("c.LateDays.share = 10", "should not be greater than 1"),
        (
            "c.LateDays.zone = 'Berlin'",
            "c.LateDays.zone: there is no time zone 'Berlin': .*Europe/Ber",
        ),
    ],
)
def test_what_nothing_would_read_is_refused(tmp_path, monkeypatch, line, words):
    """A seed under a wrong name would leave the public one in force."""
    shutil.copy(paths.AUTOGRADER / SHIPPED, tmp_path)
    (tmp_path / "local_settings.py").write_text(f"c = get_config()\n{line}\n")
    monkeypatch.setattr(paths, "AUTOGRADER", tmp_path)
    with pytest.raises(paths.UsageError, match=words):
        paths.nbgrader_config()


def test_settings_of_others_than_the_course_are_theirs(tmp_path, monkeypatch):
    shutil.copy(paths.AUTOGRADER / SHIPPED, tmp_path)
    (tmp_path / "local_settings.py").write_text(
        "c = get_config()\nc.CanvasExporter.columns = {}\nc.LateDays.zone = 'Europe/Berlin'\n"
    )
    monkeypatch.setattr(paths, "AUTOGRADER", tmp_path)
    assert paths.nbgrader_config().LateDays.zone == "Europe/Berlin"
