"""Commands of who teaches a class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Annotated

import typer

from autograder.commands import INSTRUCTOR, Lab, LabOrAll, app
from autograder.paths import UsageError, require_lab


@app.command(rich_help_panel=INSTRUCTOR)
def grade(
    lab: Lab,
    force: Annotated[
        bool, typer.Option(help="grade again what was graded before and has not changed")
    ] = False,
    jobs: Annotated[
        int, typer.Option(min=0, help="submissions at once; 0: as many as there are processors")
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
            min=0, help="grade so many again under other seeds, orders and loads; name what changed"
        ),
    ] = 0,
) -> None:
    """Grade all who handed in LAB, and write their feedback.

    They lie in autograder/submitted/STUDENT/LAB. A run that was stopped goes on where it was: give
    the same command again.
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
    show(class_table(lab, outcomes, places), lab=lab)
    if audit:
        from autograder.quality.auditing import audit as run_audit

        raise typer.Exit(run_audit(lab, places, audit, sandbox))
    if any(outcome.trouble for outcome in outcomes):
        raise typer.Exit(1)  # somebody has no grade or no page, through no fault of theirs


@app.command(rich_help_panel=INSTRUCTOR)
def report(lab: Lab) -> None:
    """Make one page about a graded class: scores, checks, submissions that are alike."""
    from autograder.grading import opening
    from autograder.grading.places import Places
    from autograder.reports.report import make

    opening.require(Places().gradebook, lab)
    print(make(lab, places=Places()))


@app.command(rich_help_panel=INSTRUCTOR)
def bundle(
    out: Annotated[Path | None, typer.Argument(help="where to write the zip")] = None,
) -> None:
    """Make the zip for students: book, labs and warehouse, nothing hidden."""
    from autograder.bundle import SITE, make

    if not SITE.exists():
        print("note: the book is not built: the zip has its sources only; 'make book' builds it")
    print(make(out))


@app.command(rich_help_panel=INSTRUCTOR)
def roster(
    file: Annotated[Path | None, typer.Argument(help="else autograder/roster.csv")] = None,
) -> None:
    """Enter everybody on the roster into the gradebook; nobody is removed."""
    from autograder.grading import roster as people
    from autograder.grading.places import Places

    found = people.read(file or Places().roster)
    added = people.enter(found, Places().gradebook)
    print(f"{len(found)} on the roster, {added} of them new in the gradebook")


@app.command(rich_help_panel=INSTRUCTOR)
def groups() -> None:
    """Read autograder/groups.csv, and say who works together and who alone."""
    from autograder.grading import groups as together
    from autograder.grading.places import Places

    print("\n".join(together.in_words(Places())))


@app.command(rich_help_panel=INSTRUCTOR)
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

    return dates.of_course(nbgrader_config())


@app.command(rich_help_panel=INSTRUCTOR)
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
    known = [group.name for lists in groups.read(places).values() for group in lists]
    chosen = extensions.with_due_dates(places.gradebook) if lab == "all" else [lab]
    for name in chosen:
        for one in groups.members(student, name, places):
            print(extensions.extend(name, one, days, places.gradebook, zone, known))


@app.command(rich_help_panel=INSTRUCTOR)
def collect(
    archive: Annotated[Path, typer.Argument(help="the zip that Moodle or Canvas gives")],
    lab: Lab,
    force: Annotated[
        bool, typer.Option("--force", help="also where the notebooks are another lab's")
    ] = False,
) -> None:
    """Take in a download of everybody's submissions from Moodle or Canvas."""
    from autograder.grading import downloads, groups
    from autograder.grading import roster as people
    from autograder.grading.places import Places

    places = Places()
    known = people.read(places.roster) if places.roster.exists() else []
    together = groups.of_lab(lab, places)
    done = downloads.collect(archive, lab, places.submitted, known, together, force)
    print("".join(f"note: {note}\n" for note in done.notes), end="")
    many = len(done.students)
    print(f"{many} submission{'s' * (many != 1)}: run 'python -m autograder grade {lab}'")


@app.command("return", rich_help_panel=INSTRUCTOR)
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


@app.command(rich_help_panel=INSTRUCTOR)
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="else ~/backup/warehouse-DATE.tar.gz")
    ] = None,
) -> None:
    """Put what cannot be made again into one archive that only you can read."""
    from autograder import backup as kept
    from autograder.grading.places import Places

    print(kept.make(target or kept.default_target(), Places()))


def _with_questions(words: str) -> Iterator[str]:
    from autograder.questions import bank

    yield from (name for name in ("all", *bank.chapters()) if name.startswith(words))


@app.command(rich_help_panel=INSTRUCTOR)
def questions(
    chapter: Annotated[str, typer.Argument(autocompletion=_with_questions)] = "all",
    moodle: Annotated[bool, typer.Option("--moodle", help="Moodle XML")] = False,
    qti12: Annotated[
        bool, typer.Option("--qti12", help="a package of QTI 1.2; without either, of QTI 2.1")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="where to write it")] = None,
) -> None:
    """Write a chapter's questions, or all, for Canvas (QTI 2.1 or 1.2) or Moodle."""
    from autograder.questions import bank, export

    if moodle and qti12:
        raise UsageError("--moodle and --qti12 are two forms: give one of them")
    chosen = bank.chapters() if chapter == "all" else [chapter]
    print(export.write(chosen, "moodle" if moodle else "qti12" if qti12 else "qti21", out))


def _with_slides(words: str) -> Iterator[str]:
    from autograder.authoring import slides as decks

    yield from (name for name in ("all", *decks.chapters()) if name.startswith(words))


@app.command(rich_help_panel=INSTRUCTOR)
def slides(
    chapter: Annotated[str, typer.Argument(autocompletion=_with_slides)] = "all",
    out: Annotated[Path | None, typer.Option(help="a folder; else book/_build/slides")] = None,
) -> None:
    """Make a chapter's slides, or all, from the built book; each is one file."""
    from autograder.authoring import slides as decks

    for name in decks.chapters() if chapter == "all" else [chapter]:
        print(f"open {decks.make(name, out or decks.SLIDES)}")


@app.command(rich_help_panel=INSTRUCTOR)
def objectives(
    lab: LabOrAll = "all",
    out: Annotated[Path | None, typer.Option(help="write the table there, as CSV")] = None,
) -> None:
    """Show by chapter what readers shall be able to do, and which checks and questions look at it."""
    from autograder.authoring.lessons import lessons
    from autograder.questions import objectives as aims

    chosen = [it for it in lessons() if it.lab and lab in ("all", it.lab)]
    if out is None:
        print(aims.as_text(chosen))
        return
    try:
        out.write_text(aims.as_csv(aims.table(chosen)), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror})") from error
    print(f"{len(chosen)} chapter{'s' * (len(chosen) != 1)} in {out}")


@app.command("new-term", rich_help_panel=INSTRUCTOR)
def new_term(
    per_student: Annotated[
        bool, typer.Option("--per-student", help="and data of their own for each student")
    ] = False,
    lab: Annotated[
        str,
        typer.Option(callback=require_lab, help="in which to look what answers by value earn"),
    ] = "zone_maps",
) -> None:
    """Set a fresh course seed, and show what last term's answers by value still earn."""
    from autograder.grading import new_term as terms

    old, new = terms.begin(per_student)
    kept = "; the old one stands there as a comment" if old else ""
    print(f"a fresh seed is in {terms.SETTINGS}{kept}")
    print(
        f"looking in {lab} what knowing all values of the old seed by heart earns ...", flush=True
    )
    found = terms.by_heart(lab, old, new)
    print("\n".join(terms.as_text(found)))
    raise typer.Exit(0 if terms.is_worth_less(found) else 1)
