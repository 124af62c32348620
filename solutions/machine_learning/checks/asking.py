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


def ask_of_one(function: Callable, cases: list[tuple]) -> list[tuple]:
    """The same where all cases have one first argument: it is one object at every call, and what is equal in it is one, too.

    # driver: runs in the student's process
    """
    one, was, told = laws.copied(cases[0][0]), cases[0][0], []
    if type(one) is list:
        firsts = [next(each for each in one if laws.alike(each, part)) for part in one]
        one[:] = firsts
    for _, *others in cases:
        try:
            told.append((True, function(one, *laws.copied(tuple(others)))))
        except Exception:
            told.append((False, None))
        laws.put_back(one, was)
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
    watched: int = WATCHED,
) -> Iterator[object]:
    """What ``function`` gives for each case. One that raised is asked again by itself, so that the message shows the input.

    ``one``: what is called with the arguments of a case that is asked by itself; None for the function.
    ``watched``: how many are, to begin with.
    """
    alone = one or (lambda *arguments: run(function, *arguments))
    for arguments in cases[:watched]:
        yield alone(*arguments)
    rest = cases[watched:]

    def asked(about: str) -> list:
        return in_notebook(driver, function, rest, keeps=True)

    asked.__name__ = function.__name__
    told = unwatched(asked, f"{len(rest)} cases, one after the other") if rest else []
    for arguments, (answered, answer) in zip(rest, told):
        yield answer if answered else alone(*arguments)
