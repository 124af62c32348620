"""The boxes in which SQL runs: whole before anything is loaded and where there is no engine; and in a
browser with the network closed, by keyboard, from a folder."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import chromium
import pytest
from bs4 import BeautifulSoup

from autograder import paths
from autograder.authoring import lessons, sql_engine

QUOTED = re.compile(r"^````text\n.*?^````$", re.M | re.S)  # a box that is written about
PAGES = [
    page
    for page in lessons.contents()
    if re.search(r"^```\{sql\}", QUOTED.sub("", lessons.chapter(page).read_text("utf-8")), re.M)
]
SAYS = "document.querySelector('.sql-says').textContent"
needs_engine = pytest.mark.skipif(
    not sql_engine.installed(), reason="npm has not brought the engine: see sql_engine"
)


@pytest.fixture
def sql_box(monkeypatch):
    monkeypatch.syspath_prepend(str(paths.BOOK / "sql"))
    import sql_box

    return sql_box


def soup(site: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser")


def text_of(table) -> list[list[str]]:
    return [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tr")]


def test_three_pages_have_a_box():
    assert set(PAGES) == {
        "orientation/primer",
        "orientation/life_of_a_query",
        "performance/zone_maps",
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_box_is_whole_before_anything_is_loaded(page, site, sql_box):
    boxes = soup(site, page).select(".sql-box")
    assert boxes
    for box in boxes:
        query = box.select_one("pre").get_text()
        columns, _, rows = sql_box.answer(query)
        shown = [list(columns), *([sql_box.word(value) for value in row] for row in rows)]
        assert text_of(box.select_one(".sql-result table")) == shown
        assert box.get("aria-labelledby") == box.select_one(".sql-title")["id"]
        assert max(map(len, query.splitlines())) <= 64, "scrolls even on a desk's screen"
    asked = [it["src"] for it in soup(site, page).select("script[src]")]
    assert not [address for address in asked if f"{sql_box.FOLDER}/" in address]


def test_the_tables_are_small_and_hold_together(sql_box):
    held = sql_box.tables()
    assert len(held["orders"]) == sql_box.ORDERS and 4_000 < len(held["lineitem"]) < 8_000
    for column, name, key in (
        ("l_orderkey", "orders", "o_orderkey"),
        ("l_partkey", "part", "p_partkey"),
        ("l_suppkey", "supplier", "s_suppkey"),
    ):
        assert set(held["lineitem"][column].to_pylist()) <= set(held[name][key].to_pylist())
    assert set(held["orders"]["o_custkey"].to_pylist()) <= set(
        held["customer"]["c_custkey"].to_pylist()
    )
    assert len(sql_box.packed()) < 500_000
    assert sql_box.packed() == sql_box.packed()


WHOLE = """
from sphinx.testing.util import SphinxTestApp
import sys
from pathlib import Path
from autograder.authoring import sql_engine
sql_engine.MADE_FROM = Path("nowhere")
app = SphinxTestApp(srcdir=Path(sys.argv[1]), warningiserror=True)
app.build()
print(app.warning.getvalue(), end="")
"""


def test_without_an_engine_the_book_is_whole_and_says_why(tmp_path):
    """A page with a box is built in a process that finds no engine: warnings would be errors."""
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(paths.BOOK / 'sql')!r})\n"
        "extensions = ['myst_parser', 'sql_box']\n"
    )
    (tmp_path / "index.md").write_text(
        "# A page\n\n```{sql} How many orders\nselect count(*) as orders from orders\n```\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", WHOLE, tmp_path], capture_output=True, text=True, cwd=paths.ROOT
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    built = BeautifulSoup((tmp_path / "_build/html/index.html").read_text(), "html.parser")
    box = built.select_one(".sql-box")
    assert "npm could not bring" in box.select_one(".sql-without").get_text()
    assert text_of(box.select_one("table")) == [["orders"], ["1500"]]
    assert not box.get("data-from") and "courseSql" not in str(built)
    assert not (tmp_path / "_build/html/_static/sql").exists()


def test_a_query_that_is_wrong_stops_the_build_with_what_is_wrong(tmp_path):
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(paths.BOOK / 'sql')!r})\n"
        "extensions = ['myst_parser', 'sql_box']\n"
    )
    (tmp_path / "index.md").write_text(
        "# A page\n\n```{sql} Wrong\nselect price from orders\n```\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", tmp_path, tmp_path / "out"],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
    )
    assert done.returncode and "the query of the box 'Wrong'" in done.stderr


def test_a_packer_without_npm_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(sql_engine, "FOLDER", tmp_path)
    for name in ("ENGINE", "AXE", "MADE_FROM"):
        monkeypatch.setattr(sql_engine, name, tmp_path / name)
    monkeypatch.setattr(sql_engine.npm, "ci", lambda locked, folder: False)
    with pytest.raises(SystemExit, match="python -m autograder.authoring.sql_engine"):
        sql_engine.install()
    assert sql_engine.installed() is None


@pytest.fixture(scope="module")
def browser():
    with chromium.page() as page:
        page.screen(chromium.DESK)
        page.dark(False)
        yield page


def opened(browser: chromium.Page, site: Path, page: str) -> None:
    """The page, its first box started by Enter alone."""
    browser.open((site / f"{page}.html").as_uri())
    browser.run("document.querySelector('.sql-controls button').focus()")
    browser.key("Enter")
    browser.until(f"{SAYS}.startsWith('Ready')")


def ask(browser: chromium.Page, query: str) -> str:
    """Types a query into the box, which has the focus; returns what it says then."""
    browser.run("document.querySelector('.sql-box textarea').select()")
    browser.do("Input.insertText", text=query)
    browser.key("Enter", modifiers=2)
    return browser.until(f"!/^(Ready|Running|The page)/.test({SAYS}) && {SAYS}")


def shown(browser: chromium.Page) -> list[list[str]]:
    return browser.run(
        "[...document.querySelectorAll('.sql-result tr')].map("
        "row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent))"
    )


@chromium.needed
@needs_engine
@pytest.mark.parametrize("page", PAGES)
def test_the_page_answers_as_the_build_did(page, site, browser):
    """Two DuckDBs of different ages; nothing is loaded before the click, and nothing from elsewhere."""
    browser.open((site / f"{page}.html").as_uri())
    assert not [address for address in browser.asked if "/sql/" in address]
    opened(browser, site, page)
    before = shown(browser)
    query = browser.run("document.querySelector('.sql-box textarea').value")
    browser.run("document.querySelector('.sql-result').replaceChildren()")
    assert re.fullmatch(r"\d+ rows?, \d+ ms\.", ask(browser, query))
    assert shown(browser) == before and len(before) > 1
    assert {address.split(":")[0] for address in browser.asked} <= {"file", "blob", "data"}


@chromium.needed
@needs_engine
def test_what_a_reader_types_is_answered_or_told(site, browser):
    opened(browser, site, PAGES[0])
    kinds = (
        "select 1::decimal(9, 2) - 3.5 as d, null as n, date '1994-02-03' as day, true as b, "
        "timestamp '1994-02-03 04:05:06' as t, sum(2::bigint) as h, 0.5::double as f, '<b>' as s"
    )
    assert ask(browser, kinds).startswith("1 row, ")
    assert shown(browser)[1] == [
        "-2.50",
        "null",
        "1994-02-03",
        "true",
        "1994-02-03 04:05:06",
        "2",
        "0.5",
        "<b>",
    ]
    assert "Referenced column" in ask(browser, "select nothing from lineitem")
    assert browser.run("document.querySelector('.sql-says').className") == "sql-says wrong"
    assert ask(browser, "select * from lineitem").startswith("The first 100 rows, ")
    assert len(shown(browser)) == 101
    assert "nowhere.json does not exist" in ask(browser, "select * from 'nowhere.json'")
    assert ask(browser, "select count(*) from partsupp").startswith("1 row, ")
    assert shown(browser) == [["count_star()"], ["8000"]]
    assert "FILTER" in str(
        (ask(browser, "explain select 1 where 1 = 2 + random()"), shown(browser))
    )


@chromium.needed
@needs_engine
def test_a_query_without_end_is_stopped_and_the_next_one_answered(site, browser):
    opened(browser, site, PAGES[0])
    endless = (
        "select count(*) from lineitem a, lineitem b, lineitem c where a.l_tax + b.l_tax < c.l_tax"
    )
    browser.run("document.querySelector('.sql-box textarea').select()")
    browser.do("Input.insertText", text=endless)
    browser.key("Enter", modifiers=2)
    runs = "document.querySelector('.sql-controls button')"
    browser.until(f"{runs}.textContent === 'Stop'")
    browser.run(f"{runs}.click()")
    browser.until(f"{SAYS} === 'Stopped.'")
    assert ask(browser, "select 41 + 1 as n").startswith("1 row, ")
    assert shown(browser) == [["n"], ["42"]]


@chromium.needed
@needs_engine
def test_on_a_phone_in_the_dark_a_wide_answer_scrolls_in_itself(site, browser):
    browser.screen(chromium.PHONE)
    browser.dark(True)
    opened(browser, site, PAGES[0])
    assert ask(browser, "select * from lineitem limit 20").startswith("20 rows, ")
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert browser.run(wide)
    result = "document.querySelector('.sql-result')"
    assert browser.run(f"{result}.scrollWidth > {result}.clientWidth")
    assert browser.run(f"{result}.tabIndex === 0 && {result}.hasAttribute('aria-label')")
    assert browser.run("document.documentElement.dataset.theme") == "dark"
    browser.screen(chromium.DESK)
    browser.dark(False)
