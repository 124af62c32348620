"""Who gave which points: all instructors share the account's server and its gradebook, which keeps
points and comments and not whose they are.

An extension of that server, in front of formgrader's: what formgrader changes is added to
autograder/points_by_hand.csv, a line each. It is a record for those who may change points anyway, and
no proof against them.
"""

from __future__ import annotations

import csv
import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from nbgrader.api import BaseCell, Comment, Grade, MissingEntry
from nbgrader.server_extensions.formgrader.apihandlers import CommentHandler, GradeHandler
from nbgrader.server_extensions.formgrader.base import check_xsrf
from tornado import web

from autograder.paths import AUTOGRADER

RECORD = AUTOGRADER / "points_by_hand.csv"
COLUMNS = ("when", "who", "student", "lab", "cell", "what", "before", "after")


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
        add(RECORD, self.current_user.username, grade, changes)


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
        add(RECORD, self.current_user.username, comment, changes)


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "autograder.hub.by_hand"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """The first handler of an address is asked, and extensions load by name: this one before
    nbgrader's."""
    base = url_path_join(server.web_app.settings["base_url"], "formgrader", "api")
    handlers = [(rf"{base}/grade/([^/]+)", Points), (rf"{base}/comment/([^/]+)", Words)]
    server.web_app.add_handlers(".*$", handlers)
