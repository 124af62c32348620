"""What comes of one submission."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Graded:
    """What became of one submission. ``fault`` is set where the course's own machinery failed: then
    there is no grade. ``earlier`` says that it had been graded before and nothing has changed
    since."""

    student: str
    notes: list[str] = field(default_factory=list)
    fault: str = ""
    earlier: bool = False
