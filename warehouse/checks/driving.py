"""Calls of the student's function by way of a helper of the test's, which sets up what the function
needs and looks at what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks.compare import run
from warehouse.checks.outcomes import Raised, Wrong


def shown_as(name: str) -> Callable:
    """Decorator: a check's helper that drives the student's function is called by that function's
    name in messages."""

    def rename(helper: Callable) -> Callable:
        helper.__name__ = name
        return helper

    return rename


def drive(helper: Callable, *arguments: object) -> object:
    """``checks.run`` for a helper that drives the student's function and looks at what it returns
    on the way: a ``Wrong`` that the helper raises stays one."""
    try:
        return run(helper, *arguments)
    except Raised as raised:
        if isinstance(raised.error, Wrong):
            raise raised.error from None
        raise
