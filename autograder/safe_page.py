"""A student's notebook as a page that an instructor can open: nothing of it runs there.

What a student's own cells put out as HTML, script or drawing is shown as text or not at all; in Markdown that is not the
course's, tags are shown and not obeyed.
"""

from __future__ import annotations

import re
from functools import cache

import bleach
import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.paths import released_notebook

SHOWN = ("text/plain", "image/png", "image/jpeg")  # of a student's outputs; all else could be more than it looks


class Sanitize(NbGraderPreprocessor):
    """For feedback. Graded cells are the test process's own and stay as they are."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        ours = _course_texts(resources["nbgrader"]["assignment"])
        for cell in nb.cells:
            if cell.cell_type != "code":
                if cell.source.strip() not in ours:
                    cell.source = harmless(cell.source)
                cell.pop("attachments", None)
            elif not (is_grade(cell) and cell.metadata.nbgrader.get("points")):
                for output in cell.outputs:
                    if "data" in output:
                        output.data = {kind: output.data[kind] for kind in SHOWN if kind in output.data}
        return nb, resources


def harmless(markdown: str) -> str:
    """Markdown in which tags are text and no link runs a script."""
    return re.sub(r"(?i)(javascript|vbscript|data)\s*:", r"\1 :", bleach.clean(markdown, tags=set(), strip=False))


@cache
def _course_texts(lab: str) -> frozenset[str]:
    path = released_notebook(lab)
    if not path.exists():
        return frozenset()
    return frozenset(cell.source.strip() for cell in nbformat.read(path, as_version=4).cells if cell.cell_type != "code")
