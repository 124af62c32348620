"""What every chapter has: words that are linked, sources with a mark, invariants, answers, results that fit
a phone; what every page weighs and says of itself."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_file

from autograder import paths
from autograder.authoring import chapters, lessons

CHAPTERS = [lesson for lesson in lessons.lessons() if lesson.lab]
#: How the note of an entry of the bibliography begins.
MARKS = (
    "Read.",
    "Abstract read.",
    "Its beginning read.",
    "An excerpt read.",
    "Not read by us",
    "Named here",
)
#: Letters of a line of a cell's output that a phone 390 points wide shows.
PHONE = 47
#: What a page may weigh, in bytes, uncompressed.
WEIGHT = 1_600_000


def text_of(page: str) -> str:
    return lessons.chapter(page).read_text(encoding="utf-8")


def built(site: Path) -> dict[str, BeautifulSoup]:
    pages = [page for page in site.rglob("*.html") if "_static" not in page.parts]
    return {
        str(page.relative_to(site)): BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for page in pages
    }


@pytest.mark.parametrize("lesson", CHAPTERS, ids=lambda lesson: lesson.lab)
def test_a_chapter_has_what_every_chapter_has(lesson):
    assert chapters.faults(text_of(lesson.page)) == []


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (r"```\{invariants\}.*?```\n", "invariants"),
        (r"```\{architecture\}.*?```\n", "chapter's part lit"),
        (r"\{term\}", "glossary"),
        (r"\{cite:\w+\}", "cited"),
        (r"```\{dropdown\} What a full answer says.*?```\n", "folded answer"),
        (r"## Going further\n", "Going further"),
        (r"\{invariant\}`", "refers to an invariant"),
        (r"^- \*\*", "two or three"),
    ],
)
def test_a_chapter_that_lacks_one_is_told(cut, said):
    text = re.sub(cut, "", text_of(CHAPTERS[0].page), flags=re.M | re.S)
    assert any(said in fault for fault in chapters.faults(text))


def drawn(text: str) -> set[str]:
    """The mechanisms that a page draws."""
    return set(re.findall(r"^```\{drawing\} (\w+)$", text, re.M))


@pytest.mark.parametrize("lesson", CHAPTERS, ids=lambda lesson: lesson.lab)
def test_a_chapter_draws_its_mechanism_and_where_it_is(lesson, site):
    """Drawings as the page has them: each with a title and a text, and words that a phone can show."""
    names = drawn(text_of(lesson.page))
    assert names
    soup = BeautifulSoup((site / f"{lesson.page}.html").read_text("utf-8"), "html.parser")
    figures = soup.select("figure.drawn")
    ids = ["architecture", *(f"drawing-{name}" for name in names)]
    assert sorted(figure["id"] for figure in figures) == sorted(ids)
    for figure in figures:
        svg = figure.svg
        told = [soup.find(id=name).get_text() for name in svg["aria-labelledby"].split()]
        assert all(told) and len(told[1]) > 80, figure["id"]
        assert figure.figcaption.get_text(strip=True), figure["id"]
        assert svg["viewbox"].startswith("0 0 360 "), "wider than a phone"
        assert min(float(it["font-size"]) for it in svg.select("text")) >= 10, figure["id"]
        assert not svg.select("[fill], [stroke], [style]"), "colours are the style sheet's"
        if figure["id"] == "architecture":
            assert svg.select("rect.lit") and "Lit: " in told[1]


@pytest.fixture
def figures(monkeypatch):
    monkeypatch.syspath_prepend(str(paths.BOOK / "figures"))


def test_every_drawing_is_in_a_page(figures):
    from mechanisms import DRAWINGS

    assert set.union(*(drawn(text_of(page)) for page in lessons.contents())) == set(DRAWINGS)


def test_what_would_not_fit_or_is_not_there_is_refused(figures):
    from drawings import architecture, box

    assert "<text" in box(0, 0, 60, 20, "fits")
    with pytest.raises(ValueError, match="does not fit"):
        box(0, 0, 60, 20, "does not fit at all")
    with pytest.raises(ValueError, match="no part 'attic'.*storage"):
        architecture("a", ["attic"])


def test_a_wide_line_of_code_is_told():
    text = text_of("performance/compression")
    text = text.replace("import numpy as np", f"x = '{'-' * 88}'", 1)
    assert any("wider than 88" in fault for fault in chapters.faults(text))


@pytest.mark.parametrize("page", lessons.contents())
def test_code_of_every_page_fits_its_page(page):
    assert [line for line in chapters.code_lines(text_of(page)) if len(line) > 88] == []


@pytest.mark.parametrize("lesson", CHAPTERS, ids=lambda lesson: lesson.lab)
def test_a_notebook_names_every_invariant_of_its_chapter_and_no_other(lesson):
    """The task of an exercise says which its checks look at, or that none looks at one."""
    notebook = nbformat.read(paths.source_notebook(lesson.lab), as_version=4)
    tasks = "\n".join(cell.source for cell in notebook.cells if cell.id.endswith("-task"))
    everything = "\n".join(cell.source for cell in notebook.cells)
    held = set(range(1, chapters.invariants(text_of(lesson.page)) + 1))
    assert invariants_named(tasks) == held
    assert invariants_named(everything) == held


def invariants_named(words: str) -> set[int]:
    return {int(number) for number in re.findall(r"\b[Ii]nvariant (\d+)", words)}


def test_an_entry_of_the_bibliography_says_what_was_read_of_it():
    for key, entry in parse_file(str(paths.BOOK / "references.bib")).entries.items():
        assert entry.fields["note"].startswith(MARKS), key


def test_works_that_pages_link_and_the_bibliography_are_the_same():
    """What a page links by its DOI is an entry, and no entry is there that no page cites or links."""
    entries = parse_file(str(paths.BOOK / "references.bib")).entries
    words = "\n".join(text_of(page) for page in ["index", *lessons.contents()])
    linked = set(re.findall(r"https://doi\.org/([^)\s]+)", words))
    assert linked <= {entry.fields.get("doi") for entry in entries.values()}
    for key, entry in entries.items():
        doi, url = (entry.fields.get(name, "-nowhere-") for name in ("doi", "url"))
        assert f"`{key}`" in words or doi in words or url in words, key


def test_results_fit_a_phone(site):
    """Lines of text do; tables wrap, and what is drawn scrolls by itself."""
    for page in CHAPTERS:
        soup = BeautifulSoup(
            (site / f"{page.page}.html").read_text(encoding="utf-8"), "html.parser"
        )
        lines = [line for it in soup.select(".cell_output pre") for line in it.text.splitlines()]
        assert [line for line in lines if len(line) > PHONE] == [], page.page


def test_results_bring_no_colours_that_a_dark_page_would_have_to_light_up(site):
    for name, soup in built(site).items():
        for shown in soup.select(".cell_output .text_html [style]"):
            assert not re.search(r"(?<![-\w])(background|color)\s*:", shown["style"]), name


def test_a_page_is_light(site):
    """With everything that it makes a browser fetch, and the web font of its icons."""
    font = next((site / "_static").rglob("fa-solid-900.woff2")).stat().st_size
    for name, soup in built(site).items():
        page = site / name
        asked = [it["src"] for it in soup.select("script[src], img[src]")]
        asked += [it["href"] for it in soup.select("link[rel=stylesheet], link[rel=icon]")]
        files = {(page.parent / address.split("?")[0]).resolve() for address in asked}
        weight = page.stat().st_size + font + sum(file.stat().st_size for file in files)
        assert weight < WEIGHT, f"{name}: {weight:,} bytes"


def test_a_page_says_what_it_is_about_and_has_an_icon(site):
    said = {}
    for name, soup in built(site).items():
        description = soup.select_one("meta[name=description]")["content"]
        assert 40 < len(description) <= 210, name
        assert soup.select_one('meta[property="og:title"]')["content"].strip(), name
        assert soup.select_one('meta[property="og:description"]')["content"] == description
        icon = soup.select_one('link[rel*="icon"]')["href"]
        assert ((site / name).parent / icon).resolve().exists(), name
        said[name] = description
    texts = [said[f"{page}.html"] for page in ["index", *lessons.contents()]]
    assert len(set(texts)) == len(texts), "two pages describe themselves alike"


@pytest.mark.parametrize(
    "address", ["", "https://example.org/course", "https://example.org/course/"]
)
def test_a_link_preview_names_an_address_where_one_is_set(address, monkeypatch):
    """And none as shipped: nobody knows where the book will be read."""
    monkeypatch.syspath_prepend(str(paths.BOOK / "_ext"))
    from course import describe

    config = SimpleNamespace(html_title="A book", html_baseurl=address)
    app, context = SimpleNamespace(config=config, env=SimpleNamespace(titles={})), {}
    describe(app, "scale/managed_storage", "page.html", context, None)
    tags = BeautifulSoup(context["metatags"], "html.parser")
    said = {it["property"]: it["content"] for it in tags.select("meta[property]")}
    assert {"og:title", "og:description", "og:type", "og:site_name"} <= set(said)
    if not address:
        assert "http" not in context["metatags"]
    else:
        assert said["og:url"] == "https://example.org/course/scale/managed_storage.html"
        assert said["og:image"] == "https://example.org/course/_static/compression.png"


def test_the_picture_of_a_link_preview_is_there(site):
    assert (site / "_static" / "compression.png").exists()
    assert not re.search(
        r'property="og:(url|image)"|rel="canonical"', (site / "index.html").read_text()
    )
