"""Downloads of Moodle and Canvas, in the forms that their sources give, go in; feedback pages come out
under names that both take back."""

from __future__ import annotations

import errno
import re
import unicodedata
import zipfile

import pytest

from autograder.grading import downloads
from autograder.grading.groups import Group
from autograder.grading.roster import Person
from autograder.paths import UsageError
from autograder.reports import returns

LAB = "compression"
PEOPLE = [
    Person("ann", "Ann", "O'Neill", lms_user_id="11"),
    Person("bo", "Bo", "Li"),
    Person("li1", "Max", "Müller"),
    Person("li2", "Max", "Müller"),
]


def archive(tmp_path, members):
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for name, text in members.items():
            zipped.writestr(name, text)
    return path


def inside(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".downloads" not in path.parts
    }


MOODLE = {
    "folders": "Bo Li_501_assignsubmission_file/compression.ipynb",
    "folders before 4.1": "Bo Li_501_assignsubmission_file_/compression.ipynb",
    "a folder of the student's in it": "Bo Li_501_assignsubmission_file/work/compression.ipynb",
    "no folders": "Bo Li_501_assignsubmission_file_compression.ipynb",
    "inside a folder of the archive's": "Lab 1/Bo Li_501_assignsubmission_file/compression.ipynb",
}


@pytest.mark.parametrize("name", MOODLE.values(), ids=MOODLE)
def test_every_form_of_moodles(tmp_path, name):
    done = downloads.collect(archive(tmp_path, {name: "x"}), LAB, tmp_path / "s", PEOPLE)
    assert inside(tmp_path / "s") == {"bo/compression/compression.ipynb": "x"}
    assert done.students == ["bo"] and done.notes == []


def test_a_name_that_a_mac_wrote_is_on_the_roster(tmp_path):
    """Its archives have an accent as a character of its own; ß and İ have two forms as well."""
    people = [Person("zoe", "Zoë", "Ngô"), Person("gr", "Ida", "Groß")]
    members = {
        unicodedata.normalize("NFD", f"{name}_{number}_assignsubmission_file/a.ipynb"): "x"
        for number, name in enumerate(["Zoë Ngô", "Ida Groß"])
    }
    done = downloads.collect(archive(tmp_path, members), LAB, tmp_path / "s", people)
    assert sorted(done.students) == ["gr", "zoe"] and done.notes == []


def test_canvas_with_attempts_late_ones_and_texts(tmp_path):
    members = {
        "oneillann_11_900_compression-1.ipynb": "first",
        "oneillann_11_907_compression-2.ipynb": "second",
        "oneillann_11_907_notes.txt": "notes",
        "libo_LATE_12_910_compression.ipynb": "late",
        "mueller_13_text.html": "<p>sorry</p>",
    }
    done = downloads.collect(archive(tmp_path, members), LAB, tmp_path / "s", PEOPLE)
    assert inside(tmp_path / "s") == {
        "ann/compression/compression.ipynb": "second",
        "ann/compression/notes.txt": "notes",
        "bo/compression/compression.ipynb": "late",
    }
    assert any("libo was late" in note for note in done.notes)
    assert any("mueller handed in text" in note for note in done.notes)


def test_who_is_not_on_the_roster_or_twice_is_graded_under_the_lms_name_and_said(tmp_path):
    members = {
        "Max Müller_7_assignsubmission_file/a.ipynb": "x",
        "Zoë Ngo_8_assignsubmission_file/a.ipynb": "y",
    }
    done = downloads.collect(archive(tmp_path, members), LAB, tmp_path / "s", PEOPLE)
    assert done.students == ["Max-M-ller-7", "Zo-Ngo-8"]
    assert any("several times" in note for note in done.notes)
    assert any("not on the roster" in note for note in done.notes)
    again = downloads.collect(archive(tmp_path, members), LAB, tmp_path / "t")
    assert again.notes == []  # no roster: nothing to say


def test_a_second_download_takes_the_place_of_the_first(tmp_path):
    bo = "Bo Li_501_assignsubmission_file/"
    first = {f"{bo}compression.ipynb": "old", f"{bo}extra.ipynb": "gone later"}
    downloads.collect(archive(tmp_path, first), LAB, tmp_path / "s", PEOPLE)
    downloads.collect(
        archive(tmp_path, {f"{bo}compression.ipynb": "new"}), LAB, tmp_path / "s", PEOPLE
    )
    assert inside(tmp_path / "s") == {"bo/compression/compression.ipynb": "new"}


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.ipynb",
        "Bo Li_501_assignsubmission_file/../../../evil.ipynb",
        "/etc/Bo Li_501_assignsubmission_file/evil.ipynb",
        "Bo Li_501_assignsubmission_file/..\\..\\evil.ipynb",
    ],
)
def test_nothing_is_written_outside(tmp_path, name):
    members = {name: "x", "Bo Li_501_assignsubmission_file/compression.ipynb": "x"}
    downloads.collect(archive(tmp_path, members), LAB, tmp_path / "s" / "deep", PEOPLE)
    outside = [
        path
        for path in tmp_path.rglob("evil*")
        if not path.is_relative_to(tmp_path / "s" / "deep" / "bo" / LAB)
    ]
    assert outside == []


def test_what_is_no_download_is_refused_with_the_fix(tmp_path):
    with pytest.raises(UsageError, match="no archive"):
        (tmp_path / "a.zip").write_text("x")
        downloads.collect(tmp_path / "a.zip", LAB, tmp_path / "s")
    with pytest.raises(UsageError, match="named as Moodle or Canvas"):
        downloads.collect(archive(tmp_path, {"readme.txt": "x"}), LAB, tmp_path / "s")
    with pytest.raises(UsageError, match="no lab"):
        downloads.collect(archive(tmp_path, {"x": "x"}), "no_lab", tmp_path / "s")


def test_pages_go_back_under_the_names_that_both_look_at(tmp_path):
    members = {
        "oneillann_LATE_11_907_compression.ipynb": "a",
        "Bo Li_501_assignsubmission_file_/compression.ipynb": "b",
        "Cy Do_502_assignsubmission_file_/compression.ipynb": "c",
    }
    downloads.collect(archive(tmp_path, members), LAB, tmp_path / "s", PEOPLE)
    for student in ("ann", "bo"):
        page = tmp_path / "feedback" / student / LAB / f"{LAB}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"page of {student}")
    count, missing = returns.pack(LAB, tmp_path / "s", tmp_path / "feedback", tmp_path / "r.zip")
    assert count == 2 and missing == ["Cy-Do-502 has no feedback page"]
    with zipfile.ZipFile(tmp_path / "r.zip") as packed:
        pages = {name: packed.read(name).decode() for name in packed.namelist()}
    canvas = next(name for name, page in pages.items() if page == "page of ann")
    moodle = next(name for name, page in pages.items() if page == "page of bo")
    # Canvas: the first two pieces that are whole numbers are the user and a file of theirs
    assert [piece for piece in canvas.split("_") if re.fullmatch(r"\d+", piece)][:2] == [
        "11",
        "907",
    ]
    # Moodle: name, participant, plug-in's type and name, in the first part of the path
    assert moodle.split("/")[0].split("_", 4)[1:4] == ["501", "assignsubmission", "file"]


TOGETHER = [Group("Team 1", ("bo", "ann")), Group("Team-2", ("li1", "li2"))]


@pytest.mark.parametrize(
    ("name", "folder", "goes_back"),
    [
        ("Team 1_77_assignsubmission_file/compression.ipynb", "bo", False),
        ("Team 1-Ann O'Neill_501_assignsubmission_file_/compression.ipynb", "ann", True),
        ("team1_11_907_compression.ipynb", "ann", True),
        ("team1_99_907_compression.ipynb", "bo", True),
        ("team2_LATE_99_907_compression.ipynb", "li1", True),
    ],
)
def test_a_groups_submission_goes_to_a_member_and_back(tmp_path, name, folder, goes_back):
    """Moodle's of its groups, Moodle's before 4.2, Canvas's with a member's number on the roster and
    not."""
    archived = archive(tmp_path, {name: "x"})
    done = downloads.collect(archived, LAB, tmp_path / "s", PEOPLE, TOGETHER)
    assert done.students == [folder]
    group = next(one for one in TOGETHER if folder in one.members)
    for student in group.members:
        page = tmp_path / "feedback" / student / LAB / f"{LAB}.html"
        page.parent.mkdir(parents=True)
        page.write_text(student)
    places = (LAB, tmp_path / "s", tmp_path / "feedback", tmp_path / "r.zip", TOGETHER)
    if not goes_back:
        with pytest.raises(UsageError, match="nothing back for groups: give every member"):
            returns.pack(*places)
        return
    count, missing = returns.pack(*places)
    (other,) = set(group.members) - {folder}
    assert count == 1
    assert missing == [
        f"{other} of group {group.name} is not in the download: give them "
        f"feedback/{other}/{LAB}/{LAB}.html"
    ]


def test_where_no_archive_can_be_written_it_is_said_and_an_earlier_one_stays(tmp_path, monkeypatch):
    downloads.collect(archive(tmp_path, {MOODLE["folders"]: "x"}), LAB, tmp_path / "s", PEOPLE)
    page = tmp_path / "f" / "bo" / LAB / f"{LAB}.html"
    page.parent.mkdir(parents=True)
    page.write_text("x")
    for target, words in ((tmp_path / "no" / "x.zip", "cannot be written: No such"),
                          (tmp_path, "is a folder: name a file")):  # fmt: skip
        with pytest.raises(UsageError, match=words):
            returns.pack(LAB, tmp_path / "s", tmp_path / "f", target)
    target = tmp_path / "r.zip"
    target.write_text("the earlier one")

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    with pytest.raises(UsageError, match=r"r\.zip cannot be written: No space left"):
        returns.pack(LAB, tmp_path / "s", tmp_path / "f", target)
    assert target.read_text() == "the earlier one"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_nothing_to_give_back_is_said(tmp_path):
    with pytest.raises(UsageError, match="was collected here"):
        returns.pack(LAB, tmp_path / "s", tmp_path / "f", tmp_path / "r.zip")
    downloads.collect(archive(tmp_path, {MOODLE["folders"]: "x"}), LAB, tmp_path / "s", PEOPLE)
    with pytest.raises(UsageError, match="nobody has a feedback page"):
        returns.pack(LAB, tmp_path / "s", tmp_path / "f", tmp_path / "r.zip")
