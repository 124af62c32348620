"""The questions of a chapter: read, and looked through for what a question must have.

A file ``questions/CHAPTER.yml`` is a list; each question has one right answer, and of every wrong one the
misconception that it stands for:

    - name: zone_maps_never_say_where
      section: What a zone map holds      # a heading of the chapter
      objective: explain                  # a verb of the list at the chapter's head
      shows: 74 blocks                    # words that the built page shows; without, it is about an idea
      ask: ...
      right: ...
      because: ...
      wrong:
        - answer: ...
          thinks: ...
"""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass

import yaml

from autograder.authoring import lessons
from autograder.paths import ROOT, UsageError

FOLDER = ROOT / "questions"
LEAST, LEAST_WRONG = 8, 3
#: What share of a chapter's questions may have their right answer as the longest of all: who has not
#: read the chapter takes that one.
MOST_LONGEST = 0.5
NAME = re.compile(r"[a-z][a-z0-9_]{2,60}")


@dataclass(frozen=True)
class Wrong:
    """``thinks``: the misconception behind it."""

    answer: str
    thinks: str


@dataclass(frozen=True)
class Question:
    """``shows``: words of the built page that it is about, empty where it is about an idea."""

    chapter: str
    name: str
    section: str
    objective: str
    ask: str
    right: str
    because: str
    wrong: tuple[Wrong, ...]
    shows: str = ""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(text, what is said of it, whether it is right), in an order that stays and says nothing."""
        made = [
            (self.right, self.because, True),
            *((it.answer, it.thinks, False) for it in self.wrong),
        ]
        seed = hashlib.sha256(self.name.encode()).digest()
        random.Random(seed).shuffle(made)
        return made


def chapters() -> list[str]:
    """Those that have questions, in the book's order."""
    there = {path.stem for path in FOLDER.glob("*.yml")}
    ordered = [page.rpartition("/")[2] for page in lessons.contents()]
    if strange := there - set(ordered):
        raise UsageError(f"questions/{min(strange)}.yml: the book has no page of that name")
    return [name for name in ordered if name in there]


def read(chapter: str) -> list[Question]:
    """The questions of a chapter. Raises UsageError for a file that is not as described above."""
    path = FOLDER / f"{chapter}.yml"
    if not path.is_file():
        raise UsageError(f"{chapter} has no questions; there are some of {', '.join(chapters())}")
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [_question(chapter, entry) for entry in entries]
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        words = " ".join(str(error).split())
        raise UsageError(f"questions/{chapter}.yml is no list of questions: {words}") from error


def _question(chapter: str, entry: dict) -> Question:
    given = {key: " ".join(str(value).split()) for key, value in entry.items() if key != "wrong"}
    wrong = tuple(
        Wrong(*(" ".join(str(it[key]).split()) for key in ("answer", "thinks")))
        for it in entry["wrong"]
    )
    return Question(chapter, wrong=wrong, **given)


def faults(chapter: str) -> list[str]:
    """What is missing in a chapter's questions, in sentences."""
    questions = read(chapter)
    page = next(it for it in lessons.contents() if it.rpartition("/")[2] == chapter)
    text = lessons.chapter(page).read_text(encoding="utf-8")
    found = []
    if len(questions) < LEAST:
        found.append(f"{chapter} has {len(questions)} questions: at least {LEAST}")
    on_page = sum(bool(it.shows) for it in questions)
    if 2 * on_page < len(questions):
        found.append(f"{chapter}: {on_page} are about what the page shows: at least half")
    longest = sum(len(it.right) > max(len(no.answer) for no in it.wrong) for it in questions)
    if longest > MOST_LONGEST * len(questions):
        found.append(f"{chapter}: the right answer is the longest in {longest} questions")
    names = [it.name for it in questions]
    found += [f"{name} stands there twice" for name in sorted({*names}) if names.count(name) > 1]
    headings, verbs = headings_of(text), objectives_of(text)
    for it in questions:
        found += [f"{it.name}: {words}" for words in _faults_of(it, headings, verbs)]
    return found


def _faults_of(it: Question, headings: list[str], verbs: dict[str, str]) -> list[str]:
    found = []
    if not NAME.fullmatch(it.name):
        found.append("a name is small letters, digits and underscores")
    if it.section not in headings:
        found.append(f"the chapter has no section {it.section!r}")
    if it.objective not in verbs:
        found.append(f"{it.objective!r} is no verb of the chapter's objectives: {', '.join(verbs)}")
    if len(it.wrong) < LEAST_WRONG:
        found.append(f"at least {LEAST_WRONG} wrong answers")
    answers = [it.right, *(no.answer for no in it.wrong)]
    if len({answer.casefold() for answer in answers}) < len(answers):
        found.append("two of its answers are the same")
    if not all([it.ask, it.because, *(no.thinks for no in it.wrong), *answers]):
        found.append("an empty text")
    return found


def headings_of(text: str) -> list[str]:
    """A chapter's title, its sections, and those within them."""
    return re.findall(r"^#{1,3} (.+?)\s*$", text, flags=re.MULTILINE)


def objectives_of(text: str) -> dict[str, str]:
    """By verb what a chapter's reader can do afterwards; an objective of two verbs stands under both."""
    box = re.search(r"^:::+\{admonition\} [^\n]*you can\n(.*?)^:::+$", text, flags=re.M | re.S)
    found = {}
    for line in re.findall(r"^- (.+)$", box[1] if box else "", flags=re.MULTILINE):
        for verb in re.findall(r"\*\*(\w+)\*\*", line):
            found[verb] = line.rstrip(";.")
    return found


def page_shows(questions: list[Question], shown: str) -> list[str]:
    """Sentences on questions whose ``shows`` is not in ``shown``, the text of the built page."""
    whole = " ".join(shown.split())
    return [
        f"{it.name}: the page does not show {it.shows!r} (any more)"
        for it in questions
        if it.shows and it.shows not in whole
    ]
