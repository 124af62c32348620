"""What the instructor's report holds: plain records, which ``report`` fills from the graded
notebooks and ``report_page`` shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.reports.exporters import Score
from autograder.reports.similarity import Answers, Findings
from autograder.reports.table import Row


@dataclass
class Student:
    """One graded student: the row of ``table``, the check results by exercise (None where a cell
    put out none), the score, and who handed in the same work as a group, the student included."""

    row: Row
    checks: dict[str, dict | None]
    score: Score
    answers: Answers
    group: tuple[str, ...] = ()

    @property
    def by_hand(self) -> float:
        """Points that the gradebook has beyond those of the checks: what somebody gave or took by
        hand. Rounded, because sums of decimal points leave crumbs."""
        return round(self.score.points - self.row.score, 6)

    @property
    def late(self) -> float:
        """What lateness changes of the score: 0 or less."""
        return -self.score.penalty


@dataclass
class Check:
    """One check over the class. ``caught`` of ``started`` students failed it.

    ``difficulty`` is the share of its points that the class earned, those who did not start
    included. ``discrimination`` is the point-biserial correlation with the rest of the score among
    those who started, None where it means nothing. ``message`` is the most frequent one of those
    who failed, ``times`` how many had it.
    """

    exercise: str
    name: str
    title: str
    points: float
    started: int
    caught: int
    difficulty: float
    discrimination: float | None
    message: str = ""
    times: int = 0

    @property
    def share(self) -> float:
        """Of those who started, the share that it caught."""
        return self.caught / self.started if self.started else 0.0


@dataclass
class Exercise:
    """One exercise over the class: its points, the mean earned, and the share of all points by
    ending."""

    name: str
    most: float
    mean: float
    shares: dict[str, float]
    full: int
    untouched: int


@dataclass
class Item:
    """One exercise as an item of a test. ``solved`` of ``started`` students have all of its points.

    ``discrimination`` is the correlation of its points with the rest of the score among those who
    started, None where it means nothing. ``worst`` is the check that failed most often, None where
    none did. ``thinks`` is the misconception that most of the others' failures are nearest to,
    ``times`` how many of them are.
    """

    exercise: str
    started: int
    solved: int
    discrimination: float | None
    worst: Check | None
    thinks: str = ""
    times: int = 0

    @property
    def share(self) -> float:
        """Of those who started, the share that solved it."""
        return self.solved / self.started if self.started else 0.0


@dataclass
class Report:
    """Everything that stands on the page. ``not_graded`` has the reason by student."""

    lab: str
    made: str
    most: float
    students: list[Student] = field(default_factory=list)
    not_graded: dict[str, str] = field(default_factory=dict)
    exercises: list[Exercise] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    alike: Findings = field(default_factory=lambda: Findings([], [], 0))

    @property
    def finals(self) -> list[float]:
        """Everybody's score, with what was given by hand and what lateness costs."""
        return [student.score.final for student in self.students]
