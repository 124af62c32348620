"""The runner of a reader's own notebook: no sandbox, since the code is the reader's, and no end to its time
as a whole."""

from __future__ import annotations

import math
from pathlib import Path

from autograder.execution.runner import Runner, Settings

OWN_SECONDS = 10.0  # of one cell of the reader's: as when a class is graded


def own_runner(lab: str, folder: Path) -> Runner:
    """For the notebook of ``lab`` in ``folder``. Raises ``DataError`` where the lab's data cannot be made."""
    return Runner(
        lab,
        Settings(
            cell_seconds=OWN_SECONDS,
            submission_seconds=math.inf,
            sandboxed=False,
            folder=str(folder.resolve()),
        ),
    )
