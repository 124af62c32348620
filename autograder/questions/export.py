"""Writes questions for another system, once nothing is missing in them."""

from __future__ import annotations

from pathlib import Path

from autograder.paths import UsageError
from autograder.questions import bank, moodle, qti


def write(chapters: list[str], as_moodle: bool, out: Path | None = None) -> str:
    """Write the questions of these chapters; returns a sentence. Raises UsageError, and writes nothing,
    where a question lacks something, or ``out`` cannot be written."""
    questions = [question for chapter in chapters for question in bank.read(chapter)]
    missing = [words for chapter in chapters for words in bank.faults(chapter)]
    form = moodle if as_moodle else qti
    raw = form.export(questions)
    missing += form.faults(raw)
    if missing:
        raise UsageError("; ".join(missing[:5]) + (" and more" if missing[5:] else ""))
    target = out or Path("questions.xml" if as_moodle else "questions.zip")
    try:
        target.write_bytes(raw)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror})") from error
    return f"{len(questions)} questions of {len(chapters)} chapters in {target}"
