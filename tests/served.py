"""A server that a person starts with make, started so: for tests of what it serves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from autograder import paths

PATIENCE = 60  # seconds


@contextmanager
def serving(target: str, begins_at: str) -> Iterator[tuple[str, str]]:
    """'make TARGET', without a browser and at a free port. Gives where it listens, and its token, both as it says
    them of the address that it begins at."""
    words = ["make", "-o", ".venv/ready", target, "ARGS=--no-browser --port=0"]
    process = subprocess.Popen(
        words,
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if found := re.search(rf"(http://127\.0\.0\.1:\d+){begins_at}\?token=(\w+)", line):
                _wait_for(found[1], process)
                yield found[1], found[2]
                break
        else:
            raise AssertionError("".join(said))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait(PATIENCE)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    """It says where it listens a moment before it does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(f"{address}/api", timeout=PATIENCE)
            return
        except requests.ConnectionError:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
