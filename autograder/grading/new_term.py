"""A new term: a seed that nobody knows, and a look whether last term's answers by value still earn
anything.

An answer by value knows what the reference returned for each input of last term's checks, and nothing
else. What it still earns under the new seed are checks whose inputs stand in the task or are the same
for everybody; what it loses are inputs that grow from the seed.
"""

from __future__ import annotations

import math
import re
import secrets
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import PyFileConfigLoader

from autograder.checking import skeleton_with_tests
from autograder.execution.runner import Runner, Settings
from autograder.grading.repair import defined_names
from autograder.paths import AUTOGRADER, UsageError
from autograder.quality.attack_corpus import reference
from autograder.reports.table import Row, of_notebook

SETTINGS = AUTOGRADER / "local_settings.py"
SEED = re.compile(r"^c\.CourseExecute\.(course_seed|per_student)\s*=.*$", re.MULTILINE)

#: What an answer begins with that keeps what the reference gives, or that knows nothing else.
BY_HEART = """
import functools, hashlib, os, pickle
_FILE = {file!r}
def _of(name, arguments, named):
    return hashlib.sha256(pickle.dumps((name, arguments, named))).hexdigest()
def _known():
    found = {{}}
    with open(_FILE, "rb") as kept:
        while kept.tell() < os.path.getsize(_FILE):
            key, result, error = pickle.load(kept)
            found[key] = result, error
    return found
def _watched(name, function):
    @functools.wraps(function)
    def called(*arguments, **named):
        key, result, error = _of(name, arguments, named), None, None
        try:
            result = function(*arguments, **named)
        except Exception as raised:
            error = raised
        with open(_FILE, "ab") as kept:
            kept.write(pickle.dumps((key, result, error)))
        if error:
            raise error
        return result
    return called
def _recited(name, function):
    known = _known()
    def called(*arguments, **named):
        result, error = known.get(_of(name, arguments, named), (None, None))
        if error:
            raise error
        return result
    return called
"""


@dataclass(frozen=True)
class ByHeart:
    """What an answer by value earns: under the seed that it learnt from, and under the new one."""

    exercise: str
    before: float
    after: float
    of: float


def begin(per_student: bool, file: Path = SETTINGS) -> tuple[str, str]:
    """Write a fresh seed into the instructor's settings, the old one kept as a comment; returns old and
    new. Raises UsageError, the file as it was, where the seed is set in a way that is not understood."""
    text = file.read_text(encoding="utf-8") if file.exists() else "c = get_config()\n"
    old = str(_seed_in(file)) if file.exists() else ""
    new = secrets.token_urlsafe(24)
    kept = SEED.sub(lambda line: f"# until {date.today()}: {line[0]}", text).rstrip("\n")
    lines = [kept, f'c.CourseExecute.course_seed = "{new}"']
    lines += ["c.CourseExecute.per_student = True"] * per_student
    unfinished = file.with_name(f"{file.stem}_new_term.py")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        if _seed_in(unfinished) != new:
            raise UsageError(
                f"{file} sets the seed in a way that is not understood: set it by hand"
            )
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return old, new


def _seed_in(file: Path) -> str:
    try:
        config = PyFileConfigLoader(file.name, path=str(file.parent)).load_config()
    except Exception as error:  # whatever the instructor's own code raises
        raise UsageError(f"{file} cannot be read ({error}): mend it first") from error
    return config.CourseExecute.get("course_seed", "")


def by_heart(lab: str, old: str, new: str) -> list[ByHeart]:
    """What answers by value to a lab's exercises earn under both seeds, learnt under the old one."""
    right = reference(lab)
    with (
        tempfile.TemporaryDirectory(prefix="course-by-heart-") as folder,
        Runner(lab, Settings(submission_seconds=math.inf, sandboxed=False)) as runner,
    ):
        file = str(Path(folder) / "values")
        Path(file).touch()

        def graded(wrapper: str, seed: str) -> Row:
            nb = skeleton_with_tests(lab)
            for cell in nb.cells:
                if cell["id"] in right:
                    _answer(cell, right[cell["id"]], wrapper, file)
            return of_notebook(runner.run(nb, seed))

        graded("_watched", old)
        before, after = graded("_recited", old), graded("_recited", new)
    return [
        ByHeart(name, before.points[name], after.points[name], before.most[name])
        for name in before.points
    ]


def _answer(cell: NotebookNode, source: str, wrapper: str, file: str) -> None:
    names = sorted(defined_names(source))
    wrapped = "\n".join(f"{name} = {wrapper}({name!r}, {name})" for name in names)
    cell.source = f"{source}\n{BY_HEART.format(file=file)}\n{wrapped}\n"


def is_worth_less(found: list[ByHeart]) -> bool:
    """Whether knowing the values earns less than it did, and is nowhere enough."""
    before, after = sum(it.before for it in found), sum(it.after for it in found)
    return after < before and all(it.after < it.of for it in found)


def as_text(found: list[ByHeart]) -> list[str]:
    """A line for each exercise, and their sums."""
    lines = [
        f"  {it.exercise}: {it.before:g} of {it.of:g} points by the old seed, {it.after:g} by the new"
        for it in found
    ]
    sums = (
        sum(it.before for it in found),
        sum(it.after for it in found),
        sum(it.of for it in found),
    )
    lines.append(f"by heart {sums[0]:g} of {sums[2]:g} points, now {sums[1]:g}")
    lines += [
        f"note: in {it.exercise} the new seed takes nothing away: its inputs are the same, or were not learnt"
        for it in found
        if it.after >= it.before
    ]
    return lines
