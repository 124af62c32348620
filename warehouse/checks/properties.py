"""A check of generated arguments: a search by hypothesis, its failures shrunk."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping

import hypothesis
from hypothesis.errors import Flaky

from warehouse.checks import keep, limits
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import NotStarted, OverLimit, Raised, Wrong

UNSTEADY = "the answer to the same input changes from call to call"


class Property:
    """Called without arguments, it tries ``function`` on generated ones and raises the failure of
    the smallest.

    ``function``: raises ``Wrong`` where what it was given shows a fault.
    ``strategies``: a hypothesis strategy for each of its arguments, by name.
    ``examples``: how many inputs are tried.
    ``begins``: the number that the search begins from.
    """

    def __init__(
        self,
        function: Callable[..., None],
        strategies: Mapping[str, hypothesis.strategies.SearchStrategy],
        examples: int,
        begins: int,
    ):
        self._function, self.__name__ = function, function.__name__
        self._smallest: Wrong | Raised | None = None
        self._stub: NotStarted | None = None
        self._recorded: list[bytes] = []
        self._key = ("examples", begins, examples)

        def one_example(**arguments: object) -> None:
            self._try(arguments)

        settings = hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(hypothesis.HealthCheck),
            verbosity=hypothesis.Verbosity.quiet,
        )
        self._search = settings(
            hypothesis.seed(begins)(hypothesis.given(**strategies)(one_example))
        )

    def __call__(self) -> None:
        self._smallest = self._stub = None
        try:
            if keep.keeps():
                self._replay()
            else:
                self._search()
            if self._stub is not None:
                raise self._stub
        except (OverLimit, Flaky, Wrong, Raised) as end:
            if self._smallest is None:
                if isinstance(end, Flaky):
                    raise Wrong(UNSTEADY) from None
                raise
            # The limit may have fallen while a failure was being shrunk: that failure is the answer.
            # Where it falls while an input is drawn, hypothesis calls the drawing flaky.
            raise self._smallest from (OverLimit() if limits.alarm.rang else None)

    def _try(self, arguments: dict[str, object]) -> None:
        if self._stub is not None:  # nothing to search for, nothing to shrink
            return
        if keep.keeps():
            self._recorded.append(keep.store.frozen(arguments))
        calls.clear()
        try:
            self._function(**arguments)
        except NotStarted as stub:
            self._stub = stub
        except (Wrong, Raised) as failure:
            if limits.alarm.rang:
                raise OverLimit from failure
            self._smallest = failure
            # hypothesis keeps every failure to the end, ...
            for error in filter(None, (failure, failure.__context__)):
                # ... and with it, but for this, all that it was made of
                traceback.clear_frames(error.__traceback__)
            raise

    def _replay(self) -> None:
        """As the search; but inputs that it has drawn before, and that passed, are taken as they
        were.

        The search begins from a seed, so as long as all pass it always draws the same. One that
        fails is searched for and shrunk as ever.
        """
        before = keep.store.find(*self._key)
        for drawn in before[0] if before else []:
            try:
                self._try(keep.store.thawed(drawn))
            except (Wrong, Raised) as failure:
                self._search()
                raise failure  # it fails, and not every time
        if not before:
            self._recorded.clear()
            self._search()
            # one ends the search at its first input: kept, that would be all that anybody after it
            # is asked
            if self._stub is None:
                keep.store.add(self._recorded, *self._key)
