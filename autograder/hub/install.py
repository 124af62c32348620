"""Makes a checkout a course on this server: ``sudo make hub``, once and after every ``git pull``.

What students must not read is closed, the course's account gets the places where it writes, and the
exchange and everybody's configuration are put into the shared folder. What is right already is left
alone. Run as root, so nothing that the account could have put in the way is followed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from traitlets.config import Config

from autograder.grading.roster import read
from autograder.hub import proxy, settings
from autograder.paths import ROOT, UsageError

#: What students need, and the book, which does no harm. Any other folder is closed.
OPEN = {".venv", "book", "data", "labs", "warehouse"}
WRITES = ("autograder", "labs")  # where the account makes files of its own
UNPRIVILEGED = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
SHIPPED = Path(__file__).resolve().parent / "shared"


@dataclass(frozen=True)
class Account:
    """The course's account, as the system knows it."""

    user: int
    group: int
    home: Path

    @classmethod
    def named(cls, name: str) -> Account:
        """Raises UsageError where there is none, and for root."""
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            raise UsageError(
                f"there is no account {name!r}: sudo useradd --create-home --shell /bin/bash {name}"
            ) from None
        if found.pw_uid == 0:
            raise UsageError(
                "the course's account is not to be root: name another in local_settings.py"
            )
        return cls(found.pw_uid, found.pw_gid, Path(found.pw_dir))


def install(root: Path, shared: Path, account: Account) -> Iterator[str]:
    """Do it for the course at ``root``; yields a sentence for each thing that was done.

    ``shared``: the folder of the exchange. Raises UsageError where something is in the way.
    """
    yield from _home(account)
    _bytecode(root / "autograder")
    yield from _folders(root, account)
    yield from _labs(root / "labs", account)
    yield from _class(root / "autograder", account)
    yield from _exchange(shared, account)
    yield from _configuration(shared)
    yield from _git(root)


def _home(account: Account) -> Iterator[str]:
    """useradd leaves a home that everybody can read, and backups lie there."""
    home = account.home
    if home.is_dir() and home.stat().st_uid == account.user and home.stat().st_mode & 0o077:
        home.chmod(0o700)
        yield f"closed: {home}"


def _bytecode(autograder: Path) -> None:
    """In a folder of the account's making Python would find bytecode of its making, and root's
    Python take it for this package's: so the folder is there before the account can make it."""
    folder = autograder / "__pycache__"
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o755)
    if folder.is_symlink() or folder.stat().st_uid != autograder.stat().st_uid:
        raise UsageError(
            f"{folder} is not root's: look what it is, remove it (rm -r {folder}), then give the "
            "command again"
        )


def _folders(root: Path, account: Account) -> Iterator[str]:
    for folder in sorted(
        path for path in root.iterdir() if path.is_dir() and not path.is_symlink()
    ):
        before = folder.stat()
        mode = stat.S_IMODE(before.st_mode)
        if folder.name in WRITES:
            # the t keeps the account from replacing what is root's, above all autograder/hub
            mode |= 0o1770
        if folder.name not in OPEN:
            mode &= ~0o007
        if folder.name not in OPEN or folder.name in WRITES:
            group = account.group
            mode |= 0o050
        else:
            group = before.st_gid
        if (mode, group) != (stat.S_IMODE(before.st_mode), before.st_gid):
            os.chown(folder, -1, group)
            folder.chmod(mode)
            who = "only root and the account" if not mode & 0o007 else "everybody, to read"
            yield f"open to {who}: {folder.name}"


def _labs(labs: Path, account: Account) -> Iterator[str]:
    """The labs are generated anew by the account."""
    for folder in sorted(
        path for path in labs.iterdir() if path.is_dir() and not path.is_symlink()
    ):
        changed = False
        for _, folders, files, here in os.fwalk(folder, follow_symlinks=False):
            for name in [".", *folders, *files]:
                if os.stat(name, dir_fd=here, follow_symlinks=False).st_uid != account.user:
                    os.chown(name, account.user, -1, dir_fd=here, follow_symlinks=False)
                    changed = True
        if changed:
            yield f"the account's: labs/{folder.name}"


def _class(autograder: Path, account: Account) -> Iterator[str]:
    """What an administrator may have written for the account, which instructors change later.

    Looked at and changed by one descriptor: the account could put a link there between the two.
    """
    for name in ("roster.csv", "groups.csv", "local_settings.py"):
        try:
            opened = os.open(autograder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:  # it is not there, or it is a link
            continue
        try:
            found = os.fstat(opened)
            roots = stat.S_ISREG(found.st_mode) and found.st_uid == 0
            if roots:
                os.fchown(opened, account.user, account.group)
                os.fchmod(opened, 0o600)
        finally:
            os.close(opened)
        if roots:
            yield f"the account's: autograder/{name}"


def _exchange(shared: Path, account: Account) -> Iterator[str]:
    """nbgrader wants an exchange that everybody can write. The t keeps others from renaming the
    course's folder there, and a student's submission in inbound."""
    shared.mkdir(parents=True, exist_ok=True)
    exchange = shared / "exchange"
    course = exchange / "warehouse"
    if not exchange.exists():
        exchange.mkdir()
        yield f"made: {exchange}"
    exchange.chmod(0o1777)
    if not course.exists():
        course.mkdir()
        os.chown(course, account.user, account.group)
        yield f"made: {course}"
    if course.is_symlink() or course.stat().st_uid != account.user:
        raise UsageError(
            f"{course} is not the account's: move it away, then give the command again"
        )
    try:
        inbound = os.open(course / "inbound", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return  # it comes with the first release, which does the same
    mode = stat.S_IMODE(os.fstat(inbound).st_mode)
    if not mode & stat.S_ISVTX:
        os.fchmod(inbound, mode | stat.S_ISVTX)
    os.close(inbound)
    if not mode & stat.S_ISVTX:
        yield f"nobody renames another's submission: {course / 'inbound'}"


def _configuration(shared: Path) -> Iterator[str]:
    changed = False
    for path in [SHIPPED, *sorted(SHIPPED.rglob("*"))]:
        if path.name == "__pycache__" or path.parent.name == "__pycache__":
            continue
        target = shared / path.relative_to(SHIPPED)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)
            changed = True
        target.chmod(0o755 if path.is_dir() else 0o644)
    if changed:
        yield f"copied: everybody's configuration, into {shared}"


def _git(root: Path) -> Iterator[str]:
    """The account reads root's repository, to release and to say which state it is."""
    asked = ["git", "config", "--system", "--get-all", "safe.directory"]
    known = subprocess.run(asked, capture_output=True, text=True).stdout.splitlines()
    if (root / ".git").exists() and str(root) not in known:
        subprocess.run(
            ["git", "config", "--system", "--add", "safe.directory", str(root)], check=True
        )
        yield f"git may be used by the account in {root}"


def _ports() -> Iterator[str]:
    """Some systems let everybody take the low ports, containers above all."""
    first = int(UNPRIVILEGED.read_text()) if UNPRIVILEGED.exists() else 0
    if first < 1024:
        yield (
            f"here everybody may take ports from {first} on, the hub's own too while it restarts: "
            "write net.ipv4.ip_unprivileged_port_start = 1024 into "
            "/etc/sysctl.d/warehouse.conf, then say sysctl --system"
        )


def _open_homes(roster: Path) -> Iterator[str]:
    """Homes that Debian's useradd made are everybody's to read, and students work there. Whose they
    are decides; this only says so."""
    if not roster.exists():
        return  # it comes after the first time
    found = []
    for person in read(roster):
        with suppress(KeyError, OSError):  # no account yet, or no home
            home = Path(pwd.getpwnam(person.id).pw_dir)
            if home.stat().st_mode & 0o005:
                found.append(str(home))
    if found:
        yield f"students can read each other's work in these homes: chmod 700 {' '.join(found)}"


def main() -> None:
    try:
        if os.geteuid():
            raise UsageError("only root can do this: sudo make hub")
        chosen = settings.read(Config)
        account = Account.named(chosen.account)
        for sentence in chain(install(ROOT, chosen.shared, account), _ports()):
            print(sentence)
        proxy.install()
        for sentence in _open_homes(chosen.roster):  # the last, for a roster may have a fault
            print(sentence)
    except UsageError as error:
        print(f"autograder: {error}", file=sys.stderr)
        sys.exit(2)
    print("done: if the hub runs, 'sudo systemctl restart warehouse-hub' has it read what is new")


if __name__ == "__main__":
    main()
