"""The page that a student gets back: nbgrader's, made to work with the network closed and to be
read on a phone. What differs is templates/course_feedback, which inherits nbgrader's template."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from jinja2 import FileSystemLoader
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.reports.templating import TEMPLATES, environment

NBGRADERS = Path(str(files("nbgrader"))) / "server_extensions" / "formgrader" / "templates"


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML by the course's feedback template."""

    def __init__(self, config: Config | None = None, **more: object) -> None:
        # by its folder's name, as "feedback/index.html.j2", it is found by this loader alone
        super().__init__(config, extra_loaders=[FileSystemLoader([NBGRADERS, TEMPLATES])], **more)

    @property
    def default_config(self) -> Config:
        """Under this class's own name, for nbgrader sets the template under HTMLExporter's."""
        config = super().default_config.copy()
        folders = [str(TEMPLATES), str(NBGRADERS)]
        config.FeedbackExporter.template_name = "course_feedback"
        config.FeedbackExporter.extra_template_basedirs = folders
        return config


NOT_GRADED = "not graded yet"


def is_not_graded(page: Path) -> bool:
    """Whether a feedback page is one of ``write_not_graded``."""
    head = page.read_text(encoding="utf-8", errors="replace")[:2000]
    return f"{NOT_GRADED}</title>" in head


def is_whole(page: Path) -> bool:
    """Whether a page has its end: a machine that stops, or a full disk, leaves the beginning."""
    with page.open("rb") as file:
        file.seek(max(0, page.stat().st_size - 100))
        return file.read().rstrip().endswith(b"</html>")


def write_not_graded(page: Path, lab: str) -> None:
    """For a submission that has no grade: a page that says so, and that nothing is lost by it. What
    failed is the course's and stays with the instructor: its words could give tests away."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.unlink(missing_ok=True)  # nbgrader leaves its pages read-only
    template = environment().get_template("course_feedback/not-graded.html.j2")
    page.write_text(template.render(lab=lab, not_graded=NOT_GRADED), encoding="utf-8")
