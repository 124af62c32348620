"""A download loses nothing: of two who may be one, of two files of one name, where the archive is
damaged or of another lab, where the disk is full."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from test_downloads import LAB, PEOPLE, archive, inside

from autograder.grading import downloads
from autograder.grading.groups import Group
from autograder.grading.roster import Person
from autograder.paths import UsageError, released_notebook
from autograder.reports import returns

KIM = [Person("kim", "Kim", "Lee"), Person("bo", "Bo", "Li")]
BO = "Bo Li_501_assignsubmission_file/"


def collect(tmp_path, members, people=PEOPLE, **named):
    return downloads.collect(archive(tmp_path, members), LAB, tmp_path / "s", people, **named)


def test_a_students_own_time_is_left_and_the_instructors_stays_with_the_work(tmp_path):
    members = {f"{BO}compression.ipynb": "x", f"{BO}Timestamp.txt": "2026-11-01"}
    (note,) = collect(tmp_path, members).notes
    assert "Bo Li: their own Timestamp.txt was left" in note
    folder = tmp_path / "s" / "bo" / LAB
    assert inside(folder) == {"compression.ipynb": "x"}
    (folder / "timestamp.txt").write_text("2026-11-02 08:00:00 UTC")
    os.utime(folder / "compression.ipynb", (1, 1))
    collect(tmp_path, members)
    assert inside(folder)["timestamp.txt"] == "2026-11-02 08:00:00 UTC"
    assert (folder / "compression.ipynb").stat().st_mtime == 1  # by which a group's last one is
    done = collect(tmp_path, members | {f"{BO}compression.ipynb": "other"})
    assert inside(folder) == {"compression.ipynb": "other"}
    assert any("bo handed in other work than before: the timestamp.txt" in it for it in done.notes)


@pytest.mark.parametrize(
    "form", ["Kim Lee_{}_assignsubmission_file/a.ipynb", "leekim_{}_9{}_a.ipynb"]
)
def test_two_namesakes_of_whom_one_is_on_the_roster_are_kept_apart(tmp_path, form):
    members = {form.format(number, number): f"of {number}" for number in (1, 2)}
    name = form.partition("_")[0]
    apart = [f"{name.replace(' ', '-')}-{number}" for number in (1, 2)]
    done = collect(tmp_path, members, KIM)
    assert done.students == apart
    assert [inside(tmp_path / "s" / name)[f"{LAB}/a.ipynb"] for name in apart] == ["of 1", "of 2"]
    (note,) = done.notes
    assert f"{name}_1 and {name}_2 may be kim by their names" in note and "lms_user_id" in note
    # what the sentence says to do
    known = [Person("kim", "Kim", "Lee", lms_user_id="2"), KIM[1]]
    done = collect(tmp_path, members, known)
    assert set(done.students) == {apart[0], "kim"}
    assert inside(tmp_path / "s" / "kim")[f"{LAB}/a.ipynb"] == "of 2"
    assert any(f"{name} is not on the roster: graded as {apart[0]}" in it for it in done.notes)
    (moved,) = [it for it in done.notes if "before and is kim now" in it]
    assert f"nbgrader db student remove {apart[1]} --force" in moved


def test_namesakes_on_the_roster_are_told_apart_by_their_numbers(tmp_path):
    members = {f"Max Müller_{number}_assignsubmission_file/a.ipynb": "x" for number in (7, 8)}
    done = collect(tmp_path, members)
    assert done.students == ["Max-M-ller-7", "Max-M-ller-8"]
    assert "several times (li1, li2)" in done.notes[0]
    assert "Write 7 into the column lms_user_id" in done.notes[0]
    known = [Person("li1", "Max", "Müller", lms_user_id="8"), Person("li2", "Max", "Müller")]
    assert collect(tmp_path, members, known).students == ["li1", "li2"]


def test_a_number_of_moodles_says_nothing_of_other_names(tmp_path):
    """It is one of this assignment alone, and may be anybody's at Canvas."""
    known = [Person("ann", "Ann", "O'Neill", lms_user_id="501"), Person("bo", "Bo", "Li")]
    assert collect(tmp_path, {f"{BO}a.ipynb": "x"}, known).students == ["bo"]


def test_a_group_and_a_member_are_kept_apart(tmp_path):
    members = {f"{BO}a.ipynb": "x", "Team 1_77_assignsubmission_file/a.ipynb": "y"}
    done = collect(tmp_path, members, groups=[Group("Team 1", ("bo", "ann"))])
    assert done.students == ["Bo-Li-501", "Team-1-77"]
    assert any("Bo Li_501 and Team 1_77 may be bo" in note for note in done.notes)
    page = tmp_path / "feedback" / "Team-1-77" / LAB / f"{LAB}.html"
    page.parent.mkdir(parents=True)
    page.write_text("of a group")
    with pytest.raises(UsageError, match="nothing back for groups"):
        returns.pack(LAB, tmp_path / "s", tmp_path / "feedback", tmp_path / "r.zip")


def test_files_of_one_name_keep_their_folders(tmp_path):
    deep = "a/b/c/d/e/f"
    files = {
        "old/compression.ipynb": "1",
        "new/compression.ipynb": "2",
        f"{deep}/compression.ipynb": "3",
        "old": "4",
        "../../x/notes.txt": "5",
        "y/Notes.txt": "6",
        "z/alone.txt": "7",
    }
    done = collect(tmp_path, {f"{BO}{name}": text for name, text in files.items()})
    assert inside(tmp_path / "s" / "bo" / LAB) == {
        "old/compression.ipynb": "1",
        "new/compression.ipynb": "2",
        "a-b-c/d/e/f/compression.ipynb": "3",
        "old (2)": "4",
        "x/notes.txt": "5",
        "y/Notes.txt": "6",
        "alone.txt": "7",
    }
    assert "Bo Li handed in 3 files called compression.ipynb: all of them were kept" in done.notes


def test_names_that_no_file_system_takes_are_shortened(tmp_path):
    long = ["ä" * 240 + ".ipynb", "ä" * 241 + ".ipynb"]
    done = collect(tmp_path, {f"{BO}{name}": name for name in long})
    found = inside(tmp_path / "s" / "bo" / LAB)
    assert sorted(found.values()) == sorted(long)
    assert all(name.endswith(".ipynb") and len(name.encode()) < 255 for name in found)
    assert sum("too long and was shortened" in note for note in done.notes) == 2


def nothing_is_touched(tmp_path, words, **named):
    """Where another download is refused, the class is what it was, and no part of the new one lies
    about."""
    ann = "Ann O'Neill_9_assignsubmission_file/"
    collect(tmp_path, {f"{BO}{LAB}.ipynb": "earlier", f"{ann}{LAB}.ipynb": "hers"})
    before = sorted(tmp_path.glob("s/**/*"))
    kept = inside(tmp_path / "s"), downloads.remembered(tmp_path / "s", LAB)
    with pytest.raises(UsageError, match=words):
        named["collect"](ann)
    assert (inside(tmp_path / "s"), downloads.remembered(tmp_path / "s", LAB)) == kept
    assert sorted(tmp_path.glob("s/**/*")) == before


def test_a_damaged_member_is_named_and_nothing_is_touched(tmp_path):
    def damaged(ann):
        path = archive(tmp_path, {f"{BO}a.ipynb": "new work", f"{ann}a.ipynb": "of hers, new"})
        path.write_bytes(path.read_bytes().replace(b"of hers", b"of h\0rs"))
        downloads.collect(path, LAB, tmp_path / "s", PEOPLE)

    nothing_is_touched(tmp_path, r"Ann O'Neill.*a\.ipynb in it cannot be read", collect=damaged)


def test_on_a_full_disk_nothing_is_touched(tmp_path, monkeypatch):
    write = Path.write_bytes

    def full(path, content):
        if content == b"the last":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    def collected(ann):
        monkeypatch.setattr(Path, "write_bytes", full)
        collect(tmp_path, {f"{BO}a.ipynb": "new", f"{ann}a.ipynb": "the last"})

    nothing_is_touched(tmp_path, "No space left on device. Make room", collect=collected)


@pytest.mark.parametrize("by_name", [True, False])
def test_another_labs_download_is_refused_and_nothing_is_touched(tmp_path, by_name):
    text = "x" if by_name else released_notebook("zone_maps").read_text()
    name = "Zone_maps (2).ipynb" if by_name else "work.ipynb"
    members = {f"{BO}{name}": text}
    nothing_is_touched(
        tmp_path,
        "is of zone_maps, it seems: of 1 who handed in, 1 have a notebook of it and nobody one of "
        "compression",
        collect=lambda ann: collect(tmp_path, members),
    )
    (note,) = collect(tmp_path, members, force=True).notes
    assert note == "bo handed in a notebook of zone_maps, and none of compression"


def test_one_students_wrong_notebook_is_said_and_taken(tmp_path):
    members = {f"{BO}zone_maps.ipynb": "x", "oneillann_11_9_compression.ipynb": "x"}
    done = collect(tmp_path, members)
    assert done.students == ["ann", "bo"]
    assert done.notes == ["bo handed in a notebook of zone_maps, and none of compression"]


def test_who_has_nothing_new_keeps_what_they_handed_in(tmp_path):
    collect(tmp_path, {f"{BO}a.ipynb": "x"})
    collect(tmp_path, {f"{BO}timestamp.txt": "2026-11-01"})
    assert inside(tmp_path / "s" / "bo" / LAB) == {"a.ipynb": "x"}
