"""Feedback pages as an archive that Moodle ("Upload multiple feedback files in a zip") or Canvas
("Upload submissions") takes back: each under a name by which the LMS knows whose it is.

Moodle looks at the first part of a path that begins ``NAME_NUMBER_assignsubmission_file``; Canvas at
the first two whole numbers between underscores of a file's name, the user's and that of a file which
they have handed in.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from pathlib import Path

from autograder.grading.downloads import Handed, remembered
from autograder.grading.groups import Group
from autograder.paths import UsageError


def pack(
    lab: str, submitted: Path, feedback: Path, target: Path, groups: list[Group] = ()
) -> tuple[int, list[str]]:
    """Write the archive ``target``; returns the number of pages in it, and a sentence for each
    student of the download, and of its ``groups``, whose page is not in it. Raises UsageError where
    there is no page, or no download was collected."""
    found, missing, by_hand = [], [], []
    known = remembered(submitted, lab)
    for student, handed in sorted(known.items()):
        page = feedback / student / lab / f"{lab}.html"
        if not page.is_file():
            missing.append(f"{student} has no feedback page")
        elif handed.group:  # its number could be another student's, who would get the page
            by_hand.append(
                f"Moodle takes nothing back for a group: give {student} {_shown(page, feedback)}"
            )
        else:
            found.append((page, _name(handed, lab)))
    for group in groups:
        if not known.keys() & set(group.members):
            continue
        for student in sorted(set(group.members) - known.keys()):
            page = feedback / student / lab / f"{lab}.html"
            if page.is_file():
                by_hand.append(
                    f"{student} of group {group.name} is not in the download: give them "
                    f"{_shown(page, feedback)}"
                )
    if not found and by_hand:
        raise UsageError(
            f"Moodle takes nothing back for groups: give every member their page by hand, "
            f"autograder/feedback/STUDENT/{lab}/{lab}.html"
        )
    if not found:
        raise UsageError(f"nobody has a feedback page yet: 'python -m autograder grade {lab}'")
    _write(target, found)
    return len(found), missing + by_hand


def _write(target: Path, found: list[tuple[Path, str]]) -> None:
    """The archive in one piece, in the place of an earlier one, or not at all."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder: name a file, {target / 'feedback.zip'}, say")
    making = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as packed:
            for page, name in found:
                packed.write(page, name)
        making.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):  # its folder may be what is not there
            making.unlink(missing_ok=True)


def _shown(page: Path, feedback: Path) -> str:
    return f"{feedback.name}/{page.relative_to(feedback).as_posix()}"


def _name(handed: Handed, lab: str) -> str:
    if handed.system == "moodle":
        return f"{handed.mark}_/{lab}_feedback.html"
    number = max(int(name.partition("/")[0]) for name, _ in handed.files)
    return f"{handed.mark}_{number}_{lab}_feedback.html"
