"""Whether what was handed in is of this lab at all: a download of another lab's would take the
place of everybody's work."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from autograder.paths import UsageError, labs, released_notebook, source_notebook

#: The cells' ids stand in the file as they are: nothing of a student's has to be parsed.
_IDS = re.compile(rb'"(?:id|grade_id)":\s*"([\w-]{1,64})"')


def look(lab: str, handed_in: dict[str, Path], archive: Path, force: bool = False) -> Iterator[str]:
    """A sentence for each student in whose folder is a notebook of another lab's and none of this.
    Raises UsageError where more are of another lab than of this one, unless ``force``."""
    found = {student: _lab_of(folder, lab) for student, folder in handed_in.items()}
    counts = Counter(filter(None, found.values()))
    other, many = max(counts.items(), key=lambda pair: pair[1], default=(lab, 0))
    if many > counts[lab] and not force:
        raise UsageError(
            f"{archive.name} is of {other}, it seems: of {len(found)} who handed in, {many} have a "
            f"notebook of it and {counts[lab] or 'nobody'} one of {lab}. Say 'collect {archive} "
            f"{other}', or --force where {lab} is meant"
        )
    for student, its in found.items():
        if its not in ("", lab):
            yield f"{student} handed in a notebook of {its}, and none of {lab}"


def _lab_of(folder: Path, wanted: str) -> str:
    """The lab that the notebooks of one student are of, ``wanted`` if one of them is; empty where
    nothing says so."""
    found = [_of_notebook(path) for path in sorted(folder.rglob("*.ipynb")) if path.is_file()]
    return wanted if wanted in found else next(filter(None, found), "")


def _of_notebook(path: Path) -> str:
    """By its cells' ids, else by its name, also as a browser numbers it."""
    ids = {match.decode() for match in _IDS.findall(path.read_bytes())}
    shared = {lab: len(ids & own) for lab, own in _ids().items()}
    best = max(shared, key=shared.get, default="")
    if best and shared[best]:
        return best
    name = re.sub(r"[-_ ]*\(?\d*\)?$", "", path.stem).strip().casefold()
    return name if name in labs() else ""


@cache
def _ids() -> dict[str, set[str]]:
    """Of each lab the ids that no other lab has."""
    paths = {lab: released_notebook(lab) for lab in labs()}
    texts = {
        lab: (path if path.exists() else source_notebook(lab)).read_bytes()
        for lab, path in paths.items()
    }
    found = {lab: {m.decode() for m in _IDS.findall(text)} for lab, text in texts.items()}
    many = Counter(one for ids in found.values() for one in ids)
    return {lab: {one for one in ids if many[one] == 1} for lab, ids in found.items()}
