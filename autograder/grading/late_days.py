"""Late days: every student has a few for the whole course, and pays for what goes beyond.

A plug-in of nbgrader's ``AssignLatePenalties``, for nbgrader_config.py::

    c.AssignLatePenalties.plugin_class = "autograder.grading.late_days.LateDays"
    c.LateDays.free = 4

Days are used up in the order of the labs' due dates, so that a regrade comes to the same. What
counts as late is the gradebook's business: a lab's due date, and the time of submission that the
instructor's machine wrote.
"""

from __future__ import annotations

from nbgrader.api import SubmittedAssignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, Int, TraitError, Unicode, validate

from autograder.grading import dates
from autograder.paths import UsageError


class LateDays(LateSubmissionPlugin):
    """Free late days over a course, and a share of the points for each day beyond them."""

    free = Int(4, min=0, help="Late days that a student has for all labs together.").tag(
        config=True
    )
    share = Float(
        0.1, min=0, max=1, help="Share of a lab's points that each late day beyond costs."
    ).tag(config=True)
    grace = Int(600, min=0, help="Seconds after the due date that are not late yet.").tag(
        config=True
    )

    zone = Unicode(
        "UTC", help="The course's time zone, whose calendar says what a day is: Europe/Berlin, say."
    ).tag(config=True)

    @validate("zone")
    def _is_one(self, proposal: dict) -> str:
        """Of every command that reads the settings: else it passes until somebody is late."""
        try:
            dates.zone_named(proposal["value"])
        except UsageError as error:
            raise TraitError(str(error)) from None
        return proposal["value"]

    def days(self, submission: SubmittedAssignment) -> int:
        """Begun days after the student's own due date, after the grace."""
        zone = dates.zone_named(self.zone)
        return dates.days_late(submission.duedate, submission.timestamp, zone, self.grace)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Points to take off; None for none. Raises TypeError when it is not nbgrader's
        ``AssignLatePenalties`` that asks."""
        asking = self.parent
        if not isinstance(asking, AssignLatePenalties):
            raise TypeError(
                "LateDays is a plug-in of AssignLatePenalties, which knows the lab, and not of "
                f"{asking!r}"
            )
        submissions = asking.gradebook.student_submissions(student_id)
        this = next(s for s in submissions if s.assignment.name == asking.assignment_id)
        order = lambda submission: (submission.assignment.duedate, submission.assignment.name)
        late = [
            s for s in submissions if s.assignment.duedate is not None and s.total_seconds_late > 0
        ]
        used = sum(self.days(s) for s in late if order(s) < order(this))
        beyond = max(0, self.days(this) - max(0, self.free - used))
        return min(score, beyond * self.share * score) or None
