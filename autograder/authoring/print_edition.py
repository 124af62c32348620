"""The print edition: all pages of the built book as one document, printed by Chromium without a window.

Printed twice: a first time to learn on which page each chapter begins, a second time with these numbers in
the contents.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader

from autograder import paths
from autograder.authoring import lessons
from autograder.paths import UsageError

SITE = paths.BOOK / "_build" / "html"
PDF = paths.BOOK / "_build" / "book.pdf"
STYLE = Path(__file__).with_name("print_edition.css")
#: What Chromium is called by, in Debian and elsewhere; the variable names another.
BROWSERS, VARIABLE = ("chromium", "chromium-browser", "google-chrome"), "COURSE_BROWSER"
#: Seconds that one print may take.
PATIENCE = 300
#: Attributes that name an id of the same page, or several.
NAMES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
#: What has no use on paper; the theme's scripts for live cells, which are not used.
OFF_PAPER = (
    "a.headerlink, noscript, .toctree-wrapper, script[type='text/x-thebe-config'],"
    " script:-soup-contains('kernelName')"
)


def browser() -> str:
    """The program that prints. Raises UsageError where there is none."""
    asked = os.environ.get(VARIABLE)
    found = next(filter(None, map(shutil.which, [asked] if asked else BROWSERS)), None)
    if not found:
        raise UsageError(
            f"no {asked or 'Chromium'} to print with: install it (Debian: apt install chromium),"
            f" or name a browser of its kind in {VARIABLE}"
        )
    return found


def make() -> Path:
    """Print the whole book, which has been built. Returns where the PDF is."""
    return print_pages(["index", *lessons.contents()], SITE, PDF)


def print_pages(pages: list[str], site: Path, target: Path) -> Path:
    """Print these pages of a built book, in this order, into one PDF.

    Raises UsageError where a page has not been built, and where there is no browser or it fails.
    """
    program = browser()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "book.html"
        numbers: dict[str, int] = {}
        for _ in range(2):
            document.write_text(whole(pages, site, numbers), encoding="utf-8")
            run(program, document, target, folder)
            numbers = beginnings(target, pages)
    return target


def run(program: str, document: Path, target: Path, folder: str) -> None:
    """One print, with the network closed and a profile of its own."""
    command = [
        program,
        "--headless",
        "--disable-gpu",
        f"--user-data-dir={folder}/profile",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--force-prefers-reduced-motion",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={target}",
        document.as_uri(),
    ]
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium refuses to start as root with its sandbox
    target.unlink(missing_ok=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as late:
        raise UsageError(f"{program} has not printed within {PATIENCE} s") from late
    if done.returncode or not target.exists():
        raise UsageError(f"{program} has not printed the book:\n{done.stderr[-2000:]}")


def beginnings(pdf: Path, pages: Iterable[str]) -> dict[str, int]:
    """On which page of the PDF each page of the book begins, from 1."""
    reader = PdfReader(pdf)
    places = {name.lstrip("/"): place for name, place in reader.named_destinations.items()}
    return {page: reader.get_destination_page_number(places[anchor(page)]) + 1 for page in pages}


def anchor(page: str, name: str = "") -> str:
    """What an id of a page is called in the whole, where it has to be unique; the page's own, without."""
    return f"{page.replace('/', '-')}--{name}" if name else page.replace("/", "-")


def article(page: str, pages: list[str], site: Path) -> Tag:
    """A page's text for the whole: links lead inside, all that was folded is open."""
    built = site / f"{page}.html"
    if not built.exists():
        raise UsageError(f"{built} is not there: run 'make book' first")
    soup = BeautifulSoup(built.read_text(encoding="utf-8"), "html.parser")
    text = soup.select_one("article.bd-article")
    for gone in text.select(OFF_PAPER):
        gone.decompose()
    for folded in text.select("details"):
        folded["open"] = ""
    for node in text.find_all(True):
        if node.get("id"):
            node["id"] = anchor(page, node["id"])
        for name in NAMES:
            if node.get(name):
                node[name] = " ".join(anchor(page, one) for one in node[name].split())
        for name, value in node.attrs.items():
            if isinstance(value, str) and "url(#" in value:
                node[name] = value.replace("url(#", f"url(#{anchor(page)}--")
        if node.name in ("img", "use") and node.get("src"):
            node["src"] = (built.parent / unquote(node["src"])).resolve().as_uri()
        if node.get("href"):
            relink(node, page, pages, built, site)
    text["id"] = anchor(page)
    return text


def relink(node: Tag, page: str, pages: list[str], built: Path, site: Path) -> None:
    """A link to a page of the whole leads there; one to another page of the site is its words alone."""
    parts = urlsplit(node["href"])
    if parts.scheme or parts.netloc:
        return
    other = (built.parent / unquote(parts.path)).resolve() if parts.path else built.resolve()
    inside = other.suffix == ".html" and other.is_relative_to(site.resolve())
    name = str(other.relative_to(site.resolve()).with_suffix("")) if inside else ""
    if name in pages:
        node["href"] = f"#{anchor(name, unquote(parts.fragment))}"
    else:
        del node["href"]


def whole(pages: list[str], site: Path, numbers: dict[str, int]) -> str:
    """The document: a title page, the contents with the ``numbers`` of pages that are known, all pages."""
    config = yaml.safe_load((paths.BOOK / "_config.yml").read_text(encoding="utf-8"))
    title, author = config["title"], config["author"]
    articles = {page: article(page, pages, site) for page in pages}
    first = BeautifulSoup((site / f"{pages[0]}.html").read_text("utf-8"), "html.parser")
    styles = [
        f'<link rel="stylesheet" href="{(site / pages[0]).parent.joinpath(it["href"].split("?")[0]).resolve().as_uri()}">'
        for it in first.select("link[rel=stylesheet]")
    ]
    titles = {page: it.select_one("h1").get_text(strip=True) for page, it in articles.items()}
    own = "\n".join(
        f'@page {css_name(page)} {{ @top-right {{ content: "{titles[page]}"; }} }}\n'
        f"#{anchor(page)} {{ page: {css_name(page)}; }}"
        for page in pages
    )
    return "\n".join(
        [
            '<!DOCTYPE html><html lang="en" data-theme="light" data-mode="light"><head><meta charset="utf-8">',
            f'<title>{escape(title)}</title><meta name="author" content="{escape(author)}">',
            *styles,
            f"<style>{STYLE.read_text(encoding='utf-8')}\n{own}</style></head><body>",
            f'<section class="front"><p class="name">{escape(title)}</p><p>{escape(author)}</p>'
            f"<p>Printed {date.today():%d %B %Y}. {escape(config['html']['extra_footer'])}</p></section>",
            contents(pages, titles, numbers),
            '<main class="bd-content">',
            *(str(it) for it in articles.values()),
            "</main></body></html>",
        ]
    )


def css_name(page: str) -> str:
    return re.sub(r"\W", "-", page)


def contents(pages: list[str], titles: dict[str, str], numbers: dict[str, int]) -> str:
    """The list of the pages below the captions of the book's parts."""
    toc = yaml.safe_load((paths.BOOK / "_toc.yml").read_text(encoding="utf-8"))
    parts = [("", ["index"])]
    parts += [(it["caption"], [one["file"] for one in it["chapters"]]) for it in toc["parts"]]
    lines = []
    for caption, listed in parts:
        here = [page for page in listed if page in pages]
        if caption and here:
            lines.append(f'<li class="part">{escape(caption)}</li>')
        lines += [
            f'<li><a href="#{anchor(page)}"><span>{escape(titles[page])}</span><i></i>'
            f"<span>{numbers.get(page, 0)}</span></a></li>"
            for page in here
        ]
    return f'<nav class="contents"><p class="name">Contents</p><ol>{"".join(lines)}</ol></nav>'
