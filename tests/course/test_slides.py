"""Slides: what of a chapter goes on which, and a deck of the day as a browser has it, its network closed."""

from __future__ import annotations

import json

import chromium
import pytest
from bs4 import BeautifulSoup

from autograder.authoring import slides, sql_engine
from autograder.authoring.slides import splitting
from autograder.paths import UsageError
from autograder.quality import sampling
from conftest import sample_seed

PAGE = """
<article class="bd-article"><section><h1>Blocks<a class="headerlink">#</a></h1><p><em>“Why?”</em> So.</p>
<div class="cell"><details class="hide">code</details>
<div class="cell_output"><table class="shown"><tr><td>7</td></tr></table></div></div>
<div class="cell"><div class="cell_input"><pre>print(8)</pre></div><div class="cell_output"><pre>8</pre></div></div>
<div class="tip admonition"><p class="admonition-title">You can</p><ul><li>read</li><li>write</li></ul></div>
<section><h2>First</h2>
<p>Version 2.5 is <a href="../other.html">the one</a> that all of them read. It is the second sentence here. Here they are:</p>
<ul><li>a</li><li>b</li><li>c</li><li>d</li><li>e</li></ul><p>Alone.</p></section>
<section><h2>Try it</h2><figure class="moving-figure"><div data-figure="x"></div><figcaption><p>Move it.</p></figcaption></figure>
<script>let moved;</script>
<div class="note admonition"><p class="admonition-title">Predict</p><ol><li>One?</li><li>Two?</li></ol>
<details class="sd-dropdown"><summary>Answers</summary><ol><li>Yes.</li><li>No.</li></ol></details></div></section>
<section><h2>Going further</h2><p>Alone at home.</p></section></section></article>
"""


def article():
    return BeautifulSoup(PAGE, "html.parser").select_one("article")


def test_what_goes_on_which_slide():
    opening, first, tried = splitting.stacks(article())
    assert [it.title for it in opening] == ["Blocks"] * 4 + ["You can"]
    assert "Why?" in opening[0].body and opening[0].opening
    assert ">7<" in opening[1].body and "code" not in opening[1].body
    assert ["print" in it.body for it in opening[2:4]] == [True, False]
    assert [it.title for it in first] == ["First"] * 3
    assert '<p class="lead">Here they are:</p>' in first[0].body
    assert "that all of them read. It is" in first[0].notes, "the whole paragraph is said"
    assert [it.body.count("<li>") for it in first] == [4, 1, 0]
    assert [it.title for it in tried] == ["Try it", "Predict: 1", "Predict: 2"]
    assert "One?" in tried[1].body and '<div class="answer fragment">Yes.' in tried[1].body
    assert splitting.scripts(article()) == ["let moved;"]


def test_a_lead_is_whole_sentences_and_leaves_no_link_inside_the_book():
    (paragraph,) = BeautifulSoup(
        '<p>Version 2.5 <b>is <a href="../o.html">the one</a></b> that all of them read. Then <i>more</i>.</p>',
        "html.parser",
    )
    assert splitting.lead(paragraph) == "Version 2.5 <b>is the one</b> that all of them read."
    assert splitting.lead(paragraph, 200).endswith("Then <i>more</i>.")


def test_what_there_is_not_is_said(tmp_path):
    with pytest.raises(UsageError, match="no chapter 'none'"):
        slides.make("none")
    with pytest.raises(UsageError, match="run 'make book' first"):
        slides.make("zone_maps", tmp_path, tmp_path)


VISIT = """
(() => Reveal.getSlides().map(slide => {
  const at = Reveal.getIndices(slide);
  Reveal.slide(at.h, at.v, 99);
  const body = slide.querySelector('.body'), inside = slide.getBoundingClientRect(), its = body.getBoundingClientRect();
  const fits = slide.classList.contains('scrolls') || its.bottom <= inside.bottom;
  return fits && its.right <= inside.right + 1 && slide.querySelector('h1, h2').textContent ? '' : slide.outerHTML.slice(0, 200);
}).filter(Boolean))()
"""
#: A slide as it is when all of it has appeared, and what axe-core finds there.
SHOW = """
(slide => {{ const at = Reveal.getIndices(slide); Reveal.slide(at.h, at.v, 99);
  return Promise.all(document.getAnimations().map(it => it.finished.catch(() => 0))).then(() => 0); }})(Reveal.getSlides()[{}])
"""
#: The first slide with all around it, which is the same for all, and the others by themselves.
AXE = (
    "axe.run({} ? Reveal.getSlides()[{}] : document,"
    " {{ resultTypes: ['violations'], rules: {{ 'target-size': {{ enabled: true }} }} }})"
    ".then(found => found.violations.map(it => [it.id, it.impact, it.nodes.map(node => node.html)]))"
)


def some_decks() -> list[tuple[str, str]]:
    """A deck of the day in a shade of the day; every deck in both where all are asked for."""
    both = [(name, shade) for name in slides.chapters() for shade in ("light", "dark")]
    return sampling.some(both, 1, sample_seed())


@pytest.fixture(scope="module")
def browser():
    with chromium.page() as page:
        page.screen((1280, 720, 1))
        yield page


@chromium.needed
@pytest.mark.parametrize(("name", "shade"), some_decks())
def test_a_deck_fits_is_clean_for_axe_and_asks_nobody(name, shade, site, tmp_path, browser):
    page = slides.make(name, tmp_path, site)
    browser.dark(shade == "dark")
    browser.open(page.as_uri())
    browser.until("document.documentElement.dataset.ready")
    assert browser.run("document.documentElement.dataset.theme") == shade
    assert browser.run(VISIT) == []
    figures, drawn = (
        browser.run(f"document.querySelectorAll({words!r}).length")
        for words in (".moving-figure", "[data-drawn=yes] .canvas")
    )
    assert drawn == figures
    if sql_engine.AXE.exists():
        browser.run(f"{sql_engine.AXE.read_text(encoding='utf-8')}; 0")
        found = {}
        for number in range(browser.run("Reveal.getSlides().length")):
            browser.run(SHOW.format(number))
            for fault in browser.run(AXE.format(number, number)):
                found.setdefault(json.dumps(fault), number)
        assert found == {}, "\n".join(f"slide {at}: {fault}" for fault, at in found.items())
    assert browser.asked == [page.as_uri()]
