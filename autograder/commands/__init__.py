"""The command line's words, by who types them: ``reader``, ``teaching`` and ``making``. What a
command does lives in its own module."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autograder.paths import labs, require_lab

#: Headings of the help.
READER, INSTRUCTOR = "You read the book and do its labs", "You teach a class"
AUTHOR = "You write labs, or work on the course"
PANELS = (READER, INSTRUCTOR, AUTHOR)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A course on the internals of a cloud data warehouse: its labs, and their grader.",
)


def program() -> str:
    """What was typed to get here: ``course``, or ``python -m autograder``."""
    return "course" if Path(sys.argv[0]).stem == "course" else "python -m autograder"


def _completed(words: str) -> Iterator[str]:
    yield from (lab for lab in labs() if lab.startswith(words))


def _completed_or_all(words: str) -> Iterator[str]:
    yield from (name for name in ("all", *labs()) if name.startswith(words))


# A word that is wrong is refused before a command loads what it needs, which takes seconds.
Lab = Annotated[str, typer.Argument(callback=require_lab, autocompletion=_completed)]
LabOrAll = Annotated[
    str,
    typer.Argument(
        callback=lambda name: name if name == "all" else require_lab(name),
        autocompletion=_completed_or_all,
    ),
]
