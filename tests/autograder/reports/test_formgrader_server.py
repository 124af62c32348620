"""'make formgrader' as it is typed, also by root: formgrader comes, and says what its exchange is
for."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator

import bs4
import pytest
import requests

from autograder import paths


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, dict[str, str]]]:
    """Where it listens, and the header that it wants."""
    words = ["make", "-o", ".venv/ready", "formgrader", "ARGS=--no-browser --port=0"]
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
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab\?token=(\w+)", line):
                wait_for(found[1], process)
                yield found[1], {"Authorization": f"token {found[2]}"}
                break
        else:
            raise AssertionError("".join(said))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait()


def wait_for(address: str, process: subprocess.Popen) -> None:
    """It says where it listens a moment before it does."""
    deadline = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{address}/api", timeout=60)
            return
        except requests.ConnectionError:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)


def test_its_first_page_says_what_an_exchange_would_be_for(address):
    at, header = address
    page = requests.get(f"{at}/formgrader", headers=header, timeout=60)
    assert page.ok
    shown = bs4.BeautifulSoup(page.text, "html.parser")
    assert shown.find(id="warning-exchange") is None
    assert "for a class on JupyterHub" in shown.find(id="no-exchange").text
    assert "Add new assignment" in shown.text  # nbgrader's own page is below


def test_it_lists_the_labs_and_students_there_are(address):
    at, header = address
    for what in ("assignments", "students"):
        answer = requests.get(f"{at}/formgrader/api/{what}", headers=header, timeout=60)
        assert isinstance(answer.json(), list)
