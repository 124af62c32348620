"""Where one class's folders are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.paths import AUTOGRADED, AUTOGRADER, EXECUTED, FEEDBACK, SUBMITTED


@dataclass(frozen=True)
class Places:
    """The course's own by default. ``gradebook``, ``roster`` and ``groups`` are files."""

    submitted: Path = SUBMITTED
    autograded: Path = AUTOGRADED
    executed: Path = EXECUTED
    feedback: Path = FEEDBACK
    gradebook: Path = AUTOGRADER / "gradebook.db"
    roster: Path = AUTOGRADER / "roster.csv"
    groups: Path = AUTOGRADER / "groups.csv"

    @classmethod
    def below(cls, root: Path) -> Places:
        """A class of its own in the folder ``root``."""
        folders = ("submitted", "autograded", "executed", "feedback")
        files = ("gradebook.db", "roster.csv", "groups.csv")
        return cls(*(root / name for name in (*folders, *files)))

    def directories(self) -> dict[str, str]:
        """As traits of nbgrader's CourseDirectory."""
        return {
            "submitted_directory": str(self.submitted),
            "autograded_directory": str(self.autograded),
            "feedback_directory": str(self.feedback),
            "db_url": f"sqlite:///{self.gradebook}",
        }

    def autograded_notebook(self, student: str, lab: str) -> Path:
        return self.autograded / student / lab / f"{lab}.ipynb"

    def executed_notebook(self, student: str, lab: str) -> Path:
        """Where a notebook that was executed waits to be recorded."""
        return self.executed / lab / f"{student}.ipynb"
