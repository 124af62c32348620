"""What of a chapter goes on which slide.

A section is a stack of slides. What there is to see (tables, drawings, figures, code, lists) is
shown; of a paragraph its first sentence is, and the whole of it goes to the speaker's notes. A
question and its answer are one slide, the answer a step later.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from markupsafe import Markup

#: Sections that are for who reads alone.
LEFT_OUT = {"Going further", "Further reading"}
#: What has no use on a slide.
OFF = "a.headerlink, noscript, script, details.hide, .sql-controls, .sql-says, .sql-without, button.copybtn"
#: A sentence shorter than this brings the next one along.
SHORT = 45
#: Leads, and items of a list, that one slide has at most; an item longer than LONG is cut to its first
#: sentence.
MOST, MOST_ITEMS, LONG = 4, 4, 150
#: A slide of text alone has at most about so many, as whole sentences.
LETTERS = 480
#: What is run, and what came of it: of a cell, and of a box of SQL.
PARTS = (["cell_input", "highlight-sql"], ["cell_output", "sql-result"])
END = re.compile(r"[.?!]['”’)]*(?=\s|$)")


@dataclass
class Slide:
    """``body``: what is shown, as HTML; ``notes``: what is said."""

    title: str
    body: Markup
    notes: Markup = field(default=Markup(""))
    opening: bool = False


def stacks(article: Tag) -> list[list[Slide]]:
    """The slides of a page, section by section; the first is its title."""
    article = copy.copy(article)
    whole = article.find("section")
    found = [_stack(whole, opening=True)]
    for section in whole.find_all("section", recursive=False):
        if title_of(section) not in LEFT_OUT:
            found.append(_stack(section))
    return [stack for stack in found if stack]


def scripts(article: Tag) -> list[str]:
    """The scripts of the figures that move."""
    return [it.find_next_sibling("script").string for it in article.select("figure.moving-figure")]


def title_of(section: Tag) -> str:
    head = copy.copy(section.find(["h1", "h2", "h3"], recursive=False))
    for link in head.select("a.headerlink"):
        link.decompose()
    return head.get_text(" ", strip=True)


def _stack(section: Tag, opening: bool = False) -> list[Slide]:
    title = title_of(section)
    blocks = [it for it in section.find_all(recursive=False) if it.name not in ("h1", "h2", "h3")]
    inner = [it for it in blocks if it.name == "section"]
    blocks = [it for it in blocks if it.name != "section"]
    made = _opening(title, blocks) if opening else []
    made += _slides(title, blocks)
    if not opening:
        for part in inner:
            made += [*_stack(part)]
    return made


def _opening(title: str, blocks: list[Tag]) -> list[Slide]:
    """The title with the question that the chapter begins with, which is taken from the blocks."""
    question = blocks.pop(0) if blocks and blocks[0].name == "p" else None
    body = Markup(cleaned(question)) if question else Markup("")
    return [Slide(title, body, opening=True)]


def _slides(title: str, blocks: list[Tag]) -> list[Slide]:
    made: list[Slide] = []
    waiting: list[Tag] = []
    blocks = [it for it in blocks if it.name != "script"]
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.name == "p":
            waiting.append(block)
        elif _is_answered(block, following):
            made += _told(title, waiting)
            made += _questions(title, block, following)
            waiting = []
        elif not _answers(block):
            while len(waiting) > 2:
                made += _told(title, waiting[:-1][:MOST])
                waiting = waiting[:-1][MOST:] + waiting[-1:]
            made += _seen(title, waiting, block)
            waiting = []
    return [*made, *_told(title, waiting)]


def _told(title: str, paragraphs: list[Tag]) -> Iterator[Slide]:
    """Slides of paragraphs' first sentences."""
    paragraphs = [it for it in paragraphs if _begins(it)]
    for first in range(0, len(paragraphs), MOST):
        some = paragraphs[first : first + MOST]
        room = LETTERS // len(some)
        leads = Markup("").join(Markup("<p>{}</p>").format(Markup(lead(it, room))) for it in some)
        yield Slide(title, leads, _notes(some))


def _seen(title: str, before: list[Tag], block: Tag) -> Iterator[Slide]:
    """Slides of a block that is looked at, with what leads up to it."""
    above = Markup("").join(
        Markup('<p class="lead">{}</p>').format(Markup(lead(it))) for it in before if _begins(it)
    )
    notes = _notes(before)
    if "admonition" in (block.get("class") or []):
        head = block.select_one(".admonition-title").get_text(" ", strip=True)
        parts = block.find_all(recursive=False)
        inner = [it for it in parts if "admonition-title" not in (it.get("class") or [])]
        questions, answers = (inner + [None, None])[:2]
        if answers is not None and _is_answered(questions, answers):
            yield from _told(title, before)
            yield from _questions(head, questions, answers)
            return
        if before:
            yield from _told(title, before)
        for part in inner:
            yield from _seen(head, [], part)
        return
    if block.name in ("ul", "ol"):
        yield from _list(title, above, notes, block)
        return
    code, output = (block.find("div", class_=names, recursive=False) for names in PARTS)
    if code and output:  # both of them on one slide would be small
        yield Slide(title, above + Markup(cleaned(code)), notes)
        yield Slide(title, Markup(cleaned(output)))
        return
    shown = cleaned(block)
    if BeautifulSoup(shown, "html.parser").find(["table", "svg", "img", "pre", "figure", "p"]):
        caption = block.find("figcaption")
        yield Slide(title, above + Markup(shown), notes + (_notes([caption]) if caption else ""))
    elif before:
        yield from _told(title, before)


def _begins(paragraph: Tag) -> bool:
    """Whether it begins with a sentence: some go on after code or a table."""
    return not paragraph.get_text().lstrip()[:1].islower()


def _list(title: str, above: Markup, notes: Markup, block: Tag) -> Iterator[Slide]:
    items = block.find_all("li", recursive=False)
    for first in range(0, len(items), MOST_ITEMS):
        some = items[first : first + MOST_ITEMS]
        shown = Markup("").join(Markup("<li>{}</li>").format(Markup(_item(it))) for it in some)
        start = Markup(' start="{}"').format(first + 1) if block.name == "ol" else ""
        body = Markup("<{0}{1}>{2}</{0}>").format(Markup(block.name), start, shown)
        said = _notes(it for it in some if len(it.get_text(" ", strip=True)) > LONG)
        yield Slide(title, (above if not first else Markup("")) + body, notes + said)
        notes = Markup("")


def _item(item: Tag) -> str:
    """A list's item: whole where it is short, otherwise its first sentence."""
    if len(item.get_text(" ", strip=True)) <= LONG:
        return cleaned(item, inside=True)
    return lead(item.find("p") or item)


def _answers(block: Tag) -> bool:
    return block.name == "details" and "sd-dropdown" in (block.get("class") or [])


def _is_answered(block: Tag, following: Tag | None) -> bool:
    """Whether a numbered list is followed by a fold with as many answers."""
    if block.name != "ol" or following is None or not _answers(following):
        return False
    answers = following.find("ol")
    return answers is not None and len(_entries(answers)) == len(_entries(block))


def _entries(block: Tag) -> list[Tag]:
    return block.find_all("li", recursive=False)


def _questions(title: str, questions: Tag, fold: Tag) -> Iterator[Slide]:
    pairs = zip(_entries(questions), _entries(fold.find("ol")))
    for number, (question, answer) in enumerate(pairs, 1):
        body = Markup('<div class="question">{}</div><div class="answer fragment">{}</div>').format(
            *(Markup(cleaned(it, inside=True)) for it in (question, answer))
        )
        yield Slide(f"{title}: {number}", body)


def _notes(blocks: Iterable[Tag]) -> Markup:
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup(cleaned(it, inside=True))) for it in blocks
    )


def cleaned(block: Tag, inside: bool = False) -> str:
    """A block's HTML without what has no use here; a link that does not leave the book is its words."""
    made = copy.copy(block)
    for gone in made.select(OFF):
        gone.decompose()
    for link in made.select("a"):
        if link.get("href", "").startswith("http"):
            link.attrs = {"href": link["href"]}
        else:
            link.unwrap()
    return made.decode_contents() if inside else str(made)


def lead(paragraph: Tag, room: int = 0) -> str:
    """A paragraph's first sentence, and those after it that there is room for; its last, where that
    leads up to what follows."""
    made = BeautifulSoup(cleaned(paragraph, inside=True), "html.parser")
    text = made.get_text()
    ends = sorted({*(found.end() for found in END.finditer(text)), len(text.rstrip())})
    if text.rstrip().endswith(":") and len(ends) > 1:
        return _between(made, ends[-2], len(text))
    first = next((end for end in ends if end >= SHORT), len(text))
    return _between(made, 0, max([first, *(end for end in ends if end <= room)]))


def _between(made: BeautifulSoup, first: int, last: int) -> str:
    """What stands between two places of a text, markup and all."""
    place = 0
    for piece in list(made.find_all(string=True)):
        begins, place = place, place + len(piece)
        kept = piece[max(first - begins, 0) : max(last - begins, 0)]
        piece.replace_with(NavigableString(kept))
    for node in reversed(made.find_all(True)):
        if not node.get_text() and node.name not in ("img", "svg", "br"):
            node.decompose()
    return str(made).strip()
