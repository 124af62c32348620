"""Commands of who reads the book and does its labs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import READER, app
from autograder.paths import lab_at

OwnLab = Annotated[
    Path, typer.Argument(help="a lab's folder or its notebook, for example labs/compression")
]


@app.command(rich_help_panel=READER)
def watch(path: OwnLab) -> None:
    """Grade what you are writing: at each save the exercise that changed, within a second."""
    lab, folder = lab_at(path)
    from autograder.reader.watching import main

    raise typer.Exit(main(lab, folder))


@app.command(rich_help_panel=READER)
def check(
    path: OwnLab,
) -> None:
    """Grade a notebook of your own once, hidden tests included; 1 where points are missing."""
    lab, folder = lab_at(path)
    from autograder.checking import check as check_notebook

    raise typer.Exit(check_notebook(lab, folder))
