"""Ends a PostgreSQL server once the process that started it is gone: ``python -I guard.py FOLDER``.

A ``with`` block stops its server when a cell fails. A kernel that is killed in the middle of one
runs no block to its end, and the server would stay for ever. So its starter holds the other end of
this process's standard input, which closes however the starter dies; a byte on it says that all is
well and nothing is left to do.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PATIENCE = 10.0  # seconds that a server may take to end


@contextlib.contextmanager
def guarded(folder: str) -> Iterator[None]:
    """While the block runs: should this process die, the server whose data lie in ``folder`` is
    ended and the folder removed."""
    command = [sys.executable, "-I", __file__, folder]
    # a session of its own: an interrupt from the keyboard is meant for the starter
    guard = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        # somebody has killed the guard: it is not needed any more
        with contextlib.suppress(BrokenPipeError):
            guard.communicate(b".")


def _end(folder: Path) -> None:
    """The postmaster writes its process id into its folder, and takes the file away when it
    ends."""
    try:
        server = int((folder / "postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGQUIT)  # at once, and its children with it
    except (OSError, ValueError, IndexError):
        pass  # it never started, or has ended
    else:
        deadline = time.monotonic() + _PATIENCE
        while (folder / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if not os.read(0, 1):
        _end(Path(sys.argv[1]))
