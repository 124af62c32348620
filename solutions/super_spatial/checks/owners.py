"""What a function is given is its caller's, who may change it and ask again."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks import calls as called
from warehouse.checks import in_notebook, same
from warehouse.checks.calls import unwatched

#: Arguments, and what they become in place; what cannot be changed is the same in both.
Change = tuple[tuple, tuple]


def asked_again(function: Callable, changes: list[Change]) -> list:
    """Of each change the answer before it and that after it, to the same objects.

    # driver: runs in the student's process
    """
    from copy import deepcopy

    def put(mine: object, theirs: object) -> bool:
        """Whether the one is what the other is, now."""
        kind = type(mine)
        if kind is not type(theirs) or not isinstance(mine, (list, dict, tuple)):
            return mine == theirs and kind is type(theirs)
        if isinstance(mine, tuple):
            return len(mine) == len(theirs) and all(put(*pair) for pair in zip(mine, theirs))
        places = list(mine) if kind is dict else range(min(len(mine), len(theirs)))
        kept = {at: mine[at] for at in places if kind is list or at in theirs}
        kept = {at: part for at, part in kept.items() if put(part, theirs[at])}
        if kind is list:
            mine[:] = [kept.get(at, part) for at, part in enumerate(theirs)]
        else:
            mine.clear()
            mine.update((name, kept.get(name, part)) for name, part in theirs.items())
        return True

    told = []
    for before, after in changes:
        arguments = [deepcopy(argument) for argument in before]
        told.append(deepcopy(function(*arguments)))
        for pair in zip(arguments, map(deepcopy, after)):
            put(*pair)
        told.append(deepcopy(function(*arguments)))
    return told


def expect(function: Callable, due: Callable, changes: list[Change]) -> None:
    """No question comes twice in a row: that is the laws' matter."""
    given = (
        f"{function.__name__} of arguments that are changed in place, and asked again: {changes}"
    )

    def changed(about: str) -> list:
        return in_notebook(asked_again, function, changes, keeps=True)

    changed.__name__ = function.__name__
    told = unwatched(changed, given)
    called.calls.text = given
    same(told, [due(*arguments) for change in changes for arguments in change], "the answers")
