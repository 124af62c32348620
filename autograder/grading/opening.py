"""A class's gradebook, opened as nbgrader needs it."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

import nbgrader.api
from alembic.script import ScriptDirectory
from nbgrader.api import Gradebook
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy.exc import SAWarning

from autograder.paths import UsageError

_START = b"SQLite format 3\0"

# nbgrader calls programs by name (alembic is one): they lie beside this Python.
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
# nbgrader looks at new gradebook rows before they are saved; SQLAlchemy remarks on it at length, to
# no effect.
warnings.filterwarnings("ignore", category=SAWarning)


def _version_of_tables() -> str:
    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


# nbgrader starts alembic for each new gradebook, to ask for this: more than a second of a processor.
nbgrader.api.get_alembic_version = _version_of_tables


RESTORE = "put that of your last backup in its place"


def require_whole(gradebook: Path) -> None:
    """Raises UsageError where the file is there and no gradebook: SQLite takes an empty one for a
    new database, in which everybody's points are missing."""
    if not gradebook.exists():
        return
    try:
        with gradebook.open("rb") as file:
            start = file.read(len(_START))
    except OSError as error:
        raise UsageError(f"the gradebook {gradebook} cannot be read: {error.strerror}") from None
    if not start:
        raise UsageError(
            f"the gradebook {gradebook} is empty (0 bytes): {RESTORE}, or, where there never was "
            "another, remove it and release the labs"
        )
    if start != _START:
        raise UsageError(f"the gradebook {gradebook} is damaged (it is no database): {RESTORE}")


def require(gradebook: Path, lab: str) -> None:
    """Raises UsageError where there is no gradebook, and where it is none."""
    if not gradebook.exists():
        raise UsageError(
            f"there is no gradebook {gradebook}: {RESTORE}, or, for a new class, run 'python -m "
            f"autograder release {lab}', and grade"
        )
    require_whole(gradebook)


def opened(gradebook: Path) -> Gradebook:
    """The gradebook in this file, for a with; made where there is none yet. Raises UsageError where
    the file is none."""
    require_whole(gradebook)
    return Gradebook(f"sqlite:///{gradebook}", "warehouse")
