"""nbgrader's own programs, as this course calls them."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config

from autograder.grading import opening  # noqa: F401  (what nbgrader needs around it)
from autograder.grading.places import Places
from autograder.grading.preprocessors import Shorten
from autograder.paths import nbgrader_config


def api(places: Places, **directories: str) -> NbGraderAPI:
    """nbgrader with the course's configuration, for the class at ``places``; ``directories``
    override parts of the layout (traits of CourseDirectory)."""
    config = nbgrader_config()
    config.merge(Config({"CourseDirectory": places.directories() | directories}))
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


class _PagesOfOneStudent(GenerateFeedback):
    """nbgrader's, for a student's folder by its name. nbgrader takes names, and the path of the
    course, for patterns: of a folder ``[1]`` it finds nothing, and of ``*`` everybody's.

    ``short``: without the student's own cells and outputs.
    """

    short = False

    def init_notebooks(self) -> None:
        names = self.coursedir.assignment_id, self.coursedir.student_id
        folder = Path(self._format_source(*names))
        found = sorted(str(path) for path in folder.glob("*.ipynb"))
        if not found:
            raise NbGraderException(f"there is no notebook in {folder}")
        self.assignments, self.notebooks = {str(folder): found}, []
        if self.short:
            self.preprocessors = [Shorten, *self.preprocessors]


def make_page(grader: NbGraderAPI, lab: str, student: str, short: bool = False) -> dict:
    """``NbGraderAPI.generate_feedback`` for one student, whatever their folder is called; ``short``:
    of the grade, and not of the student's own cells."""
    with temp_attrs(grader.coursedir, assignment_id=lab, student_id=student):
        app = _PagesOfOneStudent(coursedir=grader.coursedir, parent=grader)
        app.update_config(Config({"HTMLExporter": {"template_name": "feedback"}}))
        app.force, app.short = True, short
        return capture_log(app)


def reason(result: dict) -> str:
    """The one line of nbgrader's log that says why something failed."""
    lines = [
        line.strip()
        for line in f"{result.get('log', '')}\n{result.get('error', '')}".splitlines()
        if line.strip()
    ]
    telling = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Fault)\w*: ", line)]
    telling = [line for line in telling if "the above traceback" not in line] or telling
    ours = [line for line in telling if "GraderFaultError" in line]
    return (ours or telling or lines or ["nbgrader gave no reason"])[-1][:300]
