"""Grades for Canvas and Moodle, as plug-ins of nbgrader's own export. From the autograder folder:

    nbgrader export --exporter=autograder.reports.exporters.CanvasExporter --to canvas.csv
    nbgrader export --exporter=autograder.reports.exporters.MoodleExporter --to moodle.csv

Scores are nbgrader's: manual points and late penalties included, never below 0. Who has no grade
gets none, and not 0 as in nbgrader's own CSV: somebody whom the grader could not grade must not
look like somebody who knew nothing.

The formats are those that the importers read: Canvas's lib/gradebook_importer.rb, Moodle's
grade/import/csv.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import ExportPlugin
from sqlalchemy import func
from traitlets import Bool, Dict

#: A cell that begins so is a formula to a spreadsheet (OWASP, "CSV Injection"), also behind blanks
#: and when it is quoted.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Score:
    """A student's grade in a lab: the points of the gradebook, manual ones included, and what
    lateness costs."""

    points: float
    penalty: float

    @property
    def final(self) -> float:
        return max(0.0, self.points - self.penalty)


def scores(gradebook: Gradebook, lab: str) -> dict[str, Score]:
    """Everybody's score in a lab, by student. Who handed in but has no grade is not there.

    nbgrader counts a submission whose autograding failed as 0 points; here somebody has a grade
    where at least one cell has points, from the autograder or by hand.
    """
    graded = (
        gradebook.db.query(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .filter(Assignment.name == lab)
        .group_by(SubmittedAssignment.student_id)
        .having(func.count(Grade.auto_score) + func.count(Grade.manual_score) > 0)
    )
    rows = (
        gradebook.db.query(
            SubmittedAssignment.student_id,
            SubmittedAssignment.score,
            SubmittedAssignment.late_submission_penalty,
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == lab)
    )
    having = {student for (student,) in graded}
    return {
        student: Score(points or 0.0, penalty or 0.0)
        for student, points, penalty in rows
        if student in having
    }


def cell(value: str | None) -> str:
    """A text that no spreadsheet takes for a formula: where it would, an apostrophe stands before
    it."""
    text = (value or "").replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def number(value: float | None) -> str:
    """Points with at most two decimals, as both systems keep them."""
    return "" if value is None else f"{round(value, 2):.12g}"


class _Export(ExportPlugin):
    """What the two have in common: which labs and students, and the file."""

    default_file = ""

    columns = Dict(
        {},
        help="A lab's name to the title of its column, where that is another: "
        "'Lab 1 (4711)' for an assignment of Canvas.",
    ).tag(config=True)

    def rows(
        self, gradebook: Gradebook, labs: list[Assignment], students: list[Student]
    ) -> list[list[str]]:
        """The table, its header first."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Write the file that ``--to`` names."""
        wanted, only = [str(name) for name in self.assignment], [str(name) for name in self.student]
        labs = [lab for lab in gradebook.assignments if not wanted or lab.name in wanted]
        students = [student for student in gradebook.students if not only or student.id in only]
        for missing in sorted(
            ({*wanted} - {lab.name for lab in labs})
            | ({*only} - {student.id for student in students})
        ):
            self.log.warning("%s is not in the gradebook", missing)
        path = Path(self.to or self.default_file)
        table = self.rows(gradebook, labs, students)
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
        self.log.info(
            "Exported %d students and %d assignments to %s", len(students), len(labs), path
        )

    def title(self, lab: Assignment) -> str:
        return cell(self.columns.get(lab.name, lab.name))

    def identifier(self, student: Student) -> str:
        """The student's id; the log says where an apostrophe had to be put before it, for then no
        importer finds it."""
        safe = cell(student.id)
        if safe != student.id:
            self.log.warning(
                "the id %r begins as a formula does and was written as %r: put it right by hand",
                student.id,
                safe,
            )
        return safe


class CanvasExporter(_Export):
    """A file for Canvas: Gradebook, Import.

    Canvas looks for a student by ID (its own number: nbgrader's ``lms_user_id``), then by SIS User
    ID, then by SIS Login ID (nbgrader's student id stands in both), and last by name. A column
    whose title is no assignment's becomes a new one.
    """

    default_file = "canvas.csv"

    def rows(
        self, gradebook: Gradebook, labs: list[Assignment], students: list[Student]
    ) -> list[list[str]]:
        """The header, the row of points possible, and a row for each student; an empty cell is no
        grade."""
        graded = [scores(gradebook, lab.name) for lab in labs]
        table = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(self.title, labs)],
            ["    Points Possible", "", "", "", "", *(number(lab.max_score) for lab in labs)],
        ]
        for student in students:
            name = ", ".join(part for part in (student.last_name, student.first_name) if part)
            canvas = student.lms_user_id or ""
            known = self.identifier(student)
            points = [number(lab[student.id].final) if student.id in lab else "" for lab in graded]
            table.append(
                [
                    cell(name or student.id),
                    canvas if canvas.isdigit() else "",
                    known,
                    known,
                    "",
                    *points,
                ]
            )
        return table


class MoodleExporter(_Export):
    """A file for Moodle: Grades, Import, CSV file. Map *Username* or *ID number*, or *Email
    address*, to the same in Moodle.

    Moodle's sign for no grade is a dash, which its own exports write too. An empty cell would
    become 0 where the column is imported as a new grade item.
    """

    default_file = "moodle.csv"

    feedback = Bool(
        False,
        help="Whether feedback follows each lab's column: points by exercise, "
        "and what was written by hand.",
    ).tag(config=True)

    def rows(
        self, gradebook: Gradebook, labs: list[Assignment], students: list[Student]
    ) -> list[list[str]]:
        """The header and a row for each student; a dash is no grade."""
        # Moodle gives a row without an address to the student of the row before it: all have one,
        # or the column is left out.
        with_email = bool(students) and all(student.email for student in students)
        if not with_email:
            self.log.warning(
                "not everybody has an email address in the gradebook: the column is left out"
            )
        header = [
            "First name",
            "Last name",
            "Username",
            "ID number",
            *(["Email address"] if with_email else []),
        ]
        for lab in labs:
            header += [
                self.title(lab),
                *([f"{self.title(lab)} (feedback)"] if self.feedback else []),
            ]
        table = [header]
        graded = [(lab.name, scores(gradebook, lab.name)) for lab in labs]
        for student in students:
            known = self.identifier(student)
            row = [
                cell(student.first_name),
                cell(student.last_name),
                known,
                known,
                *([cell(student.email)] if with_email else []),
            ]
            for lab, having in graded:
                row.append(number(having[student.id].final) if student.id in having else "-")
                if self.feedback:
                    row.append(
                        cell(_feedback(gradebook, lab, having[student.id], student.id))
                        if student.id in having
                        else ""
                    )
            table.append(row)
        return table


def _feedback(gradebook: Gradebook, lab: str, score: Score, student: str) -> str:
    """Points by exercise, the late penalty, and what was written by hand in formgrader."""
    parts = []
    submission = gradebook.find_submission(lab, student)
    for notebook in submission.notebooks:
        grades: list[Grade] = [grade for grade in notebook.grades if grade.max_score]
        parts += [
            f"{grade.name.removesuffix('-checks')}: "
            f"{number(grade.score)} of {number(grade.max_score)}"
            for grade in grades
        ]
        comments: list[Comment] = notebook.comments
        parts += [
            " ".join(comment.manual_comment.split())
            for comment in comments
            if comment.manual_comment
        ]
    if score.penalty:
        parts.append(f"late: {number(-score.penalty)}")
    return "; ".join(parts)
