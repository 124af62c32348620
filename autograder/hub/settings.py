"""What a department says of its hub, with what is shipped: read by the hub's configuration and by
``autograder.hub.install``.

Its own values stand in local_settings.py beside this file, which git does not see. That file is a
configuration of JupyterHub's too.
"""

from __future__ import annotations

import difflib
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
    calls for the rest. Raises UsageError where it fails, where a name is nearly a setting's and where a
    setting cannot have its value: the shipped one would be in force without a word."""
    settings = Settings()
    if local.exists():
        try:
            own = runpy.run_path(str(local), {"get_config": get_config})
        except Exception as error:  # it is a program of somebody's
            raise UsageError(f"{local}: {type(error).__name__}: {error}") from error
        known = [one.name for one in fields(settings)]
        if words := _what_is_wrong(own, known):
            raise UsageError(f"{local}: {words}")
        for name in known:
            setattr(settings, name, own.get(name, getattr(settings, name)))
    settings.roster, settings.shared = Path(settings.roster), Path(settings.shared)
    return settings


def _what_is_wrong(own: dict[str, object], known: list[str]) -> str:
    """The first fault of what a department's file sets, in words; empty where there is none."""
    for name in own:
        near = [] if name.startswith("_") else difflib.get_close_matches(name, known, 1, 0.75)
        if near and name not in known:
            return (
                f"there is no setting {name!r}: {near[0]!r} is meant, it seems (a name of your own "
                "may begin with _)"
            )
    values = {name: own[name] for name in known if name in own}
    return next((words for name, value in values.items() if (words := _unfit(name, value))), "")


def _unfit(name: str, value: object) -> str:
    """What is wrong with the value of a setting; empty where nothing is."""
    # the letters of a name are a set of texts, too
    if name == "account":
        fits, wanted = isinstance(value, str) and value.strip() == value != "", "an account's name"
    elif name == "instructors":
        fits = isinstance(value, (set, frozenset, list, tuple)) and all(
            isinstance(one, str) and one.strip() == one != "" for one in value
        )
        wanted = 'a set of names, as in {"ann", "bo"}'
    elif name == "limits":
        fits = isinstance(value, dict) and all(
            isinstance(limit, str) and type(most) is int and most > 0
            for limit, most in value.items()
        )
        wanted = 'whole numbers by prlimit\'s names, as in {"as": 8 << 30}, or {} for none'
    else:
        fits, wanted = isinstance(value, (str, Path)) and str(value) != "", "a path"
    return "" if fits else f"{name} = {value!r}: it is to be {wanted}"
