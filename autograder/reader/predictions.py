"""Predict first: the question of a chapter's "Predict before you build" that belongs to an exercise, asked
before the exercise is graded for the first time, and its answer beside what came.

Which question belongs to which exercise stands in the chapter, behind the question: the role
``{before}`scan```, of which a page shows nothing. What a reader said is kept and graded by nobody.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from pathlib import Path

from nbconvert.filters import markdown2html

from autograder.paths import LABS, UsageError
from autograder.reader import kept, tasks
from autograder.reader.kept import Progress

PROMPT = "What do you predict? (a line; Enter alone: nothing) "
BOX = re.compile(
    r"^(:{3,})\{admonition\} Predict before you build\n(.*?)^```\{dropdown\} Answers\n(.*?)^```$",
    flags=re.DOTALL | re.MULTILINE,
)
BEFORE = re.compile(r"\s*\{before\}`(\w+)`")


@dataclass(frozen=True)
class Prediction:
    """A question of a chapter and the chapter's answer, both as Markdown without the book's roles."""

    exercise: str
    question: str
    answer: str


@functools.cache
def of(lab: str) -> dict[str, Prediction]:
    """The predictions of a lab's chapter, by the exercise that each belongs to. Raises UsageError where
    questions and answers are not as many, or two belong to one exercise."""
    text = tasks.chapter(lab).read_text(encoding="utf-8")
    box = BOX.search(text)
    questions, answers = (_items(box[2]), _items(box[3])) if box else ([], [])
    if len(questions) != len(answers):
        raise UsageError(f"{lab}: {len(questions)} questions to predict, {len(answers)} answers")
    found: dict[str, Prediction] = {}
    for question, answer in zip(questions, answers):
        for name in BEFORE.findall(question):
            if name in found:
                raise UsageError(f"{lab}: two predictions belong to the exercise {name!r}")
            found[name] = Prediction(name, _plain(BEFORE.sub("", question)), _plain(answer))
    return found


def _items(text: str) -> list[str]:
    """The items of a numbered list, each as one line."""
    return [" ".join(item.split()) for item in re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]]


def _plain(text: str) -> str:
    """Without roles: what a reader of the page sees of them."""
    text = re.sub(r"\{invariant\}`(\d+)`", r"invariant \1 of the chapter", text)
    return re.sub(r"\{term\}`([^`<]+?)(?: <[^`]+>)?`", r"\1", text)


def due(lab: str, folder: Path, exercises: Collection[str]) -> list[Prediction]:
    """What is to be asked before these exercises are graded: of those of the reader's own notebook in
    ``labs/`` that have never been graded, each once. Nothing where the reader wants no questions."""
    progress = _kept(lab, folder)
    if not progress or not progress.ask:
        return []
    past = {*progress.labs.get(lab, {}), *progress.predictions.get(lab, {})}
    return [it for name, it in of(lab).items() if name in exercises and name not in past]


def said(lab: str, folder: Path) -> dict[str, tuple[Prediction, str]]:
    """By exercise the question and what the reader predicted, where that was something."""
    progress = _kept(lab, folder)
    return said_of(lab, progress) if progress else {}


def said_of(lab: str, progress: Progress) -> dict[str, tuple[Prediction, str]]:
    """The same of what was kept."""
    words = progress.predictions.get(lab, {})
    asked = of(lab) if words else {}
    return {name: (asked[name], words[name]) for name in asked if words.get(name)}


def _kept(lab: str, folder: Path) -> Progress | None:
    """The reader's file; None for a notebook that lies elsewhere, and where the file is spoilt, which
    is said by who records what was graded."""
    if folder.resolve() != (LABS / lab).resolve():
        return None
    try:
        return kept.read()
    except UsageError:
        return None


def question(it: Prediction) -> dict[str, str]:
    """A question to show in a notebook, by MIME type."""
    words = f"Before {it.exercise} is graded for the first time: {it.question}"
    return {"text/plain": words, "text/html": markdown2html(f"**Predict first.** {words}")}


def compared(it: Prediction, words: str) -> str:
    """What was predicted beside what the chapter found, for a terminal."""
    return f"  you predicted: {words}\n  asked was:     {it.question}\n  the chapter:   {it.answer}"


def compared_page(it: Prediction, words: str, unfolded: bool) -> str:
    """The same for a page, folded where it was read before."""
    return (
        f"<details{' open' if unfolded else ''}><summary>Your prediction, and what the chapter found"
        f"</summary>{markdown2html(it.question)}<p><b>You predicted:</b> {escape(words)}</p>"
        f"{markdown2html(f'**The chapter:** {it.answer}')}</details>"
    )


def ask_at_terminal(lab: str, folder: Path, exercises: Collection[str]) -> str:
    """Ask at the terminal what is due, where a person sits at one; a sentence where what was said could
    not be kept."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    for it in due(lab, folder, exercises):
        print(f"before {it.exercise} is graded for the first time: {it.question}")
        try:
            words = input(PROMPT)
        except EOFError:
            return ""
        if trouble := kept.try_to_predict(lab, it.exercise, words):
            return trouble
    return ""


class Questions:
    """The questions that a watch has still open, and the answer that is being typed to the first of them.
    ``answered``: by exercise what was said since the last save. ``ask`` is ``due`` of a lab."""

    def __init__(self, lab: str, ask: Callable[[Collection[str]], list[Prediction]]):
        self.lab, self._ask = lab, ask
        self.open: list[Prediction] = []
        self.typed = ""
        self.answered: dict[str, tuple[Prediction, str]] = {}

    def saved(self, exercises: Collection[str]) -> None:
        """These are about to be graded."""
        self.answered = {}
        self.open += [it for it in self._ask(exercises) if it not in self.open]

    def on_key(self, key: str) -> str:
        """What was typed while a question is open; a sentence where an answer could not be kept."""
        if key in ("\r", "\n"):
            it, words, self.typed = self.open.pop(0), self.typed.strip(), ""
            if words:
                self.answered[it.exercise] = (it, words)
            return kept.try_to_predict(self.lab, it.exercise, words)
        if key in ("\x7f", "\b"):
            self.typed = self.typed[:-1]
        elif key.isprintable():
            self.typed += key
        return ""
