"""What a student's nbgrader leaves in the exchange, with the configuration that everybody has on the
hub."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from autograder.hub import install


@pytest.fixture
def submit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A student's nbgrader before it submits a lab; all paths lie in ``tmp_path``."""
    for name in ("JUPYTERHUB_USER", "COURSE_ACCOUNT"):  # as for the account: no hub is asked
        monkeypatch.delenv(name, raising=False)
    course = tmp_path / "exchange" / "warehouse"
    for folder in (course / "inbound", course / "outbound" / "lab", tmp_path / "lab"):
        folder.mkdir(parents=True)
    (tmp_path / "lab" / "lab.ipynb").write_text("{}")
    shared = PyFileConfigLoader(str(install.SHIPPED / "nbgrader_config.py")).load_config()
    config = Config()
    config.CourseDirectory = Config(course_id="warehouse", assignment_id="lab", student_id="ada")
    config.Exchange = Config(
        root=str(tmp_path / "exchange"),
        cache=str(tmp_path / "cache"),
        assignment_dir=str(tmp_path),
    )
    return shared.ExchangeFactory.submit(
        coursedir=CourseDirectory(config=config),
        authenticator=Authenticator(config=config),
        config=config,
    )


def modes(tmp_path: Path) -> list[int]:
    inbound = tmp_path / "exchange" / "warehouse" / "inbound"
    return [stat.S_IMODE(path.stat().st_mode) for path in inbound.iterdir()]


def test_what_is_submitted_is_its_students_to_change(submit, tmp_path):
    submit.start()
    assert modes(tmp_path) == [0o755]


def test_also_where_the_copy_at_home_cannot_be_written(submit, tmp_path):
    """As when the home is full: the first copy is in the exchange by then, open to everybody."""
    (tmp_path / "cache").write_text("a file, where a folder would have to be made")
    with pytest.raises(OSError, match="cache"):
        submit.start()
    assert modes(tmp_path) == [0o755]
