"""Collecting from nbgrader's exchange without believing it.

A student may write what they like into the exchange's inbound folder, by hand and under any name.
nbgrader's own collect follows links there with the rights of the course's account, which reads
solutions and everybody's work, only warns when a submission belongs to somebody else, takes the
time of submission from its name, and ends at the first name it cannot read.
"""

from __future__ import annotations

import os
import pwd
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

# between a submission's own time and its last change, on a slow disk or with clocks apart
SLOW = timedelta(minutes=10)
NOBODY = ""


class Collect(ExchangeCollect):
    """nbgrader's collect, which leaves aside what is not plainly a student's own submission, and
    says so in the log."""

    def init_src(self) -> None:
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"] != NOBODY]

    def copy_files(self) -> None:
        """One student's after the other's: what somebody takes away or closes meanwhile costs
        nobody else theirs."""
        found = self.src_records
        for records in [[record] for record in found] or [[]]:
            self.src_records = records
            try:
                super().copy_files()
            except OSError as error:
                name = records[0]["filename"] if records else self.inbound_path
                self.log.error("not collected: %r: %s", name, _plain(error))
        self.src_records = found

    def _path_to_record(self, path: str) -> dict:
        name = Path(path).name
        try:
            student, _, claimed, *_ = name.rsplit("+", 3)
            when, arrived = parse_utc(claimed), self._arrived(path, student)
        except (ValueError, ArithmeticError, OSError) as error:
            self.log.warning("not collected: %r: %s", path, _plain(error))
            return {"username": NOBODY, "filename": name, "timestamp": datetime.min}
        if arrived - when > SLOW or when - arrived > SLOW:
            self.log.warning(
                "%r says it was submitted at %s: it was last changed at %s, which counts",
                path,
                when,
                arrived,
            )
            when = arrived
        return {"username": student, "filename": name, "timestamp": when}

    def _arrived(self, path: str, student: str) -> datetime:
        """When the folder or a file in it last changed, by the system's clock, which a student
        cannot set.

        Raises ValueError where the submission is not the student's own.
        """
        if not student or student.startswith(".") or os.sep in student:
            raise ValueError(f"{student!r} is not a student's name")
        folder = _open_folder(path)
        try:
            found = os.fstat(folder)
            owner = _name(found.st_uid)
            if self.check_owner and owner != student:
                raise ValueError(f"it belongs to {owner}, not to {student}")
            changed = [
                found,
                *(
                    os.stat(name, dir_fd=folder, follow_symlinks=False)
                    for name in os.listdir(folder)
                ),
            ]
        finally:
            os.close(folder)
        return datetime.fromtimestamp(max(one.st_ctime for one in changed), UTC).replace(
            tzinfo=None
        )

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """The files that lie in the folder itself: no links, nobody else's, not too much. The time
        is the one that counts."""
        folder = _open_folder(src)
        try:
            # nbgrader counts in kilobytes
            owner, left = os.fstat(folder).st_uid, int(1000 * self.coursedir.max_file_size)
            os.makedirs(dest)
            for name in sorted(os.listdir(folder)):
                try:
                    content = _content(name, folder, owner, left)
                except (ValueError, OSError) as error:
                    self.log.warning("not collected: %r in %r: %s", name, src, _plain(error))
                    continue
                (Path(dest) / name).write_bytes(content)
                left -= len(content)
        finally:
            os.close(folder)
        when = next(
            record["timestamp"]
            for record in self.src_records
            if record["filename"] == Path(src).name
        )
        (Path(dest) / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S.%f} UTC")


def _plain(error: Exception) -> str:
    """What it says, without what a name in it could tell the terminal that shows the log."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in str(error))


def _open_folder(path: str) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _content(name: str, folder: int, owner: int, most: int) -> bytes:
    """What is in a file of an open folder. Raises ValueError or OSError where it is not a plain
    file of its owner's."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is not a file")
        if found.st_uid != owner:
            raise ValueError(f"it belongs to {_name(found.st_uid)}")
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"it is larger than the {most} bytes that are left to it")
    return content


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
