"""What Moodle and Canvas give when all submissions of an assignment are downloaded, put where the
grader looks: autograder/submitted/STUDENT/LAB.

The names are all that says whose a file is:

- Moodle writes ``NAME_NUMBER_assignsubmission_file`` (with another ``_`` at the end before 4.1), a
  folder with the files in it, or the beginning of each file's name (mod/assign/locallib.php). NUMBER
  is the participant's in this assignment alone.
- Canvas writes ``name_USER_FILE_title.ipynb``, with ``_LATE`` behind the name of who was late
  (lib/content_zipper.rb), and counts attempts in the title: ``title-1.ipynb``.

Where students hand in as groups of the LMS, Moodle writes the group's name and number in place of a
student's (mod/assign/classes/downloader.php; before 4.2 ``GROUP-NAME`` and the participant's number),
Canvas the group's name with the number of one member (``representatives`` in
app/models/assignment.rb). Such a submission goes into the folder of one member.

Which names a student had is kept beside the submissions, so that ``reports.returns`` can give each
page back under a name that the LMS takes for theirs.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from autograder.grading import other_labs, unpacking
from autograder.grading.groups import Group
from autograder.grading.roster import Person
from autograder.paths import UsageError, require_lab

MOODLE = re.compile(
    r"(?P<name>[^_/]+)_(?P<user>\d+)_assignsubmission_(?P<kind>[a-z]+)(_(?P<file>.*))?"
)
CANVAS = re.compile(r"(?P<name>.+?)(_(?P<late>LATE))?_(?P<user>\d+)_(?P<number>\d+)_(?P<file>.+)")
MANIFEST = "from_{}.json"  # in autograder/submitted/.downloads


@dataclass
class Handed:
    """What one student handed in: ``mark``, by which the LMS knows them; files as (name, member of
    the archive), the latest of a name last. ``group``: whether ``user`` is the number of a group,
    by which Moodle takes nothing back."""

    system: str
    mark: str
    name: str
    user: str
    late: bool = False
    files: list[tuple[str, str]] = field(default_factory=list)
    group: bool = False


@dataclass(frozen=True)
class Collected:
    """What became of a download. ``students``: folders that were written, ``notes``: what a person
    should know, a sentence each."""

    students: list[str]
    notes: list[str]


def collect(
    archive: Path,
    lab: str,
    submitted: Path,
    people: list[Person] = (),
    groups: list[Group] = (),
    force: bool = False,
) -> Collected:
    """Unpack a download. A student is called as on the roster (``people``), found by the LMS's number
    (Canvas; Moodle's where several have one name) or by first and last name; who is not on it, or
    where there is none, as the LMS calls them. What is under the name of one of ``groups`` is its
    first member's. A student's folder then holds what this download has of them and no more; who
    has nothing new in it keeps theirs as it is.

    Raises UsageError, and nothing was touched, where the archive is none or damaged, where nothing
    in it is named as these two do, and, without ``force``, where it is another lab's.
    """
    require_lab(lab)
    with _opened(archive) as zipped:
        found, notes = _sorted_out(zipped)
        if not found:
            raise UsageError(
                f"nothing in {archive.name} is named as Moodle or Canvas name submissions "
                "(NAME_123_assignsubmission_file/..., name_123_456_FILE): give the download as it "
                "came, or put notebooks in autograder/submitted/STUDENT/LAB yourself"
            )
        names = _names(found, people, groups, notes)
        folders = {mark: submitted / name / lab for mark, name in names.items()}
        for folder in folders.values():
            if folder.is_symlink() or folder.parent.is_symlink():
                raise UsageError(f"{folder} is a link: remove it")
        with unpacking.beside(submitted, archive) as place:
            new = {handed.mark: place / str(number) for number, handed in enumerate(found)}
            for handed in found:
                if handed.late:
                    notes.append(
                        f"{handed.name} was late, says Canvas; it does not say by how much"
                    )
                of_titles = lab if handed.system == "canvas" else None
                notes += unpacking.unpack(
                    zipped, handed.name, handed.files, new[handed.mark], of_titles
                )
            unpacked = {names[mark]: folder for mark, folder in new.items()}
            notes += other_labs.look(lab, unpacked, archive, force)
            notes += _moved(names, submitted, lab)
            for mark, folder in folders.items():
                notes += unpacking.put(new[mark], folder)
            _remember(submitted, lab, {names[handed.mark]: handed for handed in found})
    return Collected(sorted(names.values()), notes)


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError) as error:
        raise UsageError(f"{archive} is no archive that can be read: {error}") from None


def _sorted_out(zipped: zipfile.ZipFile) -> tuple[list[Handed], list[str]]:
    """Everybody's files, and a sentence for each member that is nobody's."""
    found: dict[str, Handed] = {}
    notes = []
    for info in zipped.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        hidden = path.name.startswith((".", "~")) or "__MACOSX" in path.parts
        if info.is_dir() or hidden or not path.name:
            continue
        mine = _moodle(path) or _canvas(path)
        if mine is None:
            notes.append(f"{info.filename} has no student's name in it and was left")
            continue
        handed, file = mine
        if file is None:
            notes.append(f"{handed.name} handed in text or an address, and no file: {path.name}")
            continue
        handed = found.setdefault(handed.mark, handed)
        handed.files.append((file, info.filename))
    return list(found.values()), notes


def _moodle(path: PurePosixPath) -> tuple[Handed, str | None] | None:
    for place, part in enumerate(path.parts):
        if match := MOODLE.fullmatch(part):
            mark = f"{match['name']}_{match['user']}_assignsubmission_file"
            handed = Handed("moodle", mark, match["name"], match["user"])
            rest = [match["file"] or "", *path.parts[place + 1 :]]
            inside = "/".join(filter(None, rest))
            return handed, (inside if match["kind"] == "file" and inside else None)
    return None


def _canvas(path: PurePosixPath) -> tuple[Handed, str | None] | None:
    match = CANVAS.fullmatch(path.name)
    if not match:
        text = re.fullmatch(r"(?P<name>.+?)(_LATE)?_(?P<user>\d+)_(text|link)\.html", path.name)
        handed = Handed("canvas", "", text["name"], text["user"]) if text else None
        return (handed, None) if handed else None
    mark = f"{match['name']}_{match['user']}_{match['number']}"
    handed = Handed("canvas", f"{match['name']}_{match['user']}", match["name"], match["user"])
    handed.late = bool(match["late"])
    handed.mark = mark.rpartition("_")[0]
    return handed, f"{match['number']}/{match['file']}"


def _names(
    found: list[Handed], people: list[Person], groups: list[Group], notes: list[str]
) -> dict[str, str]:
    """By mark, the name of the student's folder. No two have one: of several who may be the same
    person by their names, none is."""
    of_group = {_letters(group.name): group.members[0] for group in groups}
    by_number = {person.lms_user_id: person.id for person in people if person.lms_user_id}
    by_name: dict[str, set[str]] = {}
    for person in people:
        for order in ((person.first_name, person.last_name), (person.last_name, person.first_name)):
            by_name.setdefault(_letters("".join(order)), set()).add(person.id)
    known = {
        handed.mark: by_name.get(_letters(handed.name), set()) or _behind_a_group(handed, by_name)
        for handed in found
    }
    # Moodle's numbers are of one assignment: they tell namesakes apart and say nothing of others
    names = {
        handed.mark: by_number[handed.user]
        for handed in found
        if handed.user in by_number
        and (handed.system == "canvas" or by_number[handed.user] in known[handed.mark])
    }
    claims: dict[str, list[Handed]] = {}
    for handed in found:
        if handed.mark in names:
            continue
        may_be = known[handed.mark] - set(names.values())
        if len(may_be) == 1:
            claims.setdefault(*may_be, []).append(handed)
        elif not known[handed.mark] and _letters(handed.name) in of_group:
            handed.group = handed.system == "moodle"
            claims.setdefault(of_group[_letters(handed.name)], []).append(handed)
        else:
            names[handed.mark] = _own_name(handed, names)
            if people:
                notes.append(_stranger(handed, names[handed.mark], may_be))
    for person, claimed in claims.items():
        if len(claimed) == 1 and person not in names.values():
            names[claimed[0].mark] = person
            continue
        for handed in claimed:
            names[handed.mark] = _own_name(handed, names)
        by = "their names" if len(claimed) > 1 else "the name"
        apart = " and ".join(names[handed.mark] for handed in claimed)
        marks = " and ".join(f"{handed.name}_{handed.user}" for handed in claimed)
        notes.append(
            f"{marks} may be {person} by {by}: graded as {apart}, and nothing of {person}'s was "
            f"touched. Write the number of who is {person} into the roster's column lms_user_id, "
            "and collect again"
        )
    return names


def _stranger(handed: Handed, name: str, namesakes: set[str]) -> str:
    if not namesakes:
        return f"{handed.name} is not on the roster: graded as {name}"
    return (
        f"{handed.name} is on the roster several times ({', '.join(sorted(namesakes))}): graded as "
        f"{name}. Write {handed.user} into the column lms_user_id of who it is, and collect again"
    )


def _own_name(handed: Handed, names: dict[str, str]) -> str:
    own = re.sub(r"[^A-Za-z0-9.-]+", "-", handed.name).strip("-.") or "student"
    name = f"{own}-{handed.user}"
    while name in names.values():  # names that differ in other letters alone
        name += "-2"
    return name


def _moved(names: dict[str, str], submitted: Path, lab: str) -> Iterator[str]:
    """A sentence for each whose earlier download went to another folder: before they were put on
    the roster, say."""
    if not manifest(submitted, lab).exists():
        return
    for before, handed in remembered(submitted, lab).items():
        now, folder = names.get(handed.mark, before), submitted / before / lab
        if now != before and before not in names.values() and folder.exists():
            yield (
                f"{handed.name} was {before} before and is {now} now: remove {folder}, and, if "
                f"{before} is nobody else, say 'cd autograder; nbgrader db student remove {before} "
                "--force'"
            )


def _behind_a_group(handed: Handed, by_name: dict[str, set[str]]) -> set[str]:
    """Who is meant by ``GROUP-NAME``; either may have hyphens of its own."""
    parts = handed.name.split("-")
    tails = ["-".join(parts[place:]) for place in range(1, len(parts))]
    return next((by_name[_letters(one)] for one in tails if _letters(one) in by_name), set())


def _letters(name: str) -> str:
    """What two ways of writing a name have in common. An archive that was made on a Mac has letters
    and their accents apart."""
    together = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in together if character.isalnum())


def _remember(submitted: Path, lab: str, found: dict[str, Handed]) -> None:
    path = manifest(submitted, lab)
    path.parent.mkdir(exist_ok=True)
    text = json.dumps({name: asdict(handed) for name, handed in found.items()}, indent=1)
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.write_text(text)
    making.replace(path)


def manifest(submitted: Path, lab: str) -> Path:
    """Where it stands which names the LMS gave the students of a lab."""
    return submitted / ".downloads" / MANIFEST.format(lab)


def remembered(submitted: Path, lab: str) -> dict[str, Handed]:
    """Of each student's folder, what the last download said. Raises UsageError where there was
    none."""
    path = manifest(submitted, lab)
    try:
        found = json.loads(path.read_text())
    except OSError:
        raise UsageError(
            f"no download of {lab} was collected here: 'python -m autograder collect ZIP {lab}'"
        ) from None
    return {name: Handed(**handed) for name, handed in found.items()}
