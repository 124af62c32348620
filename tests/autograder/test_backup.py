"""A backup is whole, is its owner's alone, and comes back as it was."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
import tarfile

import pytest

from autograder import backup
from autograder.grading.places import Places
from autograder.paths import UsageError


@pytest.fixture
def places(tmp_path) -> Places:
    found = Places.below(tmp_path / "class")
    (found.submitted / "ada" / "lab").mkdir(parents=True)
    (found.submitted / "ada" / "lab" / "lab.ipynb").write_text("hers")
    found.roster.write_text("id\nada\n")
    with contextlib.closing(sqlite3.connect(found.gradebook)) as opened:
        opened.executescript("pragma journal_mode=wal; create table t(x); insert into t values (1)")
    return found


def test_it_comes_back_as_it_was_also_while_somebody_writes(places, tmp_path):
    target = tmp_path / "kept" / "class.tar.gz"
    with contextlib.closing(sqlite3.connect(places.gradebook)) as writer:
        writer.execute("insert into t values (2)")  # not committed: another's points, half given
        backup.make(target, places, ())
    with tarfile.open(target) as archive:
        archive.extractall(tmp_path / "back", filter="data")
    back = Places.below(tmp_path / "back")
    assert (back.submitted / "ada" / "lab" / "lab.ipynb").read_text() == "hers"
    assert back.roster.read_text() == "id\nada\n"
    with contextlib.closing(sqlite3.connect(back.gradebook)) as opened:
        assert opened.execute("select x from t").fetchall() == [(1,)]
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == [
        "commit.txt",
        "gradebook.db",
        "roster.csv",
        "submitted",
    ]


def test_it_is_its_owners_alone_and_nothing_half_made_is_left(places, tmp_path):
    target = backup.make(tmp_path / "kept" / "class.tar.gz", places, ())
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    places.gradebook.write_text("no database, but longer than a header of one " * 100)
    with pytest.raises(UsageError, match="is damaged"):
        backup.make(tmp_path / "kept" / "next.tar.gz", places, ())
    assert list(target.parent.iterdir()) == [target]


def test_what_it_cannot_do_it_says(places, tmp_path):
    target = backup.make(tmp_path / "class.tar.gz", places, ())
    with pytest.raises(UsageError, match="is there already"):
        backup.make(target, places, ())
    with pytest.raises(UsageError, match="there is no class yet"):
        backup.make(tmp_path / "other.tar.gz", Places.below(tmp_path / "nowhere"), ())


def test_what_lies_on_another_disk_is_in_it_and_a_students_link_stays_one(places, tmp_path):
    disk = tmp_path / "disk"
    places.submitted.rename(disk)
    places.submitted.symlink_to(disk)
    (disk / "ada" / "lab" / "mine").symlink_to("/etc/hostname")
    target = backup.make(tmp_path / "class.tar.gz", places, ())
    with tarfile.open(target) as archive:
        assert archive.extractfile("submitted/ada/lab/lab.ipynb").read() == b"hers"
        assert archive.getmember("submitted/ada/lab/mine").issym()
    disk.rename(tmp_path / "elsewhere")
    with pytest.raises(
        UsageError, match=f"submitted is a link to {disk}, which is not there: mount"
    ):
        backup.make(tmp_path / "next.tar.gz", places, ())
