"""Many cases for one function of the student's: the first few one by one, so that the laws are looked at, all others in one
message."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from warehouse.checks import in_notebook, laws, run, unwatched

WATCHED = 3  # cases that are asked one by one


def ask(function: Callable, cases: list[tuple]) -> list[tuple]:
    """Of each case whether it gave an answer, and which.

    # driver: runs in the student's process
    """
    told = []
    for arguments in cases:
        try:
            told.append((True, function(*laws.copied(arguments))))
        except Exception:
            told.append((False, None))
    return told


def ask_compiled(function: Callable, cases: list[tuple]) -> list[tuple]:
    """The same of what the function makes of a case's first argument, asked about its second.

    # driver: runs in the student's process
    """
    told = []
    for made_of, asked in cases:
        try:
            told.append((True, function(laws.copied(made_of))(laws.copied(asked))))
        except Exception:
            told.append((False, None))
    return told


def each(
    function: Callable,
    cases: list[tuple],
    one: Callable | None = None,
    driver: Callable = ask,
) -> Iterator[object]:
    """What ``function`` gives for each case. One that raised is asked again by itself, so that the message shows the input.

    ``one``: what is called with the arguments of a case that is asked by itself; None for the function.
    """
    alone = one or (lambda *arguments: run(function, *arguments))
    for arguments in cases[:WATCHED]:
        yield alone(*arguments)
    rest = cases[WATCHED:]

    def asked(about: str) -> list:
        return in_notebook(driver, function, rest, keeps=True)

    asked.__name__ = function.__name__
    told = unwatched(asked, f"{len(rest)} cases, one after the other") if rest else []
    for arguments, (answered, answer) in zip(rest, told):
        yield answer if answered else alone(*arguments)
