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
