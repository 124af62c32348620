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

# nbgrader calls programs by name (alembic is one): they lie beside this Python.
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
# nbgrader looks at new gradebook rows before they are saved; SQLAlchemy remarks on it at length, to
# no effect.
warnings.filterwarnings("ignore", category=SAWarning)


def _version_of_tables() -> str:
    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


# nbgrader starts alembic for each new gradebook, to ask for this: more than a second of a processor.
nbgrader.api.get_alembic_version = _version_of_tables


def opened(gradebook: Path) -> Gradebook:
    """The gradebook in this file, for a with; made where there is none yet."""
    return Gradebook(f"sqlite:///{gradebook}", "warehouse")
