"""Days of questions and commits, and what a cache of results may answer: exercise 8.

The day is played where the student's code lives, since the dict of versions is one that goes on
changing; how often a query runs, and what it gives, is counted and decided in the test process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from warehouse.checks import Wrong, in_notebook, same
from warehouse.checks.outcomes import NotStarted
from warehouse.checks.showing import show
from warehouse.materialized_views.records import Asked

TABLES = ("sales", "shops", "it's")
#: What a query of the test raises when it fails.
BROKEN = "a disk is broken"
FAILURES = ("OSError", "KeyError", "PermissionError")


class Event(NamedTuple):
    """Versions that have changed by now (to None: the table was dropped), and a question.
    ``during``: versions that change while it runs; ``fails``: 0, or which of FAILURES is raised if
    it runs; ``cache``: which of the caches is asked."""

    changed: dict[str, int | None]
    asked: Asked
    may_read: set[str]
    during: dict[str, int]
    fails: int
    cache: int


def days(
    make: Callable,
    name: str,
    commits: str = "all",
    settings: bool = False,
    forbidden: bool = False,
    volatile: bool = False,
    during: bool = False,
) -> list[list[Event]]:
    """Days of 6 to 30 events, short ones first. ``commits``: to all tables, to ``others`` than are
    asked for in most cases, or ``none``."""
    rng = make(name)
    return [
        _day(rng, 6 + 8 * number, commits, settings, forbidden, volatile, during)
        for number in range(4)
    ]


def _day(rng, events, commits, settings, forbidden, volatile, during) -> list[Event]:
    # 0 is a version like any other
    made, versions = [], dict.fromkeys(TABLES, int(rng.integers(0, 2)))
    asked_for = _questions(settings, volatile)
    if commits == "others":
        asked_for = [one for one in asked_for if one.tables == ("sales",)]
        asked_for += [Asked("select 1 from sales where false", ("sales",), (), False)]
        asked_for += [Asked("select 2", (), (), False)]
    for number in range(events):
        changed: dict[str, int] = {}
        if not number:
            changed = dict(versions)
        elif commits != "none" and rng.random() < 0.5:
            tables = TABLES[1:] if commits == "others" else TABLES
            table = tables[int(rng.integers(len(tables)))]
            # a transaction that began before sees an older version: numbers go down, too
            changed = {table: max(0, versions[table] + (1, 2, -1)[int(rng.integers(3))])}
        versions |= changed
        asked = asked_for[int(rng.integers(len(asked_for)))]
        may_read, later = set(TABLES), {}
        if forbidden and rng.random() < 0.4:
            # any of them or none at all
            may_read = {table for table in TABLES if rng.random() < 0.5}
        if forbidden and rng.random() < 0.2:
            asked = Asked("select * from nowhere", ("nowhere",), (), False)
            may_read = {"nowhere", *TABLES}
        if during and rng.random() < 0.5:
            later = {table: versions[table] + 1 for table in asked.tables}
        fails = int(rng.integers(1, 4)) if volatile and rng.random() < 0.3 else 0
        made.append(Event(changed, asked, may_read, later, fails, int(rng.integers(2))))
    return made


def failing_days() -> list[list[Event]]:
    """A query that fails at another version than the one that is kept, which comes back."""
    asked = Asked("select count(*) from sales", ("sales",), (), False)
    made = []
    for versions, fails in (((5, 6, 5, 6), 1), ((5, 5, 6, 5, 5), 2), ((5, 6, 6, 5), 1)):
        day = [
            Event({"sales": version}, asked, {"sales"}, {}, int(number == fails), 0)
            for number, version in enumerate(versions)
        ]
        made.append(day)
    return made


def balanced_days() -> list[list[Event]]:
    """One table's version goes up, the other's down by as much; or they change places."""
    asked = Asked("select * from sales, shops", ("sales", "shops"), (), False)
    return [
        [Event({"sales": a, "shops": b}, asked, set(TABLES), {}, 0, 0) for a, b in versions]
        for versions in ([(5, 5), (6, 4), (6, 4)], [(3, 8), (8, 3), (3, 8)])
    ]


def others_commit() -> list[list[Event]]:
    """While a query of two tables runs, others commit to one of them: to the first, or to the second."""
    asked = Asked("select * from sales, shops", ("sales", "shops"), (), False)
    made = []
    for table in asked.tables:
        day = [Event({"sales": 5, "shops": 5}, asked, set(TABLES), {table: 6}, 0, 0)]
        made.append([*day, *[Event({}, asked, set(TABLES), {}, 0, 0)] * 2])
    return made


def refused_when_full() -> list[list[Event]]:
    """In a cache for two answers a question is refused that would otherwise be answered from there,
    for its table is dropped or may not be read; a third one takes its place."""
    first, second, third = (Asked(f"select * from t{n}", (f"t{n}",), (), False) for n in range(3))
    everything, made = {"t0", "t1", "t2"}, []
    for dropped, readable in ((None, everything), (0, {"t1", "t2"})):
        day = [
            Event(dict.fromkeys(sorted(everything), 0), first, everything, {}, 0, 0),
            Event({}, second, everything, {}, 0, 0),
            Event({"t0": dropped}, first, readable, {}, 0, 0),
            Event({"t0": 0}, third, everything, {}, 0, 0),
            Event({}, second, everything, {}, 0, 0),
            Event({}, first, everything, {}, 0, 0),
        ]
        made.append(day)
    return made


def refused_days() -> list[list[Event]]:
    """A table is dropped, and its name is no table's though an answer is kept; it comes back. And
    of two tables who asks may read the one, or the other, or both, or none."""
    asked = Asked("select * from sales, shops", ("sales", "shops"), (), False)
    made = [
        [
            Event({"sales": version, "shops": 0}, asked, set(TABLES), {}, 0, 0)
            for version in versions
        ]
        for versions in ((5, None, 5), (0, None, 1), (None, 0, 0))
    ]
    readers = ({"sales"}, {"shops"}, set(), {"sales", "shops"}, {"shops"}, {"sales"}, set())
    first = {"sales": 0, "shops": 0}
    made.append([Event(first, asked, may_read, {}, 0, 0) for may_read in readers])
    return made


def alike_days() -> list[list[Event]]:
    """Questions that are one and the same text once their parts are glued together, with whatever
    between."""
    text, tables = "select 1 from sales", ("sales", "shops")
    made = [Asked(text, tables, (), False)]
    for glue, after in (("", ""), ("=", ","), ("=", ", "), ("=", ";"), (" ", " "), (":", "|")):
        pairs = [(("a", "1"), ("b", "2")), (("a", f"1{after}b{glue}2"),)]
        made += [Asked(text, tables, pair, False) for pair in pairs]
        made.append(Asked(f"{text}{after}sales", ("shops",), (), False))
        made.append(Asked(text, (f"sales{after}shops",), (), False))
    versions = {table: 0 for asked in made for table in asked.tables}
    # blanks and line ends are part of a text, in quotes at least
    made += [
        Asked(some, tables, (), False)
        for some in (f"{text} ", "select 1  from sales", "select '1 '")
    ]
    made += [Asked(some, tables, (), False) for some in ("select '1'", "select\n1 from sales")]
    made = list(dict.fromkeys(made))
    return [[Event(versions, asked, set(versions), {}, 0, 0) for asked in made * 2]]


def volatile_days(most: int) -> list[list[Event]]:
    """Volatile queries between others in a cache that is full: they take no place. Who may not
    read is refused, and so is a table that is none."""
    usual = [Asked(f"select {n} from sales", ("sales",), (), False) for n in range(most)]
    now = Asked("select now() from shops", ("shops",), (), True)
    nowhere = Asked("select now() from nowhere", ("nowhere",), (), True)
    first = {"sales": 0, "shops": 0}
    asked = [*usual, now, *usual, now, now, *usual]
    readers: list[tuple[Asked, set[str]]] = [(one, {"sales", "shops"}) for one in asked]
    readers += [(now, {"sales"}), (now, set()), (nowhere, {"nowhere"}), (now, {"shops"})]
    return [[Event(first, one, may_read, {}, 0, 0) for one, may_read in readers]]


def volatile_twice() -> list[list[Event]]:
    now = Asked("select now() from sales", ("sales",), (), True)
    return [[Event({"sales": 5}, now, {"sales"}, {}, 0, 0) for _ in range(2)]]


def volatile_by_now() -> list[list[Event]]:
    """A text that was not volatile when it was asked first, and is then, and is not."""
    asked = [
        Asked("select f() from sales", ("sales",), (), it) for it in (False, True, False, True)
    ]
    return [[Event({"sales": 5}, one, {"sales"}, {}, 0, 0) for one in asked]]


def full_days(make: Callable, name: str, most: int) -> list[list[Event]]:
    """Days of one more query than there is room for, each of a table of its own, in orders of use
    that are drawn. Some answers are replaced, since their table has changed, which makes them the
    newest and takes no other's place; some runs fail, and change nothing."""
    rng, made = make(name), []
    for _ in range(4):
        versions = {f"t{n}": int(rng.integers(0, 2)) for n in range(most + 1)}
        day = []
        for _ in range(24 + 4 * most):
            table = f"t{int(rng.integers(most + 1))}"
            changed = {} if day else dict(versions)
            if rng.random() < 0.4:
                versions[table] += 1
                changed[table] = versions[table]
            fails = int(rng.integers(1, 4)) if rng.random() < 0.25 else 0
            asked = Asked(f"select * from {table}", (table,), (), False)
            day.append(Event(changed, asked, {table}, {}, fails, 0))
        made.append(day)
    return made


def _questions(settings: bool, volatile: bool) -> list[Asked]:
    made = [
        Asked("select count(*) from sales", ("sales",), (), False),
        Asked("select sum(price) from sales", ("sales",), (), False),
        Asked("select * from sales, shops", ("sales", "shops"), (), False),
        Asked("select 1 from shops", ("shops",), (), False),
        Asked("""select * from "it's" """, ("it's",), (), False),
    ]
    if settings:
        day = "select day from sales"
        made = [
            Asked(day, ("sales",), (), False),
            Asked(day, ("sales",), (("time zone", "UTC"),), False),
            Asked(day, ("sales",), (("time zone", "CET"),), False),
            Asked(day, ("shops",), (), False),  # another search path: another table of that name
            Asked(day.upper(), ("sales",), (), False),
        ]
    if volatile:
        made.append(Asked("select now(), * from sales", ("sales",), (), True))
        made.append(Asked("select random() from shops", ("shops",), (), True))
    return made


class _Queries:
    """The warehouse behind the cache: each run gives other rows; a query that says false gives
    none."""

    def __init__(self, day: list[Event]):
        self.day, self.runs = day, []

    def rows(self, number: int) -> list[tuple]:
        self.runs.append(number)
        return rows_of(self.day[number], number)


def rows_of(event: Event, number: int) -> list[tuple]:
    return [] if "false" in event.asked.text else [(number, event.asked.text)]


def play(make: Callable, most: int, day: list, caches: int, spoils: bool, rows: Callable) -> list:
    """Driver: the answer to each event, (kind, what) as data. ``spoils``: who got an answer changes
    it, and all runs fill one list."""
    made, versions, told, filled, given = [], {}, [], [], []
    for number, (changed, asked, may_read, during, fails, at) in enumerate(day):
        for table, version in changed.items():
            versions[table] = version
            if version is None:
                del versions[table]

        def run(number=number, during=during, fails=fails) -> list:
            answer = rows(number)
            versions.update(during)
            if fails:
                raise (OSError, KeyError, PermissionError)[fails - 1]("a disk is broken")
            if not spoils:
                return answer
            filled[:] = answer
            return filled

        try:
            if not made:
                made = [make(most) for _ in range(caches)]
            answer = made[at % caches].ask(asked, versions, may_read, run)
            told.append(("rows", list(answer) if type(answer) is list else answer))
            if spoils:
                answer.append("changed by who got it")
                given.append((number, answer, list(answer)))
        except Exception as error:  # of the student's class, whichever
            told.append((type(error).__name__, str(error)[:300]))
    for number, answer, was in given:
        if answer != was:
            told[number] = ("an answer that changed afterwards", repr(answer)[:300])
    return told


def right(day: list[Event], most: int, caches: int) -> tuple[list, list[int]]:
    """What must come of each event, and which of them run their query."""
    versions: dict[str, int] = {}
    kept: list[list] = [[] for _ in range(caches)]  # the least recently asked first
    told, runs = [], []
    for number, event in enumerate(day):
        versions |= event.changed
        versions = {table: at for table, at in versions.items() if at is not None}
        mine, asked = kept[event.cache % caches], event.asked
        missing = [table for table in asked.tables if table not in event.may_read]
        if missing:
            told.append(("PermissionError", missing))
            continue
        if any(table not in versions for table in asked.tables):
            told.append(("KeyError", list(asked.tables)))
            continue
        question = asked[:3]
        at = {table: versions[table] for table in asked.tables}
        old = [entry for entry in mine if entry[0] == question]
        if not asked.volatile and old and old[0][1] == at:
            rows = old[0][2]
        else:
            runs.append(number)
            versions |= event.during
            if event.fails:
                told.append((FAILURES[event.fails - 1], [BROKEN]))
                continue
            rows = rows_of(event, number)
        told.append(("rows", rows))
        if not asked.volatile:
            mine[:] = [entry for entry in mine if entry[0] != question]
            mine.append((question, at, rows))
            del mine[: max(0, len(mine) - most)]
    return told, runs


def expect_day(
    make: Callable,
    made: list[list[Event]],
    most: int = 10,
    caches: int = 1,
    spoils: bool = False,
) -> None:
    for day in made:
        queries = _Queries(day)
        events = [tuple(event) for event in day]
        told = in_notebook(play, make, most, events, caches, spoils, queries.rows, keeps=True)
        expected, runs = right(day, most, caches)
        for number, (mine, wanted) in enumerate(zip(told, expected)):
            _judge(day, number, mine, wanted, most)
        if queries.runs != runs:
            more = sorted(set(queries.runs) - set(runs)) or sorted(set(runs) - set(queries.runs))
            number = more[0] if more else 0
            what = "a query ran that must be answered from the cache"
            if number in runs:
                what = "a query did not run that must, or ran twice"
            raise Wrong(
                what, f"runs at the events {runs}", f"{queries.runs}", _story(day, number, most)
            )


def _judge(day: list[Event], number: int, mine: tuple, wanted: tuple, most: int) -> None:
    (kind, got), (wanted_kind, right_one) = mine, wanted
    story = _story(day, number, most)
    if kind == "NotImplementedError":
        raise NotStarted("ResultCache")
    if wanted_kind == "rows":
        if kind != "rows":
            raise Wrong("the cache failed", show(right_one), f"{kind}: {got}", story)
        try:
            same(got, right_one, "the answer")
        except Wrong as wrong:
            raise Wrong(
                "the answer is not the one of these versions", show(right_one), show(got), story
            ) from wrong
        return
    if kind != wanted_kind or not any(name in got for name in right_one):
        said = f"{kind}: {got}" if kind != "rows" else f"the rows {show(got)}"
        names = " or ".join(map(repr, right_one))
        raise Wrong(
            "this question must be refused, or fail", f"{wanted_kind} naming {names}", said, story
        )


def _story(day: list[Event], number: int, most: int) -> str:
    """The events up to one, as a caller would have written them."""
    lines = [f"cache = ResultCache({most})"]
    for at, event in enumerate(day[: number + 1]):
        if event.changed:
            lines.append(f"versions are now {event.changed}")
        words = f"{at}: ask({event.asked.text!r}, settings {event.asked.settings}"
        words += f", who may read {sorted(event.may_read)}"
        words += f"; while it runs {event.during} is committed" if event.during else ""
        lines.append(words + ("; it fails if it runs)" if event.fails else ")"))
    return "\n".join(lines if len(lines) < 14 else [lines[0], "...", *lines[-12:]])
