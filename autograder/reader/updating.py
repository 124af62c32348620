"""``course update``: a newer version of the course, in which the reader's answers stand.

From git: the reader's notebooks are set aside, the branch's upstream is merged, and the answers are put
into the notebooks that came. From a folder: the answers of an older copy of the course come into this
one. Before anything is changed, every notebook in question is copied to ``.course/before-update``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from autograder.grading.preprocessors import CleanTasks
from autograder.paths import UsageError, nbgrader_config
from autograder.reader import carrying

KEPT = Path(".course") / "before-update"  # below the course's folder
#: Files after a change of which the environment is another.
LISTS = ("requirements.txt", "constraints.txt", "pyproject.toml")


@dataclass
class Mine:
    """A lab that the reader has worked in: their file's text, and the version that it began as."""

    lab: str
    text: str
    base: NotebookNode

    @property
    def cells(self) -> list:
        return json.loads(self.text)["cells"]


def _name(lab: str) -> str:
    return f"labs/{lab}/{lab}.ipynb"


def update(root: Path) -> list[str]:
    """Bring the clone at ``root`` to its upstream; returns what there is to say, line by line.

    Raises UsageError, with everything as it was, where git cannot do it: the line says how to mend it.
    """
    if not (root / ".git").exists():
        raise UsageError(
            f"{root} is no clone of git: unpack the newer version beside it, and in that give "
            f"'course update --from {root}'"
        )
    _git(root, "fetch", "--quiet")
    upstream = _git(
        root,
        "rev-parse",
        "--abbrev-ref",
        "@{upstream}",
        trouble="this branch follows none: git branch --set-upstream-to=origin/main",
    ).strip()
    base = _git(root, "merge-base", "HEAD", upstream).strip()
    if base == _git(root, "rev-parse", upstream).strip():
        return ["this is the newest version"]
    _require_nothing_else(root)
    mine = _worked_on(root, lambda lab: _at(root, base, lab))
    kept = _keep(root, mine)
    before = _lists(root)
    try:
        for one in mine:
            _git(root, "checkout", "--quiet", "HEAD", "--", _name(one.lab))
        _merge(root, upstream, {_name(one.lab) for one in mine})
    except UsageError:
        _put_back(root, mine)
        raise
    said = _carry_all(root, mine)
    if _merging(root):  # what the reader had committed is committed again
        there = [_name(one.lab) for one in mine if (root / _name(one.lab)).is_file()]
        _git(root, "add", "--", *there)
        _git(root, "commit", "--quiet", "--no-edit")
    return [*said, *_last_words(root, kept, before)]


def take_from(older: Path, root: Path) -> list[str]:
    """Bring the answers of the course at ``older``, which may be no clone, into the one at ``root``."""
    if not (older / "solutions").is_dir() or older.resolve() == root.resolve():
        raise UsageError(
            f"{older} is no other copy of the course: name the folder that holds its labs"
        )
    mine = _worked_on(older, lambda lab: _released(older, lab))
    here = _worked_on(root, lambda lab: _released(root, lab))
    both = sorted({one.lab for one in mine} & {one.lab for one in here})
    if both:
        raise UsageError(
            f"there is work in labs/{both[0]} here too: 'course release {both[0]}' makes it anew"
        )
    return _carry_all(root, mine)


def _worked_on(root: Path, base_of: Callable[[str], NotebookNode | None]) -> list[Mine]:
    """The labs at ``root`` whose notebook holds work of the reader's. Raises UsageError for one that
    cannot be read."""
    found = []
    for path in sorted(root.glob("labs/*/*.ipynb")):
        lab = path.stem
        if path.parent.name != lab or (base := base_of(lab)) is None:
            continue
        text = path.read_text(encoding="utf-8")
        try:
            cells = json.loads(text)["cells"]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path} is no notebook ({error}): mend it or move it away") from error
        if carrying.worked_on(cells, base):
            found.append(Mine(lab, text, base))
    return found


def _at(root: Path, commit: str, lab: str) -> NotebookNode | None:
    """A lab's notebook as a commit has it; None where it has none."""
    done = _run(root, "show", f"{commit}:{_name(lab)}")
    return nbformat.reads(done.stdout, as_version=4) if done.returncode == 0 else None


def _released(root: Path, lab: str) -> NotebookNode | None:
    """What the lab's notebook was before anybody worked in it, made from its source again."""
    source = root / "solutions" / lab / f"{lab}.ipynb"
    if not source.is_file():
        return None
    nb, config = nbformat.read(source, as_version=4), nbgrader_config()
    for step in (CleanTasks(), ClearSolutions(config=config), ClearHiddenTests(config=config)):
        nb, _ = step.preprocess(nb, {})
    return nb


def _carry_all(root: Path, mine: list[Mine]) -> list[str]:
    """Put every lab's answers into the notebook that is there now; in words what came of each."""
    said = []
    for one in mine:
        path = root / _name(one.lab)
        if not path.is_file():
            said.append(f"{one.lab}: the course has no such lab any more; your notebook is kept")
            continue
        done = carrying.carry(one.cells, one.base, nbformat.read(path, as_version=4))
        _write(path, nbformat.writes(done.notebook))
        words = f"{one.lab}: {_counted(done.kept)} kept"
        if done.changed:
            words += (
                f"; the task is another in {', '.join(done.changed)}: a note stands above yours"
            )
        if done.gone:
            words += f"; {', '.join(done.gone)} is gone: your code stands in a cell of yours"
        said.append(words)
    return said or ["no lab holds work of yours: nothing to carry over"]


def _counted(answers: list[str]) -> str:
    return f"{len(answers)} answer{'' if len(answers) == 1 else 's'}"


def _keep(root: Path, mine: list[Mine]) -> Path:
    folder = root / KEPT / time.strftime("%Y-%m-%d-%H%M%S")
    for one in mine:
        target = folder / f"{one.lab}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(one.text, encoding="utf-8")
    return folder


def _put_back(root: Path, mine: list[Mine]) -> None:
    for one in mine:
        _write(root / _name(one.lab), one.text)


def _write(path: Path, text: str) -> None:
    """In one step: a power cut leaves the old file or the new one."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)


def _lists(root: Path) -> list[bytes]:
    return [(root / name).read_bytes() for name in LISTS if (root / name).is_file()]


def _last_words(root: Path, kept: Path, before: list[bytes]) -> list[str]:
    said = [f"as they were: {kept.relative_to(root)}"] if kept.is_dir() else []
    if _lists(root) != before:
        said.append("the course's packages have changed: make setup")
    return said


# --- git ------------------------------------------------------------------------------------------


def _run(root: Path, *words: str) -> subprocess.CompletedProcess:
    if not shutil.which("git"):
        raise UsageError("git is not there: on Debian, sudo apt install git")
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True)


def _git(root: Path, *words: str, trouble: str = "") -> str:
    done = _run(root, *words)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise UsageError(f"git {words[0]}: {said[:300]}" + (f" ({trouble})" if trouble else ""))
    return done.stdout


def _merging(root: Path) -> bool:
    return _run(root, "rev-parse", "--quiet", "--verify", "MERGE_HEAD").returncode == 0


def _require_nothing_else(root: Path) -> None:
    """Raise UsageError where files of the course's other than the labs' notebooks are changed, or a
    merge is going on."""
    if _merging(root):
        raise UsageError("a merge is not finished here: git merge --abort, or finish it")
    changed = [
        line[3:]
        for line in _git(root, "status", "--porcelain", "--untracked-files=no").splitlines()
    ]
    others = [
        name for name in changed if not (name.startswith("labs/") and name.endswith(".ipynb"))
    ]
    if others:
        raise UsageError(
            f"you have changed {others[0]}"
            + (f" and {len(others) - 1} more" if others[1:] else "")
            + ", which are not a lab's notebook: commit them, or 'git stash' and later 'git stash pop'"
        )


def _merge(root: Path, upstream: str, notebooks: set[str]) -> None:
    """Merge; where only the reader's notebooks are in conflict, take the new ones, into which the answers
    are put afterwards. Raises UsageError, the merge undone, where other files are."""
    if _run(root, "merge", "--ff-only", "--quiet", upstream).returncode == 0:
        return
    done = _run(root, "merge", "--no-commit", "--no-ff", "--quiet", upstream)
    if not _merging(root):
        raise UsageError(f"git merge: {' '.join((done.stderr or done.stdout).split())[:300]}")
    conflicts = set(_git(root, "diff", "--name-only", "--diff-filter=U").splitlines())
    if conflicts - notebooks:
        _git(root, "merge", "--abort")
        raise UsageError(
            f"{sorted(conflicts - notebooks)[0]} was changed by you and in the newer version: "
            f"'git merge {upstream}' shows both, and is yours to settle"
        )
    for name in sorted(notebooks):
        taken = _run(root, "checkout", "--quiet", upstream, "--", name)
        if taken.returncode:  # the newer version has no such lab
            _git(root, "rm", "--quiet", "--force", "--ignore-unmatch", "--", name)
