"""The command line: python -m autograder COMMAND. What a command does lives in its own module; here
are its words only."""

from __future__ import annotations

import sys

from autograder import in_front

if __name__ == "__main__":  # and not in a process that is started from this one
    in_front.leave_out_where_one_stands()
    if foreign := in_front.found():
        sys.exit(print(f"autograder: {foreign}", file=sys.stderr) or 2)

import errno
import logging
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, NoReturn

try:
    import typer

    from autograder.execution.sandbox import SandboxError
    from autograder.paths import UsageError, lab_at, labs, require_lab
    from warehouse.errors import CourseError
except ModuleNotFoundError as missing:
    sys.exit(
        print(
            f"autograder: {missing}: run 'make setup', then 'source .venv/bin/activate'",
            file=sys.stderr,
        )
        or 2
    )

MACHINES = {
    errno.EACCES: "Give the command as who may, or have whom it belongs to change that",
    errno.EPERM: "Give the command as who may, or have whom it belongs to change that",
    errno.EROFS: "Copy the course to where it can be written",
    errno.ENOSPC: "Make room, and give the command again",
    errno.EDQUOT: "Make room, and give the command again",
}

# A word that is wrong is refused before a command loads what it needs, which takes seconds.
Lab = Annotated[str, typer.Argument(callback=require_lab)]
LabOrAll = Annotated[
    str, typer.Argument(callback=lambda name: name if name == "all" else require_lab(name))
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Release, check and grade the labs of the course.",
)


@app.command()
def release(lab: LabOrAll = "all") -> None:
    """Generate labs/LAB from solutions/LAB with nbgrader, and renew the map in README. LAB may be
    'all'."""
    from autograder.authoring.lessons import renew_readme
    from autograder.grading.classes import release as release_lab
    from autograder.grading.places import Places

    for name in labs() if lab == "all" else [lab]:
        remarks = release_lab(name, Places())
        print(f"labs/{name} generated from solutions/{name}")
        print("".join(f"note: {remark}\n" for remark in remarks), end="")
    if renew_readme():
        print("the map in README.md has been renewed")


@app.command()
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
    """Write the skeleton of a new lab, or of a new exercise in one. Nothing is overwritten."""
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


@app.command()
def ids(lab: Lab) -> None:
    """Call the cells of solutions/LAB's notebook what nbgrader calls them, as after an edit with
    jupytext."""
    from autograder.authoring import skeleton

    changed = skeleton.write_ids(lab)
    print("\n".join(f"{old} is now {new}" for old, new in changed.items()) or "all ids are right")


@app.command()
def cost(
    lab: Lab,
    by_exercise: Annotated[
        bool, typer.Option(help="also with one exercise's checks alone")
    ] = False,
) -> None:
    """Processor time that a grade of LAB's reference takes; 1 where it is more than a second."""
    from autograder.quality import corpus
    from autograder.quality import cost as measured

    seconds = measured.of(lab)
    if by_exercise:
        for exercise in corpus.exercises(lab):
            print(f"{exercise}: {measured.of(lab, exercise):.2f} s, with all answers defined")
    print(f"{lab}: {seconds:.2f} s of processor time a grade, {measured.MOST_SECONDS:g} at most")
    raise typer.Exit(1 if seconds > measured.MOST_SECONDS else 0)


@app.command()
def mutants(
    lab: Lab,
    exercise: Annotated[str, typer.Option(help="only this exercise; nothing is stored then")] = "",
) -> None:
    """Run the automatic mutants of LAB's reference solutions; 1 where too many survive."""
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


@app.command()
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
    """Run the answers corpus of LAB, print and store its matrix; 1 where it falls short."""
    from autograder.progress import Bar
    from autograder.quality import corpus

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
        return
    with Bar() as bar:
        matrix = corpus.run(lab, only, progress=bar)
    print(corpus.as_text(matrix))
    faults = corpus.faults(matrix)
    print(f"stored: {corpus.store(matrix).name}")
    if not exercise:
        print(obligations.as_text(lab))
        faults += obligations.faults(lab)
    none = "every wrong answer is caught, every check catches one alone, no right answer loses"
    print("\n".join(faults) if faults else f"no faults: {none}")
    raise typer.Exit(1 if faults else 0)


@app.command()
def check(
    path: Annotated[
        Path, typer.Argument(help="a lab's folder or its notebook, for example labs/compression")
    ],
) -> None:
    """Grade a notebook of your own, hidden tests included; exit 1 where points are missing."""
    lab, folder = lab_at(path)
    from autograder.checking import check as check_notebook

    raise typer.Exit(check_notebook(lab, folder))


@app.command()
def grade(
    lab: Lab,
    force: Annotated[
        bool, typer.Option(help="grade again what was graded before and has not changed")
    ] = False,
    jobs: Annotated[
        int, typer.Option(help="submissions at once; 0: as many as there are processors")
    ] = 0,
    scheduler: Annotated[
        str, typer.Option(help="address of a Dask scheduler: execute on its workers")
    ] = "",
    sandbox: Annotated[
        bool, typer.Option(help="without it a submission's code runs as you and sees what you see")
    ] = True,
    student: Annotated[
        str,
        typer.Option(help="only this student and their group, again if need be; the others stay"),
    ] = "",
    audit: Annotated[
        int,
        typer.Option(
            help="grade so many again under other seeds, orders and loads; name what changed"
        ),
    ] = 0,
) -> None:
    """Grade all who handed in LAB (autograder/submitted/STUDENT/LAB), and write feedback.

    A run that was stopped goes on where it was: give the same command again.
    """
    from autograder.grading.classes import grade_class
    from autograder.grading.executors import OnDask, settings
    from autograder.grading.places import Places
    from autograder.paths import nbgrader_config
    from autograder.progress import Bar
    from autograder.reports.table import class_table, show

    places = Places()
    executor = OnDask(lab, settings(nbgrader_config(), sandbox), scheduler) if scheduler else None
    with Bar() as bar:
        outcomes = grade_class(
            lab, places, force, jobs or None, sandbox, executor, bar, student=student
        )
    show(class_table(lab, outcomes, places))
    if audit:
        from autograder.quality.auditing import audit as run_audit

        raise typer.Exit(run_audit(lab, places, audit, sandbox))
    if any(outcome.fault for outcome in outcomes):
        raise typer.Exit(1)  # somebody has no grade, through no fault of theirs


@app.command()
def extend(
    lab: LabOrAll,
    student: Annotated[str, typer.Argument(help="or a group of groups.csv: each of its members")],
    days: Annotated[
        float, typer.Option(help="after the lab's due date, over all; 0 takes an extension back")
    ],
) -> None:
    """Give one student a later due date for LAB, or for 'all' labs that have a due date."""
    from autograder.grading import extensions, groups
    from autograder.grading.places import Places

    places, zone = Places(), course_zone()
    chosen = extensions.with_due_dates(places.gradebook) if lab == "all" else [lab]
    for name in chosen:
        for one in groups.members(student, name, places):
            print(extensions.extend(name, one, days, places.gradebook, zone))


@app.command()
def due(
    lab: Lab,
    when: Annotated[str, typer.Argument(help="'2026-11-20 23:59', in the course's time zone")],
) -> None:
    """Set the due date of LAB."""
    from autograder.grading import extensions
    from autograder.grading.places import Places

    print(extensions.set_due(lab, when, Places().gradebook, course_zone()))


def course_zone() -> tzinfo:
    """The time zone of the course's dates: ``c.LateDays.zone`` of nbgrader_config.py."""
    from autograder.grading import dates
    from autograder.paths import nbgrader_config

    return dates.zone_named(nbgrader_config().LateDays.get("zone") or "UTC")


@app.command()
def roster(
    file: Annotated[Path | None, typer.Argument(help="else autograder/roster.csv")] = None,
) -> None:
    """Enter everybody on the roster into the gradebook; nobody is removed."""
    from autograder.grading import roster as people
    from autograder.grading.places import Places

    found = people.read(file or Places().roster)
    added = people.enter(found, Places().gradebook)
    print(f"{len(found)} on the roster, {added} of them new in the gradebook")


@app.command()
def groups() -> None:
    """Read autograder/groups.csv, and say who works together and who alone."""
    from autograder.grading import groups as together
    from autograder.grading.places import Places

    print("\n".join(together.in_words(Places())))


@app.command()
def collect(
    archive: Annotated[Path, typer.Argument(help="the zip that Moodle or Canvas gives")],
    lab: Lab,
) -> None:
    """Take in a download of everybody's submissions from Moodle or Canvas."""
    from autograder.grading import downloads, groups
    from autograder.grading import roster as people
    from autograder.grading.places import Places

    places = Places()
    known = people.read(places.roster) if places.roster.exists() else []
    done = downloads.collect(archive, lab, places.submitted, known, groups.of_lab(lab, places))
    print("".join(f"note: {note}\n" for note in done.notes), end="")
    print(f"{len(done.students)} submissions: run 'python -m autograder grade {lab}'")


@app.command("return")
def give_back(
    lab: Lab,
    out: Annotated[Path | None, typer.Argument(help="where to write the zip")] = None,
) -> None:
    """Make the zip of feedback pages that Moodle or Canvas takes back."""
    from autograder.grading import groups
    from autograder.grading.places import Places
    from autograder.reports import returns

    places = Places()
    target = out or Path(f"{lab}_feedback.zip")
    together = groups.of_lab(lab, places)
    count, missing = returns.pack(lab, places.submitted, places.feedback, target, together)
    print("".join(f"note: {sentence}\n" for sentence in missing), end="")
    print(f"{count} pages in {target}")


@app.command()
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="else ~/backup/warehouse-DATE.tar.gz")
    ] = None,
) -> None:
    """Put what cannot be made again into one archive that only you can read."""
    from autograder import backup as kept
    from autograder.grading.places import Places

    print(kept.make(target or kept.default_target(), Places()))


@app.command()
def report(lab: Lab) -> None:
    """Make one page about a graded class: scores, checks, near-identical submissions."""
    from autograder.grading.places import Places
    from autograder.reports.report import make

    print(make(lab, places=Places()))


@app.command()
def bundle(
    out: Annotated[Path | None, typer.Argument(help="where to write the zip")] = None,
) -> None:
    """Make the zip for students: book, labs and warehouse, nothing hidden."""
    from autograder.bundle import make

    print(make(out))


@app.command()
def attacks(
    kind: Annotated[
        str, typer.Option(help="only these: forge, steal, harm, exhaust, structure or escape")
    ] = "",
    as_user: Annotated[
        bool,
        typer.Option("--as-user", help="where you are root: as an ordinary user of this machine"),
    ] = False,
) -> None:
    """Grade the attack corpus in the sandbox; 1 where an attack gets further than it should."""
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


@app.command()
def pdf() -> None:
    """Print the built book into one PDF, with Chromium."""
    from autograder.authoring import print_edition

    print(f"open {print_edition.make()}")


@app.command()
def course() -> None:
    """The main job: data, labs, a sample class graded, feedback, the book, one table."""
    from autograder.course import run

    raise typer.Exit(run())


def main() -> None:
    # nbgrader says there, with a traceback, what it raises too
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
    try:
        # without words it is help that is wanted; with them, an error is one line as all others are
        code = app(standalone_mode=not sys.argv[1:])
    except typer.BadParameter.__base__ as error:  # what is wrong with the words themselves
        about = " ".join(sys.argv[1:2]) if sys.argv[1] in _commands() else ""
        help_ = " ".join(["python -m autograder", about, "--help"]).replace("  ", " ")
        _refuse(f"{' '.join(error.format_message().split())} ('{help_}' says how)")
    except (UsageError, CourseError, SandboxError) as error:
        _refuse(str(error))
    except ModuleNotFoundError as missing:
        _refuse(f"{missing}: run 'make setup', then 'source .venv/bin/activate'")
    except Exception as error:
        words = _mendable(error)
        if not words:
            raise
        _refuse(words)
    if code == 130:  # Ctrl-C
        print(
            "\nautograder: stopped; what was graded is kept, the same command goes on from here",
            file=sys.stderr,
        )
    sys.exit(code or 0)


def _refuse(words: str) -> NoReturn:
    print(f"autograder: {words}", file=sys.stderr)
    sys.exit(2)


def _commands() -> set[str]:
    return {one.name or one.callback.__name__ for one in app.registered_commands}


def _mendable(error: Exception) -> str:
    """What to do about an error that is the machine's, in a line; empty for any other."""
    # loaded by whoever used them
    databases, gradebooks = (sys.modules.get(name) for name in ("sqlalchemy.exc", "nbgrader.api"))
    if (databases and isinstance(error, databases.OperationalError)) or (
        gradebooks
        and isinstance(error, gradebooks.InvalidEntry)
        and "OperationalError" in str(error)
    ):
        why = str(error).splitlines()[0].rpartition("OperationalError) ")[2]
        return (
            f"the gradebook cannot be used ({why}): close formgrader, or what else has it open, and "
            "give the command again as who owns it"
        )
    if isinstance(error, OSError) and error.filename and error.errno in MACHINES:
        return f"{error.filename}: {error.strerror}. {MACHINES[error.errno]}"
    return ""


if __name__ == "__main__":
    main()
