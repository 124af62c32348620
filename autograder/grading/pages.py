"""The pages of feedback of a class, made by nbgrader in several processes at once."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing import get_context

from nbgrader.apps.api import NbGraderAPI

from autograder import in_front
from autograder.grading.graded import Graded
from autograder.grading.nbgraders import api, make_page, reason
from autograder.grading.places import Places
from autograder.grading.submissions import Submission, for_the_exchange
from autograder.progress import Progress, Steps
from autograder.reports.feedback_page import is_not_graded, is_whole, write_not_graded

#: Pages from which on it pays to start processes for them: to start one takes two seconds, a page a
#: third of one.
MANY = 12
MOST_SECONDS = 20.0  # of the processor's, for one page
AGAIN_SECONDS = 1.0  # after which what takes too long is stopped again
MOST_MEMORY = 4 << 30  # bytes of address space of a process that makes pages


def give_pages(
    lab: str,
    places: Places,
    outcomes: list[Graded],
    found: list[Submission],
    jobs: int | None,
    progress: Callable[[Progress | str], None],
) -> None:
    """Everybody's page, where there is none yet or it is older than the grade: a run may have ended
    between the two. Whose grade is a fault gets a page that says so.

    ``outcomes``: of all who handed in; one whose page cannot be made has ``no_page``
    afterwards.
    ``found``: their submissions, in any order.
    ``jobs``: processes at once; as many as there are processors by default.
    """
    submissions = {student: one.own(student) for one in found for student in one.everybody}
    steps = Steps(progress, len(outcomes), "with a page of feedback")
    todo = [
        outcome.student
        for outcome in outcomes
        if not outcome.fault and _is_due(lab, places, outcome)
    ]
    made = _made(lab, places, todo, jobs)
    due = set(todo)
    for outcome in outcomes:
        page = places.feedback / outcome.student / lab / f"{lab}.html"
        try:
            if outcome.fault:
                write_not_graded(page, lab)
            elif outcome.student in due:
                outcome.no_page, outcome.short_page = next(made)
            if page.exists():
                for_the_exchange(submissions[outcome.student], page.parent, always=True)
        except OSError as error:  # whatever is wrong with one folder, the next one has a page
            outcome.no_page = str(error)[:300]
        steps.one()


def _is_due(lab: str, places: Places, outcome: Graded) -> bool:
    page = places.feedback / outcome.student / lab / f"{lab}.html"
    graded = places.autograded_notebook(outcome.student, lab)
    return (
        not page.exists()
        or not graded.exists()  # nbgrader says what is wrong
        or page.stat().st_mtime_ns < graded.stat().st_mtime_ns
        or is_not_graded(page)
        or not is_whole(page)
    )


def _made(
    lab: str, places: Places, students: list[str], jobs: int | None
) -> Iterator[tuple[str, str]]:
    """Make these students' pages; gives of each what ``_make`` does."""
    make = partial(_make, places, lab)
    if len(students) < MANY or (jobs or os.cpu_count() or 1) < 2:
        yield from map(make, students)
        return
    done = 0
    with (
        in_front.left_out_by_children(),
        ProcessPoolExecutor(jobs or os.cpu_count(), get_context("spawn"), _limit) as pool,
    ):
        try:
            for said in pool.map(make, students):
                yield said
                done += 1
        except BrokenProcessPool:  # one of them was killed; grading again makes what is missing
            yield from [("a process that makes pages ended", "")] * (len(students) - done)


def _limit() -> None:
    if sys.platform != "linux":  # macOS has none of addresses, and refuses to set it
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]  # this user may have less
    value = MOST_MEMORY if most == resource.RLIM_INFINITY else min(MOST_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (value, value))


def _make(places: Places, lab: str, student: str) -> tuple[str, str]:
    """One page: why there is none, and why it shows the grade alone, in words; empty where it is as it
    should be. Whatever one does to nbconvert, by what takes an hour to be shown or cannot be, the next
    student has theirs."""
    trouble = _tried(places, lab, student, short=False)
    if not trouble:
        return "", ""
    again = _tried(places, lab, student, short=True)
    return (again, "") if again else ("", trouble)


def _tried(places: Places, lab: str, student: str, short: bool) -> str:
    try:
        with _at_most(MOST_SECONDS):
            result = make_page(_nbgrader(places), lab, student, short)
    except TooLong:
        return f"it takes longer than {MOST_SECONDS:g} s"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    if result["success"]:
        return ""
    # nbgrader catches all that is raised
    if TooLong.__name__ in result.get("error", ""):
        return f"it takes longer than {MOST_SECONDS:g} s"
    return reason(result)


class TooLong(BaseException):
    """A page takes too long. Not an Exception, which renderers swallow."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises TooLong in what is done within, after so much of the processor's time; and again each
    second, for Python drops what is raised while it ends an object (``__del__``, a weak
    reference's callback)."""
    done = False

    def stop(*signalled: object) -> None:
        if not done:
            raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        done = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@cache
def _nbgrader(places: Places) -> NbGraderAPI:
    return api(places)
