"""The print edition, of two pages: contents with their numbers, links, what is folded on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from autograder import paths
from autograder.authoring import print_edition
from autograder.paths import UsageError

PAGES = ["preface/assistant", "performance/zone_maps"]
SITE = paths.BOOK / "_build" / "html"


def has_browser() -> bool:
    try:
        return bool(print_edition.browser())
    except UsageError:
        return False


needs_browser = pytest.mark.skipif(not has_browser(), reason="there is no Chromium to print with")


@pytest.fixture(scope="module")
def pdf(site, tmp_path_factory) -> Path:
    return print_edition.print_pages(PAGES, site, tmp_path_factory.mktemp("print") / "two.pdf")


@pytest.fixture(scope="module")
def printed(pdf) -> PdfReader:
    return PdfReader(pdf)


def words(text: str) -> str:
    return "".join(text.split())


def heading(page: str) -> str:
    soup = BeautifulSoup((SITE / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    return next(soup.select_one("h1").stripped_strings)


def test_the_command_says_what_to_install_where_there_is_no_browser(site):
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "pdf"],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        env=os.environ | {print_edition.VARIABLE: "no-such-browser"},
    )
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("autograder: no no-such-browser to print with: install it")


@needs_browser
def test_the_contents_name_the_page_that_a_chapter_begins_on(pdf, printed):
    texts = [words(page.extract_text()) for page in printed.pages]
    begins = print_edition.beginnings(pdf, PAGES)
    for page, number in begins.items():
        title = words(heading(page))
        assert title in texts[number - 1]
        assert f"{title}{number}" in texts[1].replace(".", "")
        lines = printed.pages[number - 1].extract_text().splitlines()
        assert str(number) in [line.strip() for line in lines], "its number at its foot"
    assert begins[PAGES[0]] < begins[PAGES[1]]


@needs_browser
def test_what_is_folded_on_the_screen_is_printed(printed):
    said = words("".join(page.extract_text() for page in printed.pages))
    soup = BeautifulSoup((SITE / f"{PAGES[1]}.html").read_text(encoding="utf-8"), "html.parser")
    folded = [words(item.get_text()) for item in soup.select("details.sd-dropdown li")]
    assert len(folded) > 6
    assert [item for item in folded if item[:25] not in said] == []


@needs_browser
def test_a_box_with_sql_is_printed_with_its_answer_and_without_what_only_a_screen_can_do(printed):
    said = words("".join(page.extract_text() for page in printed.pages))
    said = unicodedata.normalize("NFKC", said)  # ligatures
    soup = BeautifulSoup((SITE / f"{PAGES[1]}.html").read_text(encoding="utf-8"), "html.parser")
    box = soup.select_one(".sql-box")
    assert words(box.select_one("pre").get_text()) in said
    for row in box.select("tr"):
        assert words(row.get_text()) in said
    assert "runithere" not in said and "nothingleaves" not in said


@needs_browser
def test_links_lead_to_places_inside_or_to_the_web(printed):
    inside, web = [], []
    for page in printed.pages:
        for link in (note.get_object() for note in page.get("/Annots") or []):
            if "/Dest" in link:
                inside.append(link["/Dest"])
            else:
                web.append(link["/A"]["/URI"])
    assert inside and web
    assert set(inside) <= set(printed.named_destinations)
    assert [address for address in web if not address.startswith("http")] == []


def test_names_stay_apart_where_two_pages_are_one_document(site):
    soup = BeautifulSoup(print_edition.whole(PAGES, site, {}), "html.parser")
    names = [node["id"] for node in soup.select("[id]")]
    assert len(names) == len(set(names))
    for node in soup.select("[aria-labelledby]"):
        assert set(node["aria-labelledby"].split()) <= set(names)
    for link in soup.select("a[href^='#']"):
        assert link["href"][1:] in names, link["href"]


def test_what_is_missing_is_named_with_the_fix(site, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="make book"):
        print_edition.whole(["no/page"], site, {})
    monkeypatch.setenv(print_edition.VARIABLE, "no-such-browser")
    with pytest.raises(UsageError, match="no no-such-browser to print with: install"):
        print_edition.print_pages(PAGES, site, tmp_path / "none.pdf")
