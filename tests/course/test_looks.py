"""Every page as a reader has it, at a desk and on a phone, light and dark, its network closed: axe-core
finds nothing, and no page scrolls sideways.

``make test`` shows axe-core half of the pages, and looks at the width of all, on a screen that changes from
day to day, as the half does; ``make test-all`` looks at all pages on all screens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import chromium
import pytest

from autograder.authoring import lessons, sql_engine
from autograder.quality import sampling
from autograder.reader import kept, standing
from conftest import sample_seed
from warehouse.capstone.day import measuring, parts, scores
from warehouse.capstone.day import page as day_page

pytestmark = chromium.needed
PAGES = ["index", *lessons.contents(), "search", "genindex"]
SCREENS = {
    f"{where}, {shade}": (size, shade == "dark")
    for where, size in (("desk", chromium.DESK), ("phone", chromium.PHONE))
    for shade in ("light", "dark")
}
SETTLED = "Promise.all(document.getAnimations().map(it => it.finished.catch(() => 0)))"
#: Also what axe-core leaves off unless it is asked: targets of 24 pixels.
LOOK = (
    "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })"
    ".then(found => found.violations.map(it => [it.id, it.impact, it.nodes.map(node => node.html)]))"
)
needs_axe = pytest.mark.skipif(
    not sql_engine.AXE.exists(), reason="npm has not brought axe-core: see sql_engine"
)


@pytest.fixture(scope="module")
def browser():
    with chromium.page() as page:
        yield page


def opened(browser: chromium.Page, page: Path, screen: str) -> None:
    """The page on a screen, all that is folded open."""
    size, dark = SCREENS[screen]
    browser.screen(size)
    browser.dark(dark)
    browser.open(page.as_uri())
    browser.run("document.querySelectorAll('article details').forEach(it => { it.open = true; })")


def faults(browser: chromium.Page) -> list:
    browser.run(f"{sql_engine.AXE.read_text(encoding='utf-8')}; 0")
    return browser.run(f"{SETTLED}.then(() => {LOOK})")


def on_some_screen(pages: list[str], screens: Iterable[str]) -> list[tuple[str, str]]:
    """Each page with a screen of the day; with every screen where all are asked for."""
    seed = sample_seed()
    return [
        (page, screen)
        for page in pages
        for screen in sampling.some(screens, 1, seed if seed == sampling.ALL else f"{seed} {page}")
    ]


def half_of_the_pages() -> list[str]:
    return sampling.some(PAGES, (len(PAGES) + 1) // 2, sample_seed())


@needs_axe
def test_axe_finds_what_is_planted(browser, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<html lang=en><title>Bad</title><main><h1>Bad</h1><img src=x><p style='color: #ccc'>pale</p>"
        "<button style='height: 9px; width: 9px; padding: 0' aria-label=a></button>"
        "<button style='height: 9px; width: 9px; padding: 0' aria-label=b></button></main></html>"
    )
    opened(browser, tmp_path / "bad.html", "desk, light")
    assert {name for name, *_ in faults(browser)} >= {"image-alt", "color-contrast", "target-size"}


@needs_axe
@pytest.mark.parametrize(("page", "screen"), on_some_screen(half_of_the_pages(), SCREENS))
def test_axe_finds_nothing(page, screen, site, browser):
    opened(browser, site / f"{page}.html", screen)
    assert browser.run("document.documentElement.dataset.theme") == screen.split(", ")[1]
    found = faults(browser)
    assert found == [], json.dumps(found, indent=1)


@needs_axe
@pytest.mark.parametrize("screen", SCREENS)
def test_a_readers_page_of_progress_is_as_good(screen, browser, tmp_path):
    done = kept.Done(25, 25, "passed", "2026-11-28T10:00:00", "2026-11-28T10:00:00")
    wrong = kept.Done(5, 20, "wrong", "2026-11-28T10:00:00")
    labs = {"warmup": dict.fromkeys(standing.tasks.of("warmup"), done)}
    found = standing.where(kept.Progress("", labs | {"zone_maps": {"may_match": wrong}}))
    page = standing.write_page(found, tmp_path / "progress.html")
    opened(browser, page, screen)
    assert faults(browser) == []
    assert browser.run("document.documentElement.scrollWidth") <= SCREENS[screen][0][0]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A reader's page of the workload day, of lent parts."""
    counted = measuring.kept("built")
    taken = parts.Taken({}, [*parts.NO_PLACE])
    made = scores.day(3, scores.BUDGET, {one.number: one for one in counted}, taken)
    made = made._replace(without={"keeps answers": made.scores[scores.YOURS]})
    target = tmp_path_factory.mktemp("day") / "day-3.html"
    day_page.write(day_page.page(made, counted, "lent"), target)
    return target


@needs_axe
@pytest.mark.parametrize("screen", SCREENS)
def test_a_readers_page_of_a_day_is_as_good(screen, browser, day):
    opened(browser, day, screen)
    assert faults(browser) == []
    assert browser.run("document.documentElement.scrollWidth") <= SCREENS[screen][0][0]
    assert [address for address in browser.asked if not address.startswith("file:")] == []
    # nothing of a picture lies outside of it
    assert browser.run(CUT_OFF) == []


#: Words of a picture that reach beyond it.
CUT_OFF = """
[...document.querySelectorAll('svg.day text')].filter(it => {
  const inside = it.getBoundingClientRect(), whole = it.ownerSVGElement.getBoundingClientRect();
  return inside.left < whole.left - 1 || inside.right > whole.right + 1 || inside.bottom > whole.bottom + 1;
}).map(it => it.textContent)
"""
#: What is wider than its place and is cut there.
CUT = """
[...document.querySelectorAll('article *')].filter(it => it.clientWidth && it.scrollWidth > it.clientWidth + 2
  && getComputedStyle(it).overflowX === 'hidden' && !it.closest('svg, .sr-only, mjx-assistive-mml')
).map(it => it.outerHTML.slice(0, 120))
"""
#: Of what scrolls sideways in itself, what a keyboard does not reach.
OUT_OF_REACH = """
[...document.querySelectorAll('article *')].filter(it => it.scrollWidth > it.clientWidth + 2 && it.clientWidth
  && /auto|scroll/.test(getComputedStyle(it).overflowX) && it.tabIndex < 0
  && !it.querySelector('a[href], button, input, select, textarea, [tabindex="0"]')).map(it => it.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize(("page", "screen"), on_some_screen(PAGES, ("desk, light", "phone, light")))
def test_no_page_scrolls_sideways(page, screen, site, browser):
    """What is wide scrolls in itself, and by keyboard too."""
    opened(browser, site / f"{page}.html", screen)
    width = SCREENS[screen][0][0]
    assert browser.run("innerWidth") == width
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run(CUT) == []
    assert browser.run(OUT_OF_REACH) == []
