"""How far a run is said to be: a bar where somebody looks, few lines where a log is kept."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from autograder.progress import Bar, Progress, Steps


def log(told: list, seconds: list[float]) -> list[str]:
    """The lines that a log has after ``told``, each at its time."""
    file, times = io.StringIO(), iter([0.0, *seconds])
    with Bar(Console(file=file, force_terminal=False, width=200), 10.0, lambda: next(times)) as bar:
        for one in told:
            bar(one)
    return file.getvalue().splitlines()


def test_a_log_gets_a_line_now_and_then_and_one_at_the_end():
    told = [Progress(5, done, fresh=done, seconds=6.0 * done) for done in range(1, 6)]
    assert log(told, [6, 12, 18, 24, 30]) == [
        "2 done, 0 failed, 3 left, about 18 s",
        "4 done, 0 failed, 1 left, about 6 s",
        "5 done, 0 failed, 0 left",
    ]


def test_what_goes_wrong_is_said_at_once_and_as_it_is():
    assert log(["ada: not graded, [bold]KeyError: 'x'"], []) == [
        "ada: not graded, [bold]KeyError: 'x'"
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_terminal_gets_a_bar_for_each_kind_of_work(width):
    file = io.StringIO()
    with Bar(Console(file=file, force_terminal=True, width=width, color_system=None)) as bar:
        grading, pages = Steps(bar, 2), Steps(bar, 2, "with a page")
        for steps in (grading, grading, pages, pages):
            steps.one()
        bar("ada: not graded")
    first, last = file.getvalue().split("ada: not graded")
    assert "starting" in first and "starting" not in last
    assert "2 done, 0 failed, 0 left" in last and "2 with a page, 0 failed, 0 left" in last


def test_steps_count_and_measure():
    told = []
    steps = Steps(lambda progress: told.append(str(progress)), 3)
    steps.one()
    steps.one()
    assert [words.partition(", about")[0] for words in told] == [
        "1 done, 0 failed, 2 left",
        "2 done, 0 failed, 1 left",
    ]
    assert all(", about " in words for words in told)
