"""One archive of all that cannot be made again: what was handed in, the gradebook, the roster, the
department's settings.

Made in one piece or not at all, readable by its owner only, and also while the gradebook is in use:
SQLite itself copies it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from autograder.grading.places import Places
from autograder.paths import AUTOGRADER, ROOT, UsageError

#: Beside the class's folders. What is not there is left out.
OTHERS = (AUTOGRADER / "local_settings.py", AUTOGRADER / "points_by_hand.csv")


def default_target() -> Path:
    return Path.home() / "backup" / f"warehouse-{datetime.now():%Y-%m-%d-%H%M%S}.tar.gz"


def make(target: Path, places: Places, others: tuple[Path, ...] = OTHERS) -> Path:
    """Write the archive ``target``, and its folder where there is none, for their owner only.

    Inside lie ``submitted/``, ``gradebook.db``, ``roster.csv`` and the rest as in autograder/, and
    ``commit.txt``: the course's state. What is itself a link, to another disk say, is what it leads
    to; links within ``submitted/`` are students' own, and stay links. Raises UsageError where there
    is nothing to keep, where ``target`` is there already or cannot be written, and where the
    gradebook is damaged.
    """
    if not _is(places.submitted) and not _is(places.gradebook):
        raise UsageError("there is no class yet: nothing was handed in, and there is no gradebook")
    if target.exists():
        raise UsageError(f"{target} is there already: name another file, or none")
    kept = [path for path in (places.submitted, places.roster, places.groups, *others) if _is(path)]
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _private(target) as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            with tempfile.TemporaryDirectory() as folder:
                for path in _copies(Path(folder), places.gradebook):
                    archive.add(path, path.name)
            for path in kept:
                archive.add(path.resolve(), path.name)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error}") from None
    return target


def _is(path: Path) -> bool:
    """Whether it is there. Raises UsageError for a link that leads nowhere: a disk is missing."""
    if path.is_symlink() and not path.exists():
        raise UsageError(
            f"{path} is a link to {path.readlink()}, which is not there: mount that disk, or mend "
            "the link, and give the command again"
        )
    return path.exists()


@contextlib.contextmanager
def _private(target: Path) -> Iterator:
    """A file to write, which has its name once it is whole."""
    making = target.with_name(f".{target.name}.{os.getpid()}")
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        making.rename(target)
    finally:
        making.unlink(missing_ok=True)


def _copies(folder: Path, gradebook: Path) -> Iterator[Path]:
    """The gradebook as it is at one moment, and the state of the course."""
    if gradebook.exists():
        copy = folder / gradebook.name
        try:
            with (
                contextlib.closing(sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True)) as there,
                contextlib.closing(sqlite3.connect(copy)) as here,
            ):
                there.backup(here)
                (found,) = here.execute("pragma integrity_check").fetchone()
        except sqlite3.OperationalError as error:
            raise UsageError(f"the gradebook {gradebook} cannot be read: {error}") from None
        except sqlite3.DatabaseError as error:
            found = str(error)
        if found != "ok":
            raise UsageError(
                f"the gradebook {gradebook} is damaged ({found}): keep the last backup"
            )
        yield copy
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%H %ci"]
    with contextlib.suppress(FileNotFoundError):  # a machine without git
        state = folder / "commit.txt"
        state.write_text(subprocess.run(asked, capture_output=True, text=True).stdout)
        yield state
