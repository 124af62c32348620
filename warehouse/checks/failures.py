"""A law for functions that are handed a collaborator (a store, a cursor, an endpoint, a cluster):
whichever of its calls fails, the failure comes out, and is not swallowed or turned into an answer.
"""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks.calls import calls, run
from warehouse.checks.outcomes import Raised, Wrong


def every_failure_comes_out(
    function: Callable,
    make: Callable[[int], tuple[tuple, Callable[[], bool]]],
    error: type[Exception],
    what: str = "the store",
    most: int = 200,
    afterwards: Callable[[tuple], None] = lambda args: None,
) -> int:
    """Call ``function`` with a collaborator that fails at its first call, with one that fails at its
    second, and so on, until one run has none that fails. Returns the number of calls that failed.

    ``make(number)`` gives the arguments of one run, made anew, and a function that says whether call
    ``number`` has taken place (and failed) by then.
    ``error``: what must come out, as it is.
    ``what``: the collaborator in words.
    ``most``: so many calls need at most be tried; after them the answer is taken to loop.
    ``afterwards(args)`` looks at what a failure left behind, and raises ``Wrong``.

    Raises ``Wrong`` where a failure is swallowed, or comes out as another error, and where no call is
    made at all: a function that does nothing keeps no law.
    """
    for number in range(1, most + 1):
        args, failed = make(number)
        try:
            run(function, *args)
        except Raised as raised:
            names = {parent.__name__ for parent in type(raised.error).__mro__}
            if error.__name__ not in names:
                if not failed():
                    raise
                raise Wrong(
                    f"call {number} of {what} failed, and another error came out",
                    error.__name__,
                    f"{type(raised.error).__name__}: {raised.error}",
                    raised.given,
                ) from None
        else:
            if not failed() and number == 1:  # it has failed at none of its calls: it makes none
                raise Wrong(
                    f"{function.__name__} asks nothing of {what}", "a call", "none", calls.text
                )
            if not failed():
                return number - 1
            raise Wrong(
                f"call {number} of {what} failed, and {function.__name__} went on as if it had not",
                error.__name__,
                "it returned",
                calls.text,
            )
        afterwards(args)
    raise Wrong(
        f"{function.__name__} makes more than {most} calls of {what}", f"at most {most}", "more"
    )
