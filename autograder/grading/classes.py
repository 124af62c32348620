"""Grading a class: three stages. Prepare (structure repaired, tests put in), execute (parallel,
sandboxed, anywhere), record (one writer). nbgrader's own classes read the results, its gradebook
keeps them.

What was executed is kept beside the gradebook until it is recorded, so that a run that was stopped,
however, goes on where it was: nobody is executed twice, nobody is missed.
"""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from difflib import get_close_matches
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import InvalidEntry
from nbgrader.nbgraderformat import ValidationError
from sqlalchemy.exc import DatabaseError

from autograder.grading import dates, groups, opening, repair, submissions
from autograder.grading.executors import Executor, local
from autograder.grading.gradebook import Recorder, write
from autograder.grading.graded import Graded
from autograder.grading.nbgraders import api, reason
from autograder.grading.pages import give_pages
from autograder.grading.places import Places
from autograder.grading.reading import Reader
from autograder.grading.submissions import GROUP, KEY, Submission, for_the_exchange
from autograder.paths import UsageError, nbgrader_config, released_notebook
from autograder.progress import Progress
from autograder.quality import structure

BATCH = 16  # submissions recorded in one transaction ...
BATCH_SECONDS = 3.0  # ... or however many were ready after so long
TRIES = 3  # how often a submission is executed when the machinery fails


def release(lab: str, places: Places, **directories: str) -> list[str]:
    """nbgrader generate_assignment: labs/LAB anew from solutions/LAB. Returns remarks on a draft.

    Raises UsageError where there is no such lab, where its notebook has faults (it names them all),
    and where the gradebook is none.
    """
    found = structure.require_whole(lab)
    opening.require_whole(places.gradebook)
    _succeed(
        api(places, **directories).generate_assignment(lab, force=True, create=True),
        f"releasing {lab}",
    )
    return found


def grade_class(
    lab: str,
    places: Places,
    force: bool = False,
    jobs: int | None = None,
    sandboxed: bool = True,
    executor: Executor | None = None,
    progress: Callable[[Progress | str], None] = print,
    feedback: bool = True,
    student: str = "",
) -> list[Graded]:
    """Grade every submission of a lab where something changed since it was graded.

    ``places``: where the class's folders are.
    ``force``: all of them, changed or not.
    ``jobs``: processes of this machine at once; as many as it has processors by default.
    ``sandboxed``: without, a submission's code runs as you.
    ``executor``: where they are executed, in place of this machine; closed at the end.
    ``progress``: is told how far grading is, then how far the pages of the feedback are, and in a
    sentence of everybody who could not be graded.
    ``feedback``: whether students' pages are written too.
    ``student``: that one's alone, or their group's, whether anything changed or not.

    A group's submission (``groups``) is executed once and recorded for each member. One bad
    submission never stops the next. Raises UsageError when the lab is not released or nobody handed
    in, and ``SandboxError`` where this machine has no sandbox and ``sandboxed`` asks for one.
    """
    if not released_notebook(lab).exists():
        raise UsageError(f"labs/{lab} is not there: run 'python -m autograder release {lab}'")
    config = nbgrader_config()
    together, zone = groups.of_lab(lab, places), dates.of_course(config)
    found = submissions.find(lab, places.submitted, config.CourseExecute, together, zone)
    opening.require_whole(places.gradebook)
    grader = api(places)
    if student:
        everybody = [name for one in found for name in one.everybody]
        if student not in everybody:
            near = "".join(f"; is it {one}?" for one in get_close_matches(student, everybody, 1))
            raise UsageError(
                f"{student} did not hand in {lab}: {places.submitted / student / lab} is not "
                f"there{near}"
            )
        found, force = [one for one in found if student in one.everybody], True
    with (
        Recorder(lab, grader.coursedir, grader.config) as recorder,
        executor or local(lab, config, jobs, sandboxed) as executor,
    ):
        master = recorder.with_tests(nbformat.read(released_notebook(lab), as_version=4))
        with Reader(lab, master) as reader:
            run = _Run(lab, recorder, executor, reader, places, progress, len(found))
            outcomes = run.grade(found, force)
    if feedback:
        give_pages(lab, places, outcomes, found, jobs, progress)
    return outcomes


class _Run:
    """One run over a class: what is waiting, what is executing, what is ready to be recorded."""

    def __init__(
        self,
        lab: str,
        recorder: Recorder,
        executor: Executor,
        reader: Reader,
        places: Places,
        progress: Callable,
        total: int,
    ):
        self.lab, self.recorder, self.executor, self.reader = lab, recorder, executor, reader
        self.places, self.say = places, progress
        self.outcomes: dict[str, Graded] = {}
        self.ready: dict[str, NotebookNode] = {}
        self.timestamps: dict[str, str] = {}
        self.submissions: dict[str, Submission] = {}
        self.progress = Progress(total)
        self.started = self.saved = time.monotonic()

    def grade(self, found: list[Submission], force: bool) -> list[Graded]:
        waiting = self._to_execute(found, force)
        running: dict[Future, tuple[Submission, NotebookNode, int]] = {}
        while True:
            while len(running) < self.executor.slots and (more := next(waiting, None)):
                submission, nb, tries = more
                running[self.executor.submit(nb, submission.seed)] = (submission, nb, tries)
            if not running:
                break
            finished, _ = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
            for future in finished:
                submission, nb, tries = running.pop(future)
                try:
                    self._executed(submission, future.result())
                # whatever failed, it is not the student's fault and not the next one's
                except Exception as error:
                    if tries < TRIES:
                        running[self.executor.submit(nb, submission.seed)] = (
                            submission,
                            nb,
                            tries + 1,
                        )
                    else:
                        self._failed(submission, nb, error)
            if len(self.ready) >= BATCH or (
                self.ready and time.monotonic() > self.saved + BATCH_SECONDS
            ):
                self._record()
        self._record()
        return [self.outcomes[student] for one in found for student in one.everybody]

    def _to_execute(
        self, found: list[Submission], force: bool
    ) -> Iterator[tuple[Submission, NotebookNode, int]]:
        """What has to be executed, prepared one at a time; what has been already is put among the
        ready or the done."""
        for submission in found:
            if not force and (notes := self._graded_before(submission)) is not None:
                for student in submission.everybody:
                    self.outcomes[student] = Graded(student, list(notes), earlier=True)
                # left by a run that was ended just when it had recorded it
                self.places.executed_notebook(submission.student, self.lab).unlink(missing_ok=True)
                self.progress.done += 1
                continue
            executed = _read(self.places.executed_notebook(submission.student, self.lab))
            if not force and _made_from(executed, submission):
                self._take(submission, executed)
                continue
            nb = self.reader.repaired(submission.folder)
            nb.metadata[KEY] = submission.key
            yield submission, nb, 1

    def _graded_before(self, submission: Submission) -> list[str] | None:
        """The notes of a grade that everybody has already; None where somebody has not."""
        notes = None
        for student in submission.everybody:
            graded = _read(self.places.autograded_notebook(student, self.lab))
            if not _made_from(graded, submission):
                return None
            notes = graded.metadata.get(repair.NOTES, [])
        return notes

    def _executed(self, submission: Submission, nb: NotebookNode) -> None:
        path = self.places.executed_notebook(submission.student, self.lab)
        write(nb, path, json.dumps(nb))
        self._take(submission, nb)

    def _take(self, submission: Submission, nb: NotebookNode) -> None:
        self.submissions[submission.student] = submission
        stamp, note = submission.timestamp()
        more = [sentence for sentence in (submission.note, note) if sentence]
        nb.metadata[repair.NOTES] = [*nb.metadata.get(repair.NOTES, []), *more]
        if submission.others:
            nb.metadata[GROUP] = list(submission.everybody)
        for student in submission.everybody:
            if stamp:
                self.timestamps[student] = stamp
            self.outcomes[student] = Graded(student, list(nb.metadata[repair.NOTES]))
        self.ready[submission.student] = nb

    def _failed(self, submission: Submission, nb: NotebookNode, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}".strip()[:300]
        for student in submission.everybody:
            notes = list(nb.metadata.get(repair.NOTES, []))
            self.outcomes[student] = Graded(student, notes, fault=reason)
        self.progress.failed += 1
        self.say(f"{submission.student}: not graded, {reason}")

    def _record(self) -> None:
        """Everything that is ready into the gradebook, then into ``autograded``, which is what says
        that it is there."""
        batch, self.ready = self.ready, {}
        of_each = {
            student: nb if student == owner else copy.deepcopy(nb)
            for owner, nb in batch.items()
            for student in self.submissions[owner].everybody
        }
        self.saved = time.monotonic()
        if not batch:
            return
        recorded = self._into_gradebook(of_each)
        for owner in batch:
            submission = self.submissions[owner]
            there = [self._written(one, recorded, submission) for one in submission.everybody]
            if all(there):
                self.places.executed_notebook(owner, self.lab).unlink(missing_ok=True)
                self.progress.done += 1
                self.progress.fresh += 1
            else:
                self.progress.failed += 1
        self.progress.seconds = time.monotonic() - self.started
        self.say(self.progress)

    def _written(
        self, student: str, recorded: dict[str, NotebookNode], submission: Submission
    ) -> bool:
        """Put a recorded notebook into ``autograded``; whether it is there."""
        path = self.places.autograded_notebook(student, self.lab)
        if student not in recorded:
            return False
        try:
            write(recorded[student], path)
        except (ValueError, TypeError, ValidationError) as error:  # it is no notebook any more
            self._not_recorded(student, error)
            return False
        for_the_exchange(submission.own(student), path.parent)
        return True

    def _into_gradebook(self, batch: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
        """The batch in one transaction; if one of it cannot be recorded, each in its own, and that
        one is not graded."""
        try:
            return self.recorder.record(copy.deepcopy(batch), self.timestamps)
        # whatever a notebook does to nbgrader's steps, it is one submission's reason
        except Exception as error:
            if _is_the_gradebooks(error):
                raise _gradebook_fault(error) from None
            recorded = {}
        for student, nb in batch.items():
            try:
                recorded |= self.recorder.record({student: nb}, self.timestamps)
            except Exception as error:
                if _is_the_gradebooks(error):
                    raise _gradebook_fault(error) from None
                self._not_recorded(student, error)
        return recorded

    def _not_recorded(self, student: str, error: Exception) -> None:
        reason = f"it cannot be recorded: {type(error).__name__}: {error}"
        self.outcomes[student].fault = reason[:300]


def _is_the_gradebooks(error: Exception) -> bool:
    """Whether it is the gradebook's own fault, and nobody's submission's: it is held by another, or
    damaged. nbgrader has words of the same error where it commits."""
    words = r"sqlite3\.(Operational|Database)Error"
    return isinstance(error, (DatabaseError, InvalidEntry)) and bool(re.search(words, str(error)))


def _gradebook_fault(error: Exception) -> UsageError:
    why = str(error).splitlines()[0].partition("Error) ")[2]
    if "sqlite3.DatabaseError" in str(error):  # SQLite's most general kind
        return UsageError(
            f"the gradebook is damaged ({why}): {opening.RESTORE}, and give the command again; "
            "what was executed is kept"
        )
    return UsageError(
        f"the gradebook cannot be written ({why}): close formgrader, or what else has it open, "
        "and give the command again; what was executed is kept"
    )


def _read(path: Path) -> NotebookNode | None:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        return None


def _made_from(nb: NotebookNode | None, submission: Submission) -> bool:
    return nb is not None and nb.metadata.get(KEY) == submission.key


def _succeed(result: dict, doing: str) -> None:
    if not result["success"]:
        raise UsageError(f"{doing} failed: {reason(result)}")
