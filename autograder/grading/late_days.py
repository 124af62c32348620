"""Late days: every student has a few for the whole course, and pays for what goes beyond.

A plug-in of nbgrader's ``AssignLatePenalties``, for nbgrader_config.py::

    c.AssignLatePenalties.plugin_class = "autograder.grading.late_days.LateDays"
    c.LateDays.free = 4

Days are used up in the order of the labs' due dates, so that a regrade comes to the same. What
counts as late is the gradebook's business: a lab's due date, and the time of submission that the
instructor's machine wrote.
"""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, Int

DAY = 86_400  # seconds


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

    def days(self, seconds_late: float) -> int:
        """Begun days, after the grace."""
        return math.ceil(max(0.0, seconds_late - self.grace) / DAY)

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
        used = sum(self.days(s.total_seconds_late) for s in late if order(s) < order(this))
        beyond = max(0, self.days(total_seconds_late) - max(0, self.free - used))
        return min(score, beyond * self.share * score) or None
