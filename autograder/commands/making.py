"""Commands of who writes labs or works on the course."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.commands import AUTHOR, Lab, LabOrAll, app
from autograder.paths import UsageError, labs


@app.command(rich_help_panel=AUTHOR)
def new(
    lab: str,
    exercise: Annotated[
        str, typer.Argument(help="an exercise to add; with --after, the new lab's first")
    ] = "",
    after: Annotated[
        str, typer.Option(help="make a new lab, whose chapter follows this lab's or this page")
    ] = "",
    title: Annotated[str, typer.Option(help="the new chapter's title; else the lab's name")] = "",
    points: Annotated[int, typer.Option(help="what the exercise is worth")] = 10,
) -> None:
    """Write the skeleton of a new lab, or of an exercise; nothing is overwritten."""
    from autograder.authoring import skeleton
    from autograder.authoring.lessons import renew_readme

    if exercise:
        skeleton.require_exercise(exercise, points)
    if after:
        print("\n".join(skeleton.new_lab(lab, after, title)))
    elif title or not exercise:
        raise UsageError("say --after LAB for a new lab, or the name of an exercise to add to one")
    if exercise:
        print("\n".join(skeleton.new_exercise(lab, exercise, points)))
    renew_readme()
    print(
        f"next: python -m autograder {'release' if exercise else 'new'} {lab}{'' if exercise else ' EXERCISE'}"
    )


@app.command(rich_help_panel=AUTHOR)
def release(lab: LabOrAll = "all") -> None:
    """Generate labs/LAB from solutions/LAB (LAB may be 'all'), and renew README's map."""
    from autograder.authoring.lessons import renew_readme
    from autograder.grading.classes import release as release_lab
    from autograder.grading.places import Places

    for name in labs() if lab == "all" else [lab]:
        remarks = release_lab(name, Places())
        print(f"labs/{name} generated from solutions/{name}")
        print("".join(f"note: {remark}\n" for remark in remarks), end="")
    if renew_readme():
        print("the map in README.md has been renewed")


@app.command(rich_help_panel=AUTHOR)
def ids(lab: Lab) -> None:
    """Give the cells of solutions/LAB's notebook their ids again, after jupytext."""
    from autograder.authoring import skeleton

    changed = skeleton.write_ids(lab)
    print("\n".join(f"{old} is now {new}" for old, new in changed.items()) or "all ids are right")


@app.command(rich_help_panel=AUTHOR)
def answers(
    lab: Lab,
    exercise: Annotated[
        str, typer.Option(help="only this exercise; the others stay as they are stored")
    ] = "",
    stale: Annotated[
        bool,
        typer.Option(help="only exercises whose row was made from something else than is there"),
    ] = False,
    apart: Annotated[
        bool,
        typer.Option(
            help="through the grader's two processes: same verdicts as the stored matrix?"
        ),
    ] = False,
) -> None:
    """Run LAB's answers corpus, store its matrix; 1 where it falls short."""
    from autograder.progress import Bar
    from autograder.quality import corpus, matrix

    if apart:
        with Bar() as bar:
            found = corpus.compare(lab, progress=bar)
        end = f"{lab}: {len(found)} answers are judged otherwise in two processes than in one"
        print("\n".join([*found, end]))
        raise typer.Exit(1 if found else 0)
    from autograder.quality import obligations

    only = [exercise] if exercise else corpus.stale(lab) if stale else None
    if only == []:
        print(f"{lab}: the stored matrix is of what is there now")
    else:
        with Bar() as bar:
            rows = corpus.run(lab, only, progress=bar)
        print(matrix.as_text(rows))
        print(f"stored: {matrix.store(rows).name}")
    if exercise:
        faults = matrix.faults(rows)
    else:  # those of rows that an earlier run stored too
        print(obligations.as_text(lab))
        faults = matrix.faults({"lab": lab, "exercises": matrix.stored(lab)}) + obligations.faults(
            lab
        )
    none = "every wrong answer is caught, every check catches one alone, no right answer loses"
    print("\n".join(faults) if faults else f"no faults: {none}")
    raise typer.Exit(1 if faults else 0)


@app.command(rich_help_panel=AUTHOR)
def seeds(
    lab: LabOrAll = "all",
    references: Annotated[
        int, typer.Option(min=0, help="grade the reference under so many other course seeds")
    ] = 40,
    whole: Annotated[int, typer.Option(min=0, help="and all answers under so many of them")] = 1,
) -> None:
    """Grade LAB's answers under other course seeds; 1 where the verdict is luck."""
    from autograder.progress import Bar
    from autograder.quality import other_seeds

    faults = 0
    for name in labs() if lab == "all" else [lab]:
        with Bar() as bar:
            found = other_seeds.run(name, references, whole, progress=bar)
        said = f"{references} seeds of the reference, {whole} of all answers"
        print("\n".join([*found, f"{name}: {said}: {len(found)} faults"]), flush=True)
        faults += len(found)
    raise typer.Exit(1 if faults else 0)


@app.command(rich_help_panel=AUTHOR)
def mutants(
    lab: Lab,
    exercise: Annotated[str, typer.Option(help="only this exercise; nothing is stored then")] = "",
) -> None:
    """Run the mutants of LAB's references; 1 where too many survive."""
    from autograder.progress import Bar
    from autograder.quality import mutants as made

    with Bar() as bar:
        result = made.run(lab, exercise or None, progress=bar)
    print(made.as_text(result))
    if not exercise:
        print(f"stored: {made.store(lab, result).name}")
    faults = made.faults(result)
    print("\n".join(faults) if faults else "no faults")
    raise typer.Exit(1 if faults else 0)


@app.command(rich_help_panel=AUTHOR)
def cost(
    lab: Lab,
    by_exercise: Annotated[
        bool, typer.Option(help="also with one exercise's checks alone")
    ] = False,
) -> None:
    """What a grade of LAB's reference costs; 1 where more than it may."""
    from autograder.quality import answer_files
    from autograder.quality import cost as measured

    seconds = measured.of(lab)
    if by_exercise:
        for exercise in answer_files.exercises(lab):
            print(f"{exercise}: {measured.of(lab, exercise):.2f} s, with all answers defined")
    most = measured.most(lab)
    print(f"{lab}: {seconds:.2f} s of processor time a grade, {most:g} at most")
    raise typer.Exit(1 if seconds > most else 0)


@app.command(rich_help_panel=AUTHOR)
def attacks(
    kind: Annotated[
        str, typer.Option(help="only these: forge, steal, harm, exhaust, structure or escape")
    ] = "",
    as_user: Annotated[
        bool,
        typer.Option("--as-user", help="where you are root: as an ordinary user of this machine"),
    ] = False,
) -> None:
    """Grade the attack corpus in the sandbox; 1 where an attack gets too far."""
    from autograder.quality import attack_corpus, ordinary_user

    if kind and kind not in attack_corpus.KINDS:
        raise UsageError(f"there is no kind {kind!r}: {', '.join(attack_corpus.KINDS)}")
    if as_user:
        raise typer.Exit(
            ordinary_user.run("-m", "autograder", "attacks", "--kind", kind).returncode
        )
    from autograder.progress import Bar
    from autograder.quality import under_attack

    chosen = attack_corpus.attacks(kind or None)
    with Bar() as bar:
        found = under_attack.run(chosen, progress=bar)
    print("\n".join([*found, f"{len(chosen)} attacks, {len(found)} got further than they should"]))
    raise typer.Exit(1 if found else 0)


@app.command(rich_help_panel=AUTHOR)
def pdf() -> None:
    """Print the built book into one PDF, with Chromium."""
    from autograder.authoring import print_edition

    print(f"open {print_edition.make()}")


@app.command(rich_help_panel=AUTHOR)
def course() -> None:
    """Everything once: data, labs, a sample class graded, the book."""
    from autograder.course import run

    raise typer.Exit(run())
