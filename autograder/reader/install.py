"""Has every kernel of this environment load the extension by which graded cells answer. ``make setup``
runs it."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.paths import ROOT, UsageError

EXTENSION, WITHOUT_CHECKS = "autograder.reader.graded_cell", "warehouse.graded_cell"
FIRST = (
    "# Written by the course's set-up: graded cells of its labs answer when they are run by hand."
)
# on a hub, a student's kernel may read the labs and not what grades them
TEXT = """\
import os

c = get_config()  # noqa: F821
hidden = [os.path.join({root!r}, name) for name in ("solutions", "autograder/reader")]
whole = all(os.access(folder, os.R_OK | os.X_OK) for folder in hidden)
c.InteractiveShellApp.extensions.append({with_checks!r} if whole else {without!r})
"""


def install(prefix: Path, root: Path = ROOT) -> Path:
    """Write the configuration below an environment's folder; returns the file. Raises UsageError where
    there is another's already, which is left alone."""
    path = prefix / "etc" / "ipython" / "ipython_kernel_config.py"
    if path.exists() and not path.read_text().startswith(FIRST):
        line = f"c.InteractiveShellApp.extensions.append({EXTENSION!r})"
        raise UsageError(f"{path} is not the course's: add to it the line {line}")
    path.parent.mkdir(parents=True, exist_ok=True)
    filled = TEXT.format(root=str(root), with_checks=EXTENSION, without=WITHOUT_CHECKS)
    path.write_text(f"{FIRST}\n{filled}")
    return path


if __name__ == "__main__":
    try:
        install(Path(sys.prefix))
    except UsageError as other:  # the labs work without
        print(other, file=sys.stderr)
