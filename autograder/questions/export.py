"""Writes questions for another system, once nothing is missing in them."""

from __future__ import annotations

from pathlib import Path

from autograder.paths import UsageError
from autograder.questions import bank, moodle, qti, qti12

#: By the name of each form: what writes it and reads it back, and what its file is called.
FORMS = {
    "qti21": (qti, "questions.zip"),
    "qti12": (qti12, "questions.zip"),
    "moodle": (moodle, "questions.xml"),
}


def write(chapters: list[str], name: str = "qti21", out: Path | None = None) -> str:
    """Write the questions of these chapters in the form of this ``name``; returns a sentence. Raises
    UsageError, and writes nothing, where a question lacks something, or ``out`` cannot be written."""
    questions = [question for chapter in chapters for question in bank.read(chapter)]
    missing = [words for chapter in chapters for words in bank.faults(chapter)]
    form, called = FORMS[name]
    raw = form.export(questions)
    missing += form.faults(raw)
    if missing:
        raise UsageError("; ".join(missing[:5]) + (" and more" if missing[5:] else ""))
    target = out or Path(called)
    try:
        target.write_bytes(raw)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror})") from error
    many = f"chapter{'s' * (len(chapters) != 1)}"
    return f"{len(questions)} questions of {len(chapters)} {many} in {target}"
