"""Feedback pages as an archive that Moodle ("Upload multiple feedback files in a zip") or Canvas
("Upload submissions") takes back: each under a name by which the LMS knows whose it is.

Moodle looks at the first part of a path that begins ``NAME_NUMBER_assignsubmission_file``; Canvas at
the first two whole numbers between underscores of a file's name, the user's and that of a file which
they have handed in.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from autograder.grading.downloads import Handed, remembered
from autograder.paths import UsageError


def pack(lab: str, submitted: Path, feedback: Path, target: Path) -> tuple[int, list[str]]:
    """Write the archive ``target``; returns the number of pages in it, and a sentence for each
    student who has none. Raises UsageError where there is no page, or no download was collected."""
    found, missing = [], []
    for student, handed in sorted(remembered(submitted, lab).items()):
        page = feedback / student / lab / f"{lab}.html"
        if page.is_file():
            found.append((page, _name(handed, lab)))
        else:
            missing.append(f"{student} has no feedback page")
    if not found:
        raise UsageError(f"nobody has a feedback page yet: 'python -m autograder grade {lab}'")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for page, name in found:
            packed.write(page, name)
    return len(found), missing


def _name(handed: Handed, lab: str) -> str:
    if handed.system == "moodle":
        return f"{handed.mark}_/{lab}_feedback.html"
    number = max(int(name.partition("/")[0]) for name, _ in handed.files)
    return f"{handed.mark}_{number}_{lab}_feedback.html"
