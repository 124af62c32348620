"""Releasing a lab, and feedback, into nbgrader's exchange.

Everybody can write its inbound folder: nobody may take away or rename what another has put there.
Feedback lies under names made from a submission's secret and the notebook's name, and a student may
have given the notebook another name.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash


class Release(ExchangeReleaseAssignment):
    """nbgrader's release, with the t on the inbound folder."""

    def init_dest(self) -> None:
        super().init_dest()
        mode = stat.S_IMODE(os.stat(self.inbound_path).st_mode)
        if not mode & stat.S_ISVTX:
            os.chmod(self.inbound_path, mode | stat.S_ISVTX)


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's release of feedback, and the lab's page once more for every notebook of the
    submission that has no page: the student's list looks for each by the name it has there, and says
    that there is feedback when all are found."""

    def copy_files(self) -> None:
        super().copy_files()
        lab = self.coursedir.assignment_id
        excluded = self.coursedir.student_id_exclude.split(",")
        for page in sorted(Path(self.src_path).parent.parent.glob(f"*/{lab}/{lab}.html")):
            student = page.parent.parent.name
            if student not in excluded and self.coursedir.student_id in ("*", student):
                self._under_other_names(page, student)

    def _under_other_names(self, page: Path, student: str) -> None:
        submitted = Path(
            self.coursedir.format_path(
                self.coursedir.submitted_directory, student, self.coursedir.assignment_id
            )
        )
        secret = (page.parent / "submission_secret.txt").read_text(encoding="utf-8")
        released = self._released(secret, page.stem)
        for notebook in sorted(submitted.glob("*.ipynb")):
            if (page.parent / f"{notebook.stem}.html").exists():
                continue
            target = self._released(secret, notebook.stem)
            # a link, because a submission may hold thousands; and, as in nbgrader's release, what a
            # student fetches meanwhile is whole
            new = target.with_name(f"{target.stem}-tmp.html")
            new.unlink(missing_ok=True)
            os.link(released, new)
            os.replace(new, target)
            self.log.info("Feedback of %s is there for %r, too", student, notebook.name)

    def _released(self, secret: str, notebook: str) -> Path:
        return Path(self.dest_path) / f"{notebook_hash(secret=secret, notebook_id=notebook)}.html"
