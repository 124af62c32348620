"""What was handed in, and what of it still has to be graded: a submission is graded again only when
something changed."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path

from autograder.grading import dates, finding
from autograder.grading.groups import Group
from autograder.paths import (
    AUTOGRADER,
    ROOT,
    WAREHOUSE,
    UsageError,
    hidden_helpers,
    released_notebook,
    source_notebook,
)

KEY = "course_key"  # notebook metadata: what the grade was made from
GROUP = "course_group"  # and, of a group's, who has it
FORM = "write it as 2026-11-27 08:00:00 UTC; without a zone it is the course's"


@dataclass(frozen=True)
class Submission:
    """One student's folder. ``key`` changes when the submission, the lab, the grader or the seed
    does; from ``seed`` the data of the hidden tests grow. ``zone``: the course's.

    ``others``: who of the student's group has this grade too. ``note``: what a group should know of
    it.
    """

    student: str
    folder: Path
    key: str
    seed: str
    others: tuple[str, ...] = ()
    note: str = ""
    zone: tzinfo = UTC

    @property
    def everybody(self) -> tuple[str, ...]:
        """Whose grade it is."""
        return (self.student, *self.others)

    def own(self, student: str) -> Submission:
        """For one of ``everybody``, with the folder that is theirs, which need not be there."""
        lab = self.folder.name
        return replace(self, student=student, folder=self.folder.parents[1] / student / lab)

    def timestamp(self) -> tuple[str, str]:
        """(when it was handed in, as nbgrader reads it, "" where unknown; a note where the file
        cannot be believed)."""
        path = self.folder / "timestamp.txt"
        if path.is_symlink() or not path.is_file():
            return "", ""
        text = path.read_bytes()[:100].decode("utf-8", "replace").strip()
        try:
            moment = dates.read(text, self.zone)
        except UsageError:
            return "", f"timestamp.txt holds no time and was not read: {FORM}"
        return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC", ""


def seed_of(lab: str, student: str, chosen: dict) -> str:
    """What the data of a student's hidden tests grow from, by nbgrader's configuration of
    ``CourseExecute``: the course's seed (empty: the public one), or, where each student has data of
    their own, one of course, lab and student."""
    seed = str(chosen.get("course_seed", "") or "")
    return f"{seed or 'public'}/{lab}/{student}" if chosen.get("per_student") else seed


def find(
    lab: str, submitted: Path, chosen: dict, groups: list[Group] = (), zone: tzinfo = UTC
) -> list[Submission]:
    """Every folder STUDENT/LAB, by student; of a group's, the one that was handed in last, which
    may be said in the course's ``zone``. Raises UsageError where there is none."""
    folders = sorted(path for path in submitted.glob(f"*/{lab}") if path.is_dir())
    if not folders:
        raise UsageError(
            f"nobody handed in {lab}: put notebooks in "
            f"autograder/submitted/STUDENT/{lab}/{lab}.ipynb"
        )
    course = course_digest(lab)
    grouped = {student: group for group in groups for student in group.members}
    found, done = [], set()
    for folder in folders:
        group = grouped.get(folder.parent.name, Group("", (folder.parent.name,)))
        if group.members[0] in done:
            continue
        done.add(group.members[0])
        having = [path for path in folders if path.parent.name in group.members]
        taken, left = _last(having, zone)
        seed = seed_of(lab, taken.parent.name, chosen)
        alone = Submission(taken.parent.name, taken, _key(taken, course + seed), seed, zone=zone)
        found.append(alone if len(group.members) == 1 else _of_group(alone, group, left))
    return found


def _last(folders: list[Path], zone: tzinfo) -> tuple[Path, list[Path]]:
    """Of one group's folders the one that was handed in last, and those that hold other work. A
    folder without a file is only taken where all are."""
    if len(folders) == 1:
        return folders[0], []
    filled = [folder for folder in folders if next(_work(folder), None)] or folders
    taken = max(filled, key=lambda folder: _handed_in(folder, zone))
    other = _digest(taken)
    return taken, [folder for folder in filled if _digest(folder) != other]


def _of_group(alone: Submission, group: Group, left: list[Path]) -> Submission:
    others = tuple(student for student in group.members if student != alone.student)
    note = (
        f"group {group.name}: what {alone.student} handed in was graded, for {_listed(others)} too"
    )
    if left:
        names = _listed([folder.parent.name for folder in left])
        note += f"; other work that {names} handed in was not"
    together = hashlib.sha256(f"{alone.key} {sorted(group.members)} {note}".encode())
    return replace(alone, key=together.hexdigest(), others=others, note=note)


def _listed(names: list[str] | tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _work(folder: Path) -> Iterator[Path]:
    """The files of a submission without those that say when and whose."""
    if folder.is_symlink() or folder.parent.is_symlink():
        return
    for path in finding.walk(folder, []):
        if path.name not in ("timestamp.txt", "submission_secret.txt"):
            yield path


def _handed_in(folder: Path, zone: tzinfo) -> datetime:
    """When, in UTC: what timestamp.txt says, else when a file last changed."""
    stamp, _ = Submission(folder.parent.name, folder, "", "", zone=zone).timestamp()
    if stamp:
        return dates.read(stamp)
    changed = max((path.stat().st_mtime for path in _work(folder)), default=0.0)
    return datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)


def _digest(folder: Path) -> str:
    """Of what was handed in, whoever did and when."""
    digest = hashlib.sha256()
    for path in _work(folder):
        digest.update(path.relative_to(folder).as_posix().encode("utf-8", "replace") + b"\0")
        with contextlib.suppress(OSError), path.open("rb") as file:  # grading will say so
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _key(folder: Path, course: str) -> str:
    digest = hashlib.sha256(course.encode())
    if folder.is_symlink() or folder.parent.is_symlink():
        return digest.hexdigest()
    for path in finding.walk(folder, []):
        digest.update(path.relative_to(folder).as_posix().encode("utf-8", "replace") + b"\0")
        with contextlib.suppress(OSError), path.open("rb") as file:  # grading will say so
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


@cache
def course_digest(lab: str) -> str:
    """Of everything of the course's that a grade depends on: the lab, ``warehouse``, the grader,
    the packages. What only looks at grades is left out, or a change to the report would grade a
    class again."""
    files = [
        released_notebook(lab),
        source_notebook(lab),
        *hidden_helpers(lab),
        ROOT / "constraints.txt",
        *WAREHOUSE.rglob("*.py"),
    ]
    files += [*(AUTOGRADER / "execution").glob("*.py"), *(AUTOGRADER / "grading").glob("*.py")]
    files += [AUTOGRADER / "nbgrader_config.py", AUTOGRADER / "local_settings.py"]
    files.append(AUTOGRADER / "reports" / "hints.py")
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.exists():
            digest.update(
                path.relative_to(ROOT).as_posix().encode()
                + b"\0"
                + hashlib.sha256(path.read_bytes()).digest()
            )
    return digest.hexdigest()


def for_the_exchange(submission: Submission, folder: Path, always: bool = False) -> None:
    """Put beside a grade or a page what nbgrader's exchange gives it back by: the time and the
    secret of the submission.

    A submission that did not come through the exchange has neither, and an earlier one's time is no
    longer there. ``always``: then no time, and a
    secret that nobody knows, because ``nbgrader release_feedback`` ends, for everybody, at the
    first page that lacks one of the two.
    """
    path = submission.folder / "submission_secret.txt"
    regular = path.is_file() and not path.is_symlink() and not submission.folder.is_symlink()
    secret = path.read_bytes()[:1000].decode("utf-8", "replace") if regular else ""
    stamp, _ = submission.timestamp()
    for name, text, otherwise in (
        ("timestamp.txt", stamp, ""),
        ("submission_secret.txt", secret, secrets.token_hex(64)),
    ):
        target = folder / name
        old_time = name == "timestamp.txt" and not text
        if text or old_time or (always and not target.exists()):
            target.unlink(missing_ok=True)  # nbgrader leaves its copies read-only
        if text or (always and not target.exists()):
            target.write_text(text or otherwise, encoding="utf-8")
