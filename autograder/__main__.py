"""The command line: python -m autograder COMMAND. What a command does lives in its own module; here are its words only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

try:
    import typer

    from autograder.paths import UsageError, labs, require_lab
    from warehouse.errors import CourseError
except ModuleNotFoundError as missing:
    sys.exit(print(f"autograder: {missing}: run 'make setup', then 'source .venv/bin/activate'", file=sys.stderr) or 2)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Release, check and grade the labs of the course.",
)


@app.command()
def release(lab: Annotated[str, typer.Argument(help="a lab, or 'all'")] = "all") -> None:
    """Generate labs/LAB from solutions/LAB with nbgrader."""
    from autograder.grading import release as release_lab

    for name in labs() if lab == "all" else [require_lab(lab)]:
        release_lab(name)
        print(f"labs/{name} generated from solutions/{name}")


@app.command()
def answers(lab: str, exercise: Annotated[str, typer.Option(help="only this exercise; nothing is stored then")] = "") -> None:
    """Run the answers corpus of LAB: print the kill matrix, store it, and exit 1 where a check or an answer falls short."""
    from autograder import corpus

    matrix = corpus.run(require_lab(lab), exercise or None, progress=lambda line: print(f"\r{line}", end="", file=sys.stderr))
    print("", file=sys.stderr)
    print(corpus.as_text(matrix))
    faults = corpus.faults(matrix)
    if not exercise:
        print(f"stored: {corpus.store(matrix).name}")
    print(
        "\n".join(faults)
        if faults
        else "no faults: every wrong answer is caught, every check catches one alone, no right answer loses"
    )
    raise typer.Exit(1 if faults else 0)


@app.command()
def check(path: Annotated[Path, typer.Argument(help="a lab's folder or its notebook, for example labs/compression")]) -> None:
    """Grade a notebook of your own, hidden tests included; exit 1 where points are missing."""
    from autograder.checking import check as check_notebook

    raise typer.Exit(check_notebook(path))


@app.command()
def grade(lab: str, force: Annotated[bool, typer.Option(help="grade again what was graded before")] = False) -> None:
    """Grade everybody who handed in LAB (autograder/submitted/STUDENT/LAB), write feedback, print who got what."""
    from autograder.grading import grade_class
    from autograder.table import class_table, show

    show(class_table(require_lab(lab), grade_class(lab, force=force)))


@app.command()
def course() -> None:
    """The main job: data, released labs, a sample class graded, feedback, the book, and one table at the end."""
    from autograder.course import run

    raise typer.Exit(run())


def main() -> None:
    try:
        app()
    except (UsageError, CourseError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        sys.exit(2)
    except ModuleNotFoundError as missing:
        print(f"autograder: {missing}: run 'make setup', then 'source .venv/bin/activate'", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
