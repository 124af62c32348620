"""Logs as a producer writes them, and what they amount to at every version: kept while they are made, by changing
lists in place, so that no line here replays a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from warehouse.checks import in_notebook, laws, raises, run_each, same, unwatched
from warehouse.checks.calls import calls
from warehouse.data_sharing.records import Change, Commit, Log, State

TABLES = ("sales", "shops", "Sales", "a.b", 'the "old" one', "Zürich", "東京", "")


class History(NamedTuple):
    """A log, and the state at each of its versions, that of its base first."""

    log: Log
    states: list[State]


class Writer:
    """Writes a log, one commit after the other."""

    def __init__(self, base: State | None = None):
        self.base = base or State(0, 0, {})
        self.tables = {name: list(blocks) for name, blocks in self.base.tables.items()}
        self.time = self.base.time
        self.commits: list[Commit] = []
        self.states = [self._now(self.base.version)]
        self.made = sum(map(len, self.tables.values()))

    def _now(self, version: int) -> State:
        return State(version, self.time, {name: list(its) for name, its in self.tables.items()})

    def fresh(self, count: int) -> list[str]:
        """Names that were never there."""
        self.made += count
        return [f"b{number}" for number in range(self.made - count + 1, self.made + 1)]

    def commit(self, time: float, *changes: tuple[str, int | list[str], int | list[str]]) -> None:
        """One entry. Of each change the table, which blocks leave (so many of its first, or these), and which come
        (so many new ones, or these)."""
        written = []
        for table, leaving, coming in changes:
            its = self.tables.setdefault(table, [])
            leaving = its[:leaving] if type(leaving) is int else list(leaving)
            coming = self.fresh(coming) if type(coming) is int else list(coming)
            for name in leaving:
                its.remove(name)
            its.extend(coming)
            written.append(Change(table, leaving, coming))
        version = self.states[-1].version + 1
        self.time = max(self.time, time)
        self.commits.append(Commit(version, time, written))
        self.states.append(self._now(version))

    def done(self) -> History:
        return History(Log(self.base, self.commits), self.states)


def drawn(rng: np.random.Generator, base: bool | None = None, most: int = 9) -> History:
    """A history of a few tables: some made empty, some emptied, several in one commit or one twice, commits of
    nothing, blocks in two tables, clocks that stand still or go back. ``base``: whether it begins later than
    version 0, None for either."""
    names = [str(name) for name in rng.permutation(TABLES)[: int(rng.integers(1, 5))]]
    writer = Writer()
    if base or (base is None and rng.random() < 0.5):
        blocks = [f"b{number}" for number in range(1, int(rng.integers(2, 9)))]
        tables = {name: blocks[at :: len(names)] for at, name in enumerate(names)}
        if len(names) > 1 and rng.random() < 0.5:
            del tables[names[-1]]
        writer = Writer(State(int(rng.integers(1, 2000)), int(rng.integers(-50, 900)), tables))
        writer.made = len(blocks)
    time, floats = writer.base.time, rng.random() < 0.2
    for _ in range(int(rng.integers(0, most + 1))):
        time += int(rng.choice([0, 0, 1, 5, 60, -3, -40]))
        changes, moved = [], []
        for _ in range(int(rng.choice([0, 1, 1, 1, 2, 3]))):
            table = names[int(rng.integers(len(names)))]
            twice = any(table == before[0] for before in changes)
            its = [] if twice else writer.tables.get(table, [])
            some = rng.permutation(its)[: int(rng.choice([0, 0, 1, 2, len(its)]))]
            leaving = [str(name) for name in some]
            coming = writer.fresh(int(rng.choice([0, 1, 1, 2, 4])))
            other = names[int(rng.integers(len(names)))]
            if other != table and rng.random() < 0.15:  # a block that another table has, too
                ever = {n for s in writer.states for n in s.tables.get(table, [])}
                free = [n for n in writer.tables.get(other, []) if n not in ever | set(moved)]
                coming += free[:1]
                moved += free[:1]
            changes.append((table, leaving, coming))
        writer.commit(time + 0.5 if floats else time, *changes)
    return writer.done()


def features(history: History) -> set[str]:
    """What a history has, by name; tests count it."""
    log, states = history
    found = set()
    if log.base.version:
        found.add("base")
    if not log.commits:
        found.add("no commits")
    for before, commit, after in zip(states, log.commits, states[1:]):
        touched = [change.table for change in commit.changes]
        found |= {"nothing"} if not touched else set()
        found |= {"several"} if len(set(touched)) > 1 else set()
        found |= {"twice"} if len(set(touched)) < len(touched) else set()
        found |= {"made"} if set(after.tables) - set(before.tables) else set()
        found |= (
            {"emptied"}
            if any(b and not after.tables[t] for t, b in before.tables.items())
            else set()
        )
        found |= {"back"} if commit.time < before.time else set()
        found |= {"stands"} if commit.time == before.time else set()
        found |= {"float"} if type(commit.time) is float else set()
        blocks = [name for its in after.tables.values() for name in its]
        found |= {"in two"} if len(set(blocks)) < len(blocks) else set()
        found |= (
            {"made empty"}
            if any(not after.tables[t] for t in set(after.tables) - set(before.tables))
            else set()
        )
    return found


# --- exercise 1


def expect_applied(apply_log: Callable, cases: Iterable[tuple[State, list[Commit], State]]) -> None:
    """Each case: a state, commits, and the state that is due."""
    cases = list(cases)
    given = [(state, commits) for state, commits, _ in cases]
    for (_, _, due), (_, got) in zip(cases, run_each(apply_log, given)):
        same(got, due, "the state")


def parts(history: History, rng: np.random.Generator, again: int = 0) -> tuple:
    """A case: from one version of the history to its end; ``again``: so many commits come although the state has
    them."""
    at = int(rng.integers(again, len(history.states))) if len(history.states) > again else 0
    return history.states[at], history.log.commits[max(0, at - again) :], history.states[-1]


def drawn_parts(rng: np.random.Generator, count: int = 30) -> list[tuple]:
    """Whole histories, and what is left of them from some version on."""
    made = []
    for at in range(count):
        history = drawn(rng)
        made.append(parts(history, rng) if at % 2 else
                    (history.states[0], history.log.commits, history.states[-1]))  # fmt: skip
    return made


def simple_parts() -> list[tuple]:
    """Tables that do not empty, one change a commit; blocks leave from the front, the middle and the end."""
    made = []
    for leaving in (["b1"], ["b2"], ["b3"], ["b3", "b1"], ["b1", "b2", "b3"], []):
        for coming in (0, 1, 12):
            writer = Writer(State(0, 0, {"sales": ["b1", "b2", "b3", "b4"], "shops": ["b5"]}))
            writer.commit(3, ("sales", leaving, coming))
            writer.commit(4, ("shops", 0, 1))
            history = writer.done()
            made.append((history.states[0], history.log.commits, history.states[-1]))
    return made


def moved() -> list[tuple]:
    """Blocks that leave and come again: in one change, in two of a commit, in the next commit."""
    made = []
    for changes in (
        [("sales", ["b1"], ["b1"])],
        [("sales", ["b2", "b1"], ["b1", "n1", "b2"])],
        [("sales", ["b1", "b2", "b3"], ["b3", "b2", "b1"])],
        [("sales", ["b2"], []), ("shops", [], ["b2"]), ("sales", [], ["b2"])],
    ):
        writer = Writer(State(0, 0, {"sales": ["b1", "b2", "b3"], "shops": []}))
        writer.commit(3, *changes)
        writer.commit(4, ("sales", ["b3"], []))
        writer.commit(5, ("sales", [], ["b3"]))
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
    return made


def nothing() -> list[tuple]:
    """No commits at all."""
    state = State(3, 4, {"sales": ["b1", "b2"], "shops": []})
    return [(state, [], state), (State(0, -4, {}), [], State(0, -4, {}))]


def few() -> list[tuple]:
    """Nothing; and tables that change, stay and are made."""
    writer = Writer(State(0, 0, {"sales": ["b1", "b2"], "shops": ["b3"], "empty": []}))
    writer.commit(1, ("sales", 1, 1), ("made", 0, 2))
    return [*nothing(), (writer.states[0], list(writer.commits), writer.states[-1])]


def made_and_emptied() -> list[tuple]:
    """Tables that begin by a change, with blocks and without; tables that lose their last block."""
    made = []
    for count in (0, 1, 3, 7):
        writer = Writer(State(4, 9, {"shops": ["b1"]}))
        writer.commit(10, ("sales", 0, count))
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
        writer.commit(11, ("sales", count, 0), ("shops", 1, 0))
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
        writer.commit(12, ("sales", 0, 2))
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
    return made


def one_table_twice() -> list[tuple]:
    """Two and three changes of one table in one commit; what the first adds the second removes."""
    made = []
    for between in ([], [("shops", 0, 1)]):
        writer = Writer(State(0, 0, {"sales": ["b1", "b2"]}))
        writer.commit(1, ("sales", ["b1"], ["x"]), *between, ("sales", ["x"], ["y", "z"]),
                      ("sales", ["b2"], []))  # fmt: skip
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
    writer = Writer(State(0, 0, {"sales": ["b1"], "shops": ["b1", "b2"]}))
    writer.commit(1, ("sales", ["b1"], []), ("sales", [], ["b2"]), ("shops", ["b2"], []))
    writer.commit(2, ("shops", [], ["b7"]), ("copy", [], ["b7", "b2"]), ("sales", ["b2"], []))
    return [*made, (writer.states[0], list(writer.commits), writer.states[-1])]


def repeated(rng: np.random.Generator) -> list[tuple]:
    """Commits that the state has, at the beginning, within, all of them; some say what cannot be applied any more."""
    made = []
    for count in (1, 2, 3, 5, 8):
        writer = Writer(State(7, 0, {"sales": ["b1", "b2"]}))
        for _ in range(12):
            writer.commit(1, ("sales", 1, 2))
        made.append((writer.states[8], writer.commits[8 - count :], writer.states[-1]))
        made.append((writer.states[-1], writer.commits[-count:], writer.states[-1]))
        made.append((writer.states[-1], writer.commits[:count], writer.states[-1]))
        doubled = [*writer.commits[8:10], *writer.commits[8:10], *writer.commits[9:]]
        made.append((writer.states[8], doubled, writer.states[-1]))
        odd = Commit(7 + count, 10**6, [Change("sales", ["nobody"], ["b1"])])
        made.append((writer.states[8], [odd, *writer.commits[8:], odd], writer.states[-1]))
    twice, nobody = Change("new", [], ["x", "x"]), Change("new", ["x"], [])
    for changes in (
        [twice],
        [Change("sales", ["b1", "b1"], []), twice],
        [nobody],
        [nobody, twice],
        [],
    ):
        odd = [Commit(version, 10**6, changes) for version in (9, -3)]
        made.append((writer.states[8], [*odd, *writer.commits[8:10], *odd], writer.states[10]))
    return made


def clocks() -> list[tuple]:
    """Times that grow, stand still and go back, before the state's own, too; a commit of nothing tells the time."""
    made = []
    for times in (
        [5, 9],
        [9, 5],
        [9, 9],
        [-4],
        [2.5, 1.5],
        [5.5, 5.75, 5.6],
        [1, 9, 3, 10, 2],
        [7, -1, 6],
    ):
        writer = Writer(State(3, 4, {"sales": ["b1"]}))
        for time in times:
            writer.commit(time, *([("sales", 0, 1)] if time != 10 else []))
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
    return made


def in_turns() -> list[tuple]:
    """States and commits of the same numbers, and other blocks."""
    made = []
    for blocks in (["b1"], ["a", "b1"], ["z"]):
        writer = Writer(State(3, 4, {"sales": blocks, "shops": []}))
        writer.commit(5, ("sales", 1, len(blocks)), ("shops", 0, 1))
        made.append((writer.states[0], list(writer.commits), writer.states[-1]))
    return made


def expect_refused(apply_log: Callable) -> None:
    """Gaps, blocks that are not there, blocks that are there already: named, first, last and among many."""
    state = State(41, 100, {"sales": ["b1", "b2"], "shops": ["b3"]})
    good = lambda version: Commit(version, 101, [Change("sales", [], [f"n{version}"])])  # noqa: E731
    for versions, missing in (([43], 42), ([42, 44], 43), ([42, 43, 50, 51], 44),
                              ([41, 43], 42), ([*range(42, 55), 56], 55), ([60, 42], 42)):  # fmt: skip
        commits = [good(version) for version in versions]
        raises(ValueError, apply_log, state, commits, naming=str(missing))
    for change, name in (
        (Change("sales", ["nobody"], []), "nobody"),
        (Change("sales", ["b1", "b1"], []), "b1"),
        (Change("sales", ["b1", "b3"], ["n9"]), "b3"),
        (Change("new one", ["b7"], ["n9"]), "b7"),
        (Change("sales", [], ["n9", "b2"]), "b2"),
        (Change("sales", [], ["n9", "n8", "n9"]), "n9"),
        (Change("shops", [], ["b3"]), "b3"),
        (Change("new one", [], ["n9", "n9"]), "n9"),
    ):
        for before in ([], [good(42)], [Commit(42, 1, [])]):
            last = Commit(42 + len(before), 102, [Change("shops", [], ["n0"]), change])
            raises(ValueError, apply_log, state, [*before, last], naming=name)
    # what is there and what is not changes from one change to the next, and within one
    raises(
        ValueError,
        apply_log,
        state,
        [Commit(42, 1, [Change("sales", ["n9"], ["n9"])])],
        naming="n9",
    )
    for change, name in ((Change("sales", [], ["n9"]), "n9"), (Change("sales", ["b1"], []), "b1")):
        raises(ValueError, apply_log, state, [Commit(42, 1, [change, change])], naming=name)
        commits = [Commit(version, 1, [change]) for version in (42, 43)]
        raises(ValueError, apply_log, state, commits, naming=name)


def changed_afterwards(apply_log: Callable, cases: list[tuple]) -> list[tuple]:
    """Answers, and what states and commits are once the answer that was made of them has been changed by its owner.

    # driver: runs in the student's process
    """
    told = []
    for state, commits in cases:
        state, commits = laws.copied(state), laws.copied(commits)
        answer = apply_log(state, commits)
        told.append((laws.copied(answer), state, commits))
        laws.spoil(answer)
    return told


def expect_own_lists(apply_log: Callable, cases: list[tuple]) -> None:
    """The answer's lists are its own: changed, they change neither the state nor the commits."""
    given = [(state, commits) for state, commits, _ in cases]

    def applied(about: str) -> object:
        return in_notebook(changed_afterwards, apply_log, given, keeps=True)

    applied.__name__ = apply_log.__name__
    told = unwatched(applied, f"{len(given)} states, one after the other")
    for (state, commits, due), (answer, *after) in zip(cases, told):
        calls.text = f"apply_log({state!r}, {commits!r}), whose answer is then changed"
        same(answer, due, "the state")
        same(
            tuple(after), (state, commits), "the state it began from, and the commits, afterwards,"
        )
