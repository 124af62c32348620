"""What comes of one submission."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Graded:
    """What became of one submission. ``fault`` is set where the course's own machinery failed: then
    there is no grade. ``no_page`` says why there is a grade and no page of feedback, ``short_page``
    why the page shows the checks and not the student's own cells. ``earlier`` says that it had been
    graded before and nothing has changed since."""

    student: str
    notes: list[str] = field(default_factory=list)
    fault: str = ""
    no_page: str = ""
    short_page: str = ""
    earlier: bool = False

    @property
    def trouble(self) -> str:
        """What is left to do by grading again, empty for nothing."""
        return self.fault or self.no_page
