"""A home that is full, as the hub looks at it before a server starts there."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.hub import homes

USER = 61_003  # without a name
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")


def python_of_all() -> str | None:
    """One that somebody else can run."""
    for program in filter(None, (sys.executable, shutil.which("python3", path=os.defpath))):
        with suppress(OSError):
            if os.geteuid() or not subprocess.run([program, "-I", "-c", ""], user=USER).returncode:
                return program
    return None


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Of somebody who can get there, as into /home."""
    folder = Path(tempfile.mkdtemp(prefix="home-", dir="/tmp"))
    os.chown(folder, USER, USER)
    person = pwd.struct_passwd(("ada", "x", USER, USER, "", str(folder), "/bin/sh"))
    monkeypatch.setattr(homes.pwd, "getpwnam", {"ada": person}.__getitem__)
    # a test's own Python may lie in a home that is closed to others; on a hub it does not
    monkeypatch.setattr(homes.sys, "executable", python_of_all() or sys.executable)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def full(home: Path) -> Iterator[Path]:
    """A file system of its own with no room in it."""
    if not python_of_all():
        pytest.skip("there is no Python that somebody else can run")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size=64k,uid={USER},mode=700", "none", str(home)],
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield home
    subprocess.run(["umount", str(home)], check=True)


@needs_root
def test_somebody_whose_home_is_full_is_told(full):
    with pytest.raises(homes.Full, match=f"Your home .{full}. is full"):
        asyncio.run(homes.look("ada"))


@needs_root
def test_one_with_room_has_nothing_left_in_it(home, monkeypatch):
    asyncio.run(homes.look("ada"))
    assert list(home.iterdir()) == []
    home.chmod(0o500)  # what else is wrong is not for here
    asyncio.run(homes.look("ada"))
    home.rmdir()
    asyncio.run(homes.look("ada"))


def test_who_has_no_account_is_told_by_the_start(home):
    asyncio.run(homes.look("eve"))
