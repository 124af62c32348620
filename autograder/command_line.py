"""What all commands have in common: an error that the caller can mend is one line with the fix, and
exit code 2."""

from __future__ import annotations

import errno
import logging
import re
import sys
from typing import NoReturn

import typer

from autograder.commands import PANELS, app, making, program, reader, teaching
from autograder.execution.sandbox import SandboxError
from autograder.paths import UsageError
from warehouse.errors import CourseError

__all__ = ["app", "main", "making", "reader", "teaching"]
MACHINES = {
    errno.EACCES: "Give the command as who may, or have whom it belongs to change that",
    errno.EPERM: "Give the command as who may, or have whom it belongs to change that",
    errno.EROFS: "Copy the course to where it can be written",
    errno.ENOSPC: "Make room, and give the command again",
    errno.EDQUOT: "Make room, and give the command again",
}
#: The help begins with who reads, of whom there are most.
app.registered_commands.sort(key=lambda command: PANELS.index(command.rich_help_panel))


def main() -> None:
    # nbgrader says there, with a traceback, what it raises too
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
    try:
        # without words it is help that is wanted; with them, an error is one line as all others are
        code = app(standalone_mode=not sys.argv[1:])
    except typer.BadParameter.__base__ as error:  # what is wrong with the words themselves
        about = " ".join(sys.argv[1:2]) if sys.argv[1] in _commands() else ""
        help_ = " ".join([program(), about, "--help"]).replace("  ", " ")
        _refuse(f"{' '.join(error.format_message().split())} ('{help_}' says how)")
    except (UsageError, CourseError, SandboxError) as error:
        _refuse(str(error))
    except ModuleNotFoundError as missing:
        _refuse(f"{missing}: run 'make setup', then 'source .venv/bin/activate'")
    except Exception as error:
        words = _mendable(error)
        if not words:
            raise
        _refuse(words)
    if code == 130:  # Ctrl-C
        print(
            "\nautograder: stopped; what was graded is kept, the same command goes on from here",
            file=sys.stderr,
        )
    sys.exit(code or 0)


def _refuse(words: str) -> NoReturn:
    print(f"autograder: {words}", file=sys.stderr)
    sys.exit(2)


def _commands() -> set[str]:
    return {one.name or one.callback.__name__ for one in app.registered_commands}


def _mendable(error: Exception) -> str:
    """What to do about an error that is the machine's, in a line; empty for any other."""
    # loaded by whoever used them
    databases, gradebooks = (sys.modules.get(name) for name in ("sqlalchemy.exc", "nbgrader.api"))
    wrapped = gradebooks and isinstance(error, gradebooks.InvalidEntry)
    if (databases and isinstance(error, databases.DatabaseError)) or (
        wrapped and re.search(r"\((sqlite3\.)?(Operational|Database)Error\)", str(error))
    ):
        first, _, why = str(error).splitlines()[0].partition("Error) ")
        if first.endswith("Database"):  # sqlite3's most general kind: the file is no whole database
            return (
                f"the gradebook is damaged ({why}): put that of your last backup in its place "
                "('python -m autograder backup' makes one)"
            )
        if not first.endswith("Operational"):
            return ""
        return (
            f"the gradebook cannot be used ({why}): close formgrader, or what else has it open, and "
            "give the command again as who owns it"
        )
    if isinstance(error, OSError) and error.filename and error.errno in MACHINES:
        return f"{error.filename}: {error.strerror}. {MACHINES[error.errno]}"
    return ""
