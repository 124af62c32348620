"""Sources whose connections break, and what ``fetch`` must make of them. Functions marked as drivers run
in the student's process, and hold nothing that is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import pyarrow as pa

from solutions.federated_query.checks.cursors import Batches, driven
from warehouse.checks import Wrong, raises, run, same, same_table
from warehouse.checks.failures import every_failure_comes_out
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import calls, show
from warehouse.federated_query.federation import SourceError, SourceGone

SQL = 'select "id" from "t"'
#: What must be sent as it is, blanks and capitals too.
ODD_SQL = """ select "Id"\tfrom "T" where "Name" = 'O''Hara %'\n"""


class Source:
    """A source that answers the query, each time that it is sent, with the next of its ``answers``:
    a cursor, or an exception where there is no connection to be had."""

    TESTS_ONLY = ("answers",)

    def __init__(self, *answers: Batches | Exception):
        self.answers, self.queries = answers, []

    def execute(self, sql: str) -> Batches:
        self.queries.append(sql)
        if len(self.queries) > len(self.answers):
            raise RuntimeError(f"sent {len(self.queries)} times: the source has no more answers")
        answer = self.answers[len(self.queries) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def __repr__(self) -> str:
        words = [f"answer {at}: {answer!r}" for at, answer in enumerate(self.answers, 1)]
        return f"<a source, {'; '.join(words[:4])}{'; ...' if len(words) > 4 else ''}>"


class Restarting(SourceGone):
    """A source's own kind of broken connection."""


class Misunderstood(SourceError):
    """A source's own kind of query that it does not understand."""


def gone() -> SourceGone:
    """In words with a number, in which the number of tries may stand, too."""
    return Restarting("the source cannot be reached: no answer for 10312 ms")


class Fetched:
    """Fetches of rows drawn from ``rng``, other rows at every try. Breaks: after how many batches a
    try's connection breaks, None for never, -1 where there is none to be had."""

    def __init__(self, fetch: Callable, rng: np.random.Generator):
        self.fetch, self.rng = fetch, rng

    def batches(self, sizes: Iterable[int]) -> list[pa.Table]:
        """Batches of so many rows of every type that a source has; rows that are equal, and nulls."""
        return [
            pa.table({
                "id": pa.array(self.rng.integers(0, 5, size).tolist(), pa.int32()),
                "price": pa.array([[None, 0.1, 2.5][i] for i in self.rng.integers(0, 3, size)], pa.float64()),
                "name": pa.array([[None, "", "O'Hara"][i] for i in self.rng.integers(0, 3, size)], pa.string()),
                "day": pa.array([[None, date(2026, 1, 3)][i] for i in self.rng.integers(0, 2, size)], pa.date32()),
            })
            for size in sizes
        ]  # fmt: skip

    def expect_rows(
        self, *breaks: int | None, tries: int, sizes: Iterable[int] = (2, 1, 3), sql: str = SQL,
        alike: bool = False, altered: bool = False,
    ) -> None:  # fmt: skip
        """The rows of the last try must come, which has no break, and the query must be sent once for
        each of ``breaks``. A source owes nobody batches of the same size when it is asked again.
        ``alike``: all batches of a try are equal. ``altered``: a column has another type in the last
        try: somebody changed the table."""
        answers, rows = [], None
        for at, broken in enumerate(breaks):
            turned = list(sizes)[at % 2 :] + list(sizes)[: at % 2]
            tables = self.batches(turned[:1]) * len(turned) if alike else self.batches(turned)
            rows = pa.concat_tables(tables)
            ends = broken is not None
            if ends and altered:
                wide = [one["id"].cast(pa.int64()) for one in tables]
                tables = [one.set_column(0, "id", ids) for one, ids in zip(tables, wide)]
            answers.append(gone() if broken == -1 else Batches(tables[:broken], gone() if ends else None))  # fmt: skip
        source = Source(*answers)
        same_table(run(self.fetch, source, sql, tries), rows)
        same(source.queries, [sql] * len(breaks), "what was sent")

    def expect_again(self) -> None:
        """One source that is asked for a second answer, and breaks before each: every fetch has all its
        tries."""
        wholes = [self.batches((2, 1)) for _ in range(2)]
        answers = [(Batches([], gone()), gone(), Batches(whole)) for whole in wholes]
        source = Source(*(one for several in answers for one in several))
        for at, whole in enumerate(wholes, 1):
            same_table(run(self.fetch, source, SQL, 3), pa.concat_tables(whole))
            same(len(source.queries), 3 * at, f"how often the query was sent in {at} fetches")

    def expect_given_up(self, *breaks: int, tries: int) -> None:
        """After so many tries that all broke the fetch must fail with a SourceError that says how
        many there were."""
        made = [gone() if at == -1 else Batches(self.batches([2] * at), gone()) for at in breaks]
        source = Source(*made, Batches(self.batches([1])))
        try:
            said = f"it returned {show(run(self.fetch, source, SQL, tries))}"
        except Raised as raised:
            kinds = {parent.__name__ for parent in type(raised.error).__mro__}
            said = f"{type(raised.error).__name__}: {raised.error}"
            # a number by itself: the source's own words have others
            if "SourceError" in kinds and re.search(rf"(?<![\w.]){tries}(?!\w|\.\d)", said):
                same(len(source.queries), tries, "how often the query was sent")
                return
        wanted = f"SourceError with the number {tries}"
        raise Wrong("after the last try it must say how many there were", wanted, said, calls.text)

    def expect_tries(self, tries: int) -> None:
        """So many tries, more than a recursion has room for, that all break: as ``expect_given_up``."""

        def fetched(tries: int) -> object:
            return driven(fetched_in_vain, self.fetch, tries)

        fetched.__name__ = "fetch"
        kinds, said, sent = run(fetched, tries)
        if "SourceError" not in kinds or not re.search(rf"(?<![\w.]){tries}(?!\w|\.\d)", said):
            wanted, got = f"SourceError with the number {tries}", f"{kinds[0]}: {said[:200]}"
            raise Wrong(f"all of {tries} tries broke: it must say how many there were", wanted, got)
        same(sent, tries, "how often the query was sent")

    def expect_no_tries(self, tries: int) -> None:
        source = Source(Batches(self.batches([1])))
        raises(ValueError, self.fetch, source, SQL, tries, naming=str(tries))
        same(source.queries, [], "what was sent")

    def expect_failures(self, error: Exception) -> None:
        """What is no break must come out of the first try, in its own words, wherever it falls."""

        def make(number: int) -> tuple[tuple, Callable[[], bool]]:
            tables = self.batches((1, 2, 1))
            first = error if number == 1 else Batches(tables[: number - 2], error)
            whole = number > len(tables) + 2
            source = Source(Batches(tables) if whole else first, Batches(tables))
            return (source, SQL, 5), lambda: not whole

        def sent_once(args: tuple) -> None:
            same(len(args[0].queries), 1, "how often the query was sent")

        every_failure_comes_out(self.fetch, make, type(error), "the source", 20, sent_once)
        raises(type(error), self.fetch, Source(error), SQL, 2, naming=str(error))
        after = Source(Batches([], gone()), error, Batches(self.batches([1])))
        raises(type(error), self.fetch, after, SQL, 5, naming=str(error))
        same(
            len(after.queries), 2, "how often the query was sent, which broke and was then refused,"
        )


def fetched_in_vain(fetch: Callable, tries: int) -> tuple[list[str], str, int]:
    """Fetches from a source that breaks each time before its first batch: the kinds of what was
    raised, its words, and how often the query was sent.

    # driver: runs in the student's process
    """

    class Breaking:
        sent = 0

        def execute(self, sql: str) -> Breaking:
            self.sent += 1
            return self

        def next(self) -> None:
            raise SourceGone("the connection broke")

    source = Breaking()
    try:
        return ["an answer"], repr(fetch(source, "select 1", tries))[:200], source.sent
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__], str(error), source.sent
