"""The empty cell "graded checks" of a lab that was handed out: run by hand, it says what becomes of it.

IPython loads this module as an extension, which the set-up of a course writes into the environment's
configuration. It acts on a cell that a person ran (a front end then says which cell it is), whose text is
the released one, and on nothing else: a grader that runs a notebook gives no cell's id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

#: What a release leaves of a graded cell.
RELEASED = re.compile(
    r"# Exercise (\d+), graded checks \([\d.]+ points?\): they are filled in when the lab is graded\."
)
#: What a notebook's setup imports of its lab.
OF_LAB = re.compile(r"warehouse\.(\w+)\.(?:standins|views|records)")
LATER = """\
The graded checks of this exercise are not in this copy of the lab: they run when your work is graded.
Save the notebook and hand it in as your instructor says; the feedback shows, check by check, what was
expected and what came. What you can run now are the examples above."""


def number_of(source: str) -> int:
    """Which exercise's graded cell this is, as it was released; 0 for any other cell."""
    found = RELEASED.fullmatch(source.strip())
    return int(found[1]) if found else 0


def lab_in(names: Mapping[str, object]) -> str:
    """The lab whose setup a notebook has run, by what it imported; empty before that."""
    return next(_labs(names.values()), "")


def _labs(values: Iterable[object]):
    for value in list(values):
        home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
        if isinstance(home, str) and (found := OF_LAB.fullmatch(home)):
            yield found[1]


def answer_with(shell: InteractiveShell, answer: Callable[[int], None]) -> None:
    """From now on ``answer(number)`` is called when a person has run a graded cell as it was released."""

    def ran(result: ExecutionResult) -> None:
        number = number_of(result.info.raw_cell or "")
        if number and getattr(result.info, "cell_id", None):
            answer(number)

    shell.events.register("post_run_cell", ran)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """In a copy without a grader, such as a student's bundle."""
    answer_with(shell, lambda number: print(LATER))
