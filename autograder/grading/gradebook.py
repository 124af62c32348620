"""One writer of nbgrader's gradebook: executed notebooks go in through nbgrader's own
preprocessors, a batch at a time.

nbgrader opens the gradebook anew in every preprocessor and commits after every cell. Here one
session stays open and a batch is one transaction: after a crash the gradebook holds all of a batch
or nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from sqlalchemy.orm import scoped_session
from traitlets.config import Config

from autograder.grading.preprocessors import Explain
from autograder.paths import UsageError


class _OpenGradebook(Gradebook):
    """A gradebook that nbgrader's preprocessors may open, close and commit as they like: it goes
    on, and waits for ``save``."""

    def __init__(self, db_url: str, course_id: str):
        super().__init__(db_url, course_id)
        self.db.commit = self.db.flush

    def close(self) -> None:
        pass

    def save(self) -> None:
        scoped_session.commit(self.db)

    def really_close(self) -> None:
        super().close()


@contextmanager
def _shared(gradebook: Gradebook) -> Iterator[None]:
    """Within, nbgrader's preprocessors that open the gradebook get this one."""
    places = [
        f"nbgrader.preprocessors.{name}.Gradebook"
        for name in ("saveautogrades", "latesubmissions", "overwritecells")
    ]
    patches = [mock.patch(place, lambda *arguments, **named: gradebook) for place in places]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


class Recorder:
    """Writes what submissions of one lab earned. A context manager; ``config`` is the course's
    nbgrader configuration."""

    def __init__(self, lab: str, coursedir: CourseDirectory, config: Config):
        self.lab, self.coursedir = lab, coursedir
        self.gradebook = _OpenGradebook(coursedir.db_url, coursedir.course_id)
        try:
            self.gradebook.find_notebook(lab, lab)
        except MissingEntry:
            self.gradebook.really_close()
            raise UsageError(
                f"the gradebook does not know {lab}: run 'python -m autograder release {lab}'"
            ) from None
        # CheckCellMetadata, which ends nbgrader's own chain, looked at these very cells when the
        # tests were put in.
        self.chain = [
            kind(config=config)
            for kind in (IgnorePattern, LimitOutput, Explain, SaveAutoGrades, AssignLatePenalties)
        ]
        self.overwrite = [
            kind(config=config) for kind in (OverwriteKernelspec, OverwriteCells, CheckCellMetadata)
        ]

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *exception: object) -> None:
        self.gradebook.really_close()

    def _resources(self, student: str) -> dict:
        return {"nbgrader": {"student": student, "assignment": self.lab, "notebook": self.lab, "db_url": self.coursedir.db_url},
                "metadata": {"path": str(self.coursedir.root)}}  # fmt: skip

    def with_tests(self, released: NotebookNode) -> NotebookNode:
        """The released notebook with its hidden tests put back from the gradebook, as nbgrader does
        for every submission."""
        with _shared(self.gradebook):
            for step in self.overwrite:
                released, _ = step.preprocess(released, self._resources(""))
        return released

    def record(
        self, executed: dict[str, NotebookNode], timestamps: dict[str, str]
    ) -> dict[str, NotebookNode]:
        """Grades of a batch, by student, in one transaction; returns the notebooks as they belong
        into ``autograded``.

        ``timestamps``: when each was handed in, where that is known, as nbgrader writes it. Whom it
        does not name has no time afterwards: an earlier submission's would make this one late.
        """
        done = {}
        with _shared(self.gradebook):
            try:
                for student, nb in executed.items():
                    self.gradebook.update_or_create_student(student)
                    self.gradebook.update_or_create_submission(
                        self.lab, student, timestamp=timestamps.get(student)
                    )
                    for step in self.chain:
                        nb, _ = step.preprocess(nb, self._resources(student))
                    done[student] = nb
                self.gradebook.save()
            except BaseException:
                self.gradebook.db.rollback()
                raise
        return done


def write(nb: NotebookNode, path: Path, text: str | None = None) -> None:
    """Write a notebook at once or not at all, replacing what was there, readable as nbgrader leaves
    it.

    ``text``: what to write, for a file that only the grader itself reads; by default as nbformat
    writes and validates it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.write_text(text or nbformat.writes(nb), encoding="utf-8")
    making.chmod(0o444)
    making.replace(path)
