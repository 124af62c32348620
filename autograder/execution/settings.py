"""How a submission is run, and how it is said that it could not be."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from autograder.execution.sandbox import GIB

# environment variable; "yes": what --no-sandbox says, for a machine that has none
NO_SANDBOX = "COURSE_NO_SANDBOX"


class GraderFaultError(Exception):
    """The course's own machinery failed while a submission ran: it must be graded again, not given
    a bad grade."""


@dataclass(frozen=True)
class CheckEnded:
    """One check of an exercise, as soon as it has come to its end. ``result``: plain data, as in the
    cell's output; ``of``: how many checks the exercise has."""

    exercise: str
    result: dict
    of: int


@dataclass(frozen=True)
class Settings:
    """``cell_seconds``: of one cell of the student's.
    ``test_seconds``: of one graded cell, whose checks have limits of their own.
    ``submission_seconds``: of everything.
    ``largest_output``: bytes of outputs kept of a cell.
    ``memory``: bytes in use by all processes of one submission.
    ``most_restarts``: processes that one submission may use up: eight exercises that use up all
    that they may (``submission.MOST_A_CELL``), and some of their cells.
    ``sandboxed``: without, its code runs as the grader does.
    ``own_data``: every submission's seed is its own.
    ``folder``: where one's own notebook lies that is checked without a sandbox. Its cells run in
    that folder, with the reader's own home and environment.
    """

    cell_seconds: float = 10
    test_seconds: float = 120
    submission_seconds: float = 300
    largest_output: int = 1_000_000
    memory: int = 4 * GIB
    most_restarts: int = 120
    sandboxed: bool = field(default_factory=lambda: os.environ.get(NO_SANDBOX) != "yes")
    own_data: bool = False
    folder: str = ""
