"""A class's gradebook, opened as nbgrader needs it."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

# nbgrader calls the alembic program by name: it lies beside this Python.
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
# nbgrader looks at new gradebook rows before they are saved; SQLAlchemy remarks on it at length, to
# no effect.
warnings.filterwarnings("ignore", category=SAWarning)


def opened(gradebook: Path) -> Gradebook:
    """The gradebook in this file, for a with; made where there is none yet."""
    return Gradebook(f"sqlite:///{gradebook}", "warehouse")
