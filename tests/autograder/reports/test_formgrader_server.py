"""'make formgrader' as it is typed, also by root: formgrader comes, and says what its exchange is
for."""

from __future__ import annotations

from collections.abc import Iterator

import bs4
import pytest
import requests

from autograder.paths import AUTOGRADER
from served import serving


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, dict[str, str]]]:
    """Where it listens, and the header that it wants."""
    with serving("formgrader", "/lab") as (at, token):
        yield at, {"Authorization": f"token {token}"}


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


def test_the_command_that_it_names_is_one_for_the_folder_that_has_the_configuration(address):
    at, header = address
    page = requests.get(f"{at}/formgrader/manage_submissions/warmup", headers=header, timeout=60)
    assert f'cd "{AUTOGRADER}"\nnbgrader autograde "warmup"' in page.text
