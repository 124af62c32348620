"""What a department says of its hub, with what is shipped: read by the hub's configuration and by
``autograder.hub.install``.

Its own values stand in local_settings.py beside this file, which git does not see. That file is a
configuration of JupyterHub's too.
"""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from autograder.paths import AUTOGRADER, UsageError

LOCAL = Path(__file__).resolve().parent / "local_settings.py"


# --- A department's settings --------------------------------------------------------------------------------------
@dataclass
class Settings:
    # the account of the system that releases, collects and grades
    account: str = "grader"
    # they log in as themselves and open the account's server
    instructors: set[str] = field(default_factory=lambda: {"instructor"})
    # who takes the course: the file that 'python -m autograder roster' reads
    roster: Path = AUTOGRADER / "roster.csv"
    # nbgrader's exchange, and the configuration that every server reads
    shared: Path = Path(os.environ.get("COURSE_SHARED", "/srv/nbgrader"))
    # what a student's server and all that runs in it may have, as prlimit takes it: bytes of
    # addresses a process, and processes of the account
    limits: dict[str, int] = field(default_factory=lambda: {"as": 8 << 30, "nproc": 512})


# --- How they are read --------------------------------------------------------------------------------------------
def read(get_config: Callable, local: Path = LOCAL) -> Settings:
    """The settings, of which ``local`` may set any by its name; ``get_config`` is what that file
    calls for the rest. Raises UsageError where it fails."""
    settings = Settings()
    if local.exists():
        try:
            own = runpy.run_path(str(local), {"get_config": get_config})
        except Exception as error:  # it is a program of somebody's
            raise UsageError(f"{local}: {type(error).__name__}: {error}") from error
        for one in fields(settings):
            setattr(settings, one.name, own.get(one.name, getattr(settings, one.name)))
    settings.roster, settings.shared = Path(settings.roster), Path(settings.shared)
    return settings
