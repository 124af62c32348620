"""A new gradebook has what nbgrader itself would have put into it."""

from __future__ import annotations

import io
import sqlite3

from alembic import command
from alembic.config import Config
from nbgrader.dbutil import write_alembic_ini

from autograder.grading.opening import opened


def test_a_new_gradebooks_version_is_the_one_that_nbgraders_program_would_say(tmp_path):
    with opened(tmp_path / "gradebook.db"):
        pass
    with sqlite3.connect(tmp_path / "gradebook.db") as tables:
        ((version,),) = tables.execute("select version_num from alembic_version")
    settings, said = tmp_path / "alembic.ini", io.StringIO()
    write_alembic_ini(settings, "sqlite://")
    command.heads(Config(settings, stdout=said))
    assert said.getvalue().split() == [version, "(head)"]
