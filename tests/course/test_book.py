"""The book builds without a warning, reads with the network closed, and its fences and links are
what they claim to be."""

from __future__ import annotations

import re
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.apps import NbGraderApp

from autograder import paths
from autograder.authoring import lessons
from autograder.command_line import app
from autograder.quality import answer_files

PAGES = sorted(
    path
    for path in paths.BOOK.rglob("*.md")
    if not any(part.startswith("_") for part in path.relative_to(paths.BOOK).parts)
)


def name_of(path: Path) -> str:
    return str(path.relative_to(paths.ROOT))


def test_the_contents_list_what_is_there_and_everything_that_is_there():
    assert sorted(["index", *lessons.contents()]) == sorted(
        str(page.relative_to(paths.BOOK).with_suffix("")) for page in PAGES
    )


class Loads(HTMLParser):
    """Everything a page makes the browser fetch, and everything it links to, and the ids it has."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.linked: list[str] = []
        self.ids: set[str] = set()
        self.pictures_without_words: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and given.get("href"):
            self.linked.append(given["href"])
        elif tag == "link" and given.get("rel") in (
            "stylesheet",
            "preload",
            "icon",
            "shortcut icon",
            "modulepreload",
        ):
            self.fetched.append(given["href"])
        elif tag in ("script", "img", "iframe", "source", "audio", "video", "embed") and given.get(
            "src"
        ):
            self.fetched.append(given["src"])
        elif tag == "object" and given.get("data"):
            self.fetched.append(given["data"])
        if tag == "img" and not given.get("alt"):
            self.pictures_without_words.append(given.get("src", ""))


def loads(page: Path) -> Loads:
    parser = Loads()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def built(site: Path) -> list[Path]:
    return [page for page in site.rglob("*.html") if "_static" not in page.parts]


def test_no_page_asks_another_host_for_anything(site):
    for page in built(site):
        foreign = [address for address in loads(page).fetched if urlsplit(address).netloc]
        assert foreign == [], name_of(page)
        text = page.read_text(encoding="utf-8")
        assert "import(" not in text or "https://" not in text.split("import(", 1)[1][:200]
    for style in (site / "_static").rglob("*.css"):
        assert not re.search(
            r"url\(['\"]?https?://", style.read_text(encoding="utf-8", errors="ignore")
        ), name_of(style)


def test_every_link_inside_the_book_leads_somewhere(site):
    pages = {page.resolve(): loads(page) for page in built(site)}
    for page, found in pages.items():
        for address in found.linked:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.exists(), f"{name_of(page)} links to {address}"
            if parts.fragment and target in pages and not parts.fragment.startswith("__"):
                assert unquote(parts.fragment) in pages[target].ids, (
                    f"{name_of(page)} links to {address}"
                )


def test_every_picture_has_words(site):
    for page in built(site):
        assert loads(page).pictures_without_words == [], name_of(page)


def test_pages_are_free_of_what_the_stock_theme_gets_wrong(site):
    """What book/_ext and book/_templates change: an upgrade that goes round one of them is seen
    here."""
    for page in built(site):
        text = page.read_text(encoding="utf-8")
        assert "THEBE_JS_URL" not in text and "ethical-ad" not in text, name_of(page)
        soup = BeautifulSoup(text, "html.parser")
        named = soup.select("summary, .search-button-field")
        assert [it for it in named if it.get("aria-label")] == [], "its name is what it shows"
        assert soup.select(".theme-switch") and soup.select(".theme-switch[title]") == []
        assert [it for it in soup.select("th") if not it.get_text(strip=True)] == []
        wide = soup.select('[style*="overflow-x:auto"]')
        assert [it for it in wide if it.get("tabindex") != "0"] == [], "out of a keyboard's reach"
        titles = soup.select("a.navbar-brand")
        assert titles and all(it.find_parent(role="navigation") for it in titles)


def test_every_moving_figure_is_in_its_page_with_a_label_and_a_caption(site):
    used = {
        name: page
        for page in PAGES
        for name in re.findall(
            r"^```\{moving-figure\} (\w+)$", page.read_text(), flags=re.MULTILINE
        )
    }
    used.pop("NAME", None)
    assert set(used) == {path.stem for path in (paths.BOOK / "figures").glob("*.js")} - {"common"}
    for name, source in used.items():
        page = (
            (site / source.relative_to(paths.BOOK)).with_suffix(".html").read_text(encoding="utf-8")
        )
        assert f'data-figure="{name}" role="group" aria-label=' in page
        assert f'figure("{name}"' in page


def fences(page: Path) -> list[tuple[str, str]]:
    """The (info string, body) of every fenced block of a page, outermost only."""
    found, fence, info, body = [], "", "", []
    for line in page.read_text().splitlines():
        mark = re.match(r"(`{3,}|:{3,})(.*)$", line)
        if not fence and mark and mark[1][0] == "`":
            fence, info, body = mark[1], mark[2].strip(), []
        elif fence and line.strip() == fence:
            found.append((info, "\n".join(body)))
            fence = ""
        elif fence:
            body.append(line)
    return found


@pytest.mark.parametrize("page", [*PAGES, paths.ROOT / "README.md"], ids=name_of)
def test_every_fence_runs_or_is_no_code(page):
    for info, body in fences(page):
        assert info.startswith("{") or info in ("console", "text"), (
            f"an untagged or loose fence:\n{body}"
        )
        if info == "console":
            for line in body.splitlines():
                if line.startswith("$ "):
                    assert_command_exists(line[2:])


def assert_command_exists(line: str) -> None:
    words = re.sub(r"^(sudo (-u \w+ )?|[A-Z_]+=\w+ )", "", line.replace("../", "")).split()
    makefile = (paths.ROOT / "Makefile").read_text()
    if words[0] == "make":
        assert all(
            re.search(rf"^{word}:", makefile, flags=re.MULTILINE)
            for word in words[1:]
            if "=" not in word
        ), line
    elif words[:3] == ["python", "-m", "autograder"] or words[0] == "course":
        names = {command.name or command.callback.__name__ for command in app.registered_commands}
        assert words[3 if words[0] == "python" else 1] in names | {"--help"}, line
    elif words[:2] == ["python", "-m"]:
        assert find_spec(words[2]), line
    elif words[0] in ("nbgrader", "jupytext", "jupyter"):
        assert (Path(sys.executable).parent / words[0]).exists(), line
        if words[0] == "nbgrader":
            assert words[1] in NbGraderApp.subcommands, line
    elif words[0].startswith(".venv/bin/"):
        assert (Path(sys.executable).parent / words[0].removeprefix(".venv/bin/")).exists(), line
        assert all(
            (paths.ROOT / word).exists() for word in words if word.startswith("autograder/")
        ), line
    else:
        assert words[0] in (
            "cd",
            "source",
            "git",
            "mkdir",
            "rm",
            "cp",
            "mv",
            "ls",
            "chmod",
            "chown",
            "docker",  # as who has one types it: no builder is here
            "chgrp",
            "install",
            "useradd",
            "systemctl",
            "tar",
        ), line


def test_readme_names_only_what_is_there():
    text = (paths.ROOT / "README.md").read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not urlsplit(target).netloc:
            assert (paths.ROOT / target).exists(), target


def test_readmes_map_is_what_the_chapters_say():
    assert (paths.ROOT / "README.md").read_text() == lessons.renewed_readme(), (
        "run: python -m autograder release"
    )
    assert {lesson.lab for lesson in lessons.lessons() if lesson.lab} == set(paths.labs())


@pytest.mark.parametrize("lab", paths.labs())
def test_a_notebook_opens_with_the_title_and_the_hours_of_its_chapter(lab):
    (lesson,) = (lesson for lesson in lessons.lessons() if lesson.lab == lab)
    title = nbformat.read(paths.source_notebook(lab), as_version=4).cells[0].source
    hours = "1 hour" if lesson.hours == "1" else f"{lesson.hours} hours"
    assert f"*Chapter: {lesson.title}. Time: {hours}. 100 points.*" in title


def test_the_landing_page_and_the_themes_pages_show_every_lesson(site):
    landing = loads(site / "index.html").linked
    for lesson in lessons.lessons():
        assert f"{lesson.page}.html" in landing, lesson.page
        theme, _, name = lesson.page.partition("/")
        first = site / theme / "introduction.html"
        if first.exists():
            assert f"{name}.html" in loads(first).linked, lesson.page


@cache
def asked() -> set[str]:
    """The names of all functions and classes that labs ask for."""
    return {
        name
        for lab in paths.labs()
        for exercise in answer_files.exercises(lab)
        for name in answer_files.stub_names(lab, exercise)
    }


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "code-cell" in page.read_text()], ids=name_of
)
def test_chapters_keep_the_solutions_to_themselves(page):
    """No function that a lab asks for is defined in a chapter."""
    defined = set(re.findall(r"^def (\w+)|^class (\w+)", page.read_text(), flags=re.MULTILINE))
    assert not asked() & {name for pair in defined for name in pair}
