"""What the course adds to the server that shows formgrader: an extension in front of nbgrader's.

Who gave which points: instructors on a hub share one gradebook, which keeps points and comments and
not whose they are. What formgrader changes is added to autograder/points_by_hand.csv, a line each. It
is a record for those who may change points anyway, and no proof against them.

And words for who has no exchange, which only a class on JupyterHub has, and the folder in which
nbgrader's commands work.
"""

from __future__ import annotations

import csv
import fcntl
import getpass
import os
from datetime import UTC, datetime
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from nbgrader.api import BaseCell, Comment, Grade, MissingEntry
from nbgrader.server_extensions.formgrader.apihandlers import CommentHandler, GradeHandler
from nbgrader.server_extensions.formgrader.base import BaseHandler, check_xsrf
from nbgrader.server_extensions.formgrader.handlers import (
    ManageAssignmentsHandler,
    ManageSubmissionsHandler,
)
from tornado import web

from autograder.paths import AUTOGRADER

RECORD = AUTOGRADER / "points_by_hand.csv"
WITHOUT_EXCHANGE = """{% extends "manage_assignments.tpl" %}
{% block messages %}{{ super() }}
<div class="alert alert-info" id="no-exchange">
This machine has no exchange: <i>Release</i>, <i>Collect</i> and <i>Release Feedback</i> are for a class on JupyterHub.
Here <code>python -m autograder bundle</code> makes what you hand out, and what students hand in is taken in with
<code>python -m autograder collect ZIP LAB</code>, or put into <code>autograder/submitted/STUDENT/LAB/</code>.
Everything else on this page works.
</div>
{% endblock %}"""
COLUMNS = ("when", "who", "student", "lab", "cell", "what", "before", "after")


def _who(handler: BaseHandler) -> str:
    """On a hub who logged in there; else the user of the machine, for Jupyter's own name is made
    up."""
    on_a_hub = "JUPYTERHUB_USER" in os.environ
    return handler.current_user.username if on_a_hub else getpass.getuser()


def add(record: Path, who: str, about: Grade | Comment, changes: dict[str, tuple]) -> None:
    """Write of each thing that changed (``what: (before, after)``) a line; the file is made where
    there is none, for its owner only."""
    cell: BaseCell = about.cell
    notebook = about.notebook
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    known = (now, who, notebook.student.id, notebook.assignment.assignment.name, cell.name)
    handle = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        rows = csv.writer(file)
        if os.fstat(file.fileno()).st_size == 0:
            rows.writerow(COLUMNS)
        for what, (before, after) in changes.items():
            if before != after:
                rows.writerow((*known, what, before, after))


class Points(GradeHandler):
    """formgrader's, with the record."""

    @web.authenticated
    @check_xsrf
    def put(self, grade_id: str) -> None:
        try:
            grade = self.gradebook.find_grade_by_id(grade_id)
        except MissingEntry:
            raise web.HTTPError(404) from None
        before = (grade.manual_score, grade.extra_credit)
        super().put(grade_id)
        after = (grade.manual_score, grade.extra_credit)
        changes = dict(zip(("points", "extra credit"), zip(before, after)))
        add(RECORD, _who(self), grade, changes)


class Words(CommentHandler):
    """formgrader's, with the record."""

    @web.authenticated
    @check_xsrf
    def put(self, comment_id: str) -> None:
        try:
            comment = self.gradebook.find_comment_by_id(comment_id)
        except MissingEntry:
            raise web.HTTPError(404) from None
        before = comment.manual_comment
        super().put(comment_id)
        changes = {"comment": (before, comment.manual_comment)}
        add(RECORD, _who(self), comment, changes)


class Assignments(ManageAssignmentsHandler):
    """formgrader's list of labs. Where there is no exchange, nbgrader's page says that one could not be
    made."""

    def render(self, name: str, **given: object) -> str:
        if not given["exchange_missing"]:
            return super().render(name, **given)
        page = self.settings["nbgrader_jinja2_env"].from_string(WITHOUT_EXCHANGE)
        return page.render(**{**given, "exchange_missing": False})


class Submissions(ManageSubmissionsHandler):
    """formgrader's page of a lab's submissions. It names a folder in which to type ``nbgrader
    autograde``: here that is the one in which the configuration lies, and not the course's root."""

    def render(self, name: str, **given: object) -> str:
        return super().render(name, **{**given, "course_dir": str(AUTOGRADER)})


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """The first handler of an address is asked, and extensions load by name: this one before
    nbgrader's."""
    base = url_path_join(server.web_app.settings["base_url"], "formgrader")
    handlers = [
        (rf"{base}/api/grade/([^/]+)", Points),
        (rf"{base}/api/comment/([^/]+)", Words),
        (rf"{base}/manage_assignments/?", Assignments),
        (rf"{base}/manage_submissions/([^/]+)/?", Submissions),
    ]
    server.web_app.add_handlers(".*$", handlers)
