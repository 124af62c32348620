"""Commands of who reads the book and does its labs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import READER, app
from autograder.paths import ROOT, lab_at

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


def _paths(words: str) -> Iterator[str]:
    from autograder.reader.standing import paths_there_are

    yield from (path for path in paths_there_are() if path.startswith(words))


@app.command(rich_help_panel=READER)
def progress(
    path: Annotated[
        str,
        typer.Option(
            help="from now on follow this path: 'book', or a theme of it", autocompletion=_paths
        ),
    ] = "",
    predictions: Annotated[
        bool | None,
        typer.Option(help="from now on ask, or do not ask, for predictions before a first grade"),
    ] = None,
) -> None:
    """Where you stand: labs, exercises, points, what is next; and the same as a page."""
    from rich.console import Console

    from autograder.reader import kept, standing

    if path or predictions is not None:
        kept.choose(standing.require_path(path) if path else None, ask=predictions)
    found = standing.where(kept.read())
    Console().print(standing.table(found))
    print(standing.what_is_next(found))
    print(f"as a page: {standing.write_page(found)}")


@app.command(rich_help_panel=READER)
def doctor() -> None:
    """Look for what the course needs on this machine; what is missing comes with its fix."""
    from autograder.reader.doctor import main

    raise typer.Exit(main())


@app.command(rich_help_panel=READER)
def update(
    older: Annotated[
        Path | None,
        typer.Option("--from", help="an older copy of the course: its answers come into this one"),
    ] = None,
) -> None:
    """Bring a newer version of the course, your answers in it."""
    from autograder.reader import updating

    done = updating.take_from(older, ROOT) if older else updating.update(ROOT)
    print("\n".join(done))
