"""Exercises 3 and 5: what a consumer is told since a version, and what a log was at a version or a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from solutions.data_sharing.checks.logs import History, Writer, drawn
from warehouse.checks import in_notebook, laws, raises, run_each, same, unwatched
from warehouse.checks.calls import calls
from warehouse.data_sharing.records import Change, Delta, Log, NoVersion, State

Told = tuple[Log, list[str], list[str], int, Delta]


def delta(history: History, shared: list[str], known: list[str], since: int) -> Delta:
    """What is due, from the states as they were kept."""
    last = history.states[-1]
    then = next((s.tables for s in history.states if s.version == since), {})
    changes, whole = [], {}
    for table in sorted(shared):
        if table in known and table in then:
            remove = [name for name in then[table] if name not in last.tables[table]]
            add = [name for name in last.tables[table] if name not in then[table]]
            if remove or add:
                changes.append(Change(table, remove, add))
        else:
            whole[table] = list(last.tables[table])
    return Delta(last.version, changes, whole, sorted(set(known) - set(shared)))


def told(history: History, shared: list[str], known: list[str], since: int) -> Told:
    return history.log, shared, known, since, delta(history, shared, known, since)


def expect(metadata: Callable, cases: Iterable[Told]) -> None:
    cases = list(cases)
    for case, (_, got) in zip(cases, run_each(metadata, [case[:4] for case in cases])):
        same(got, case[4], "what the consumer is told")


def small() -> History:
    """Two tables that change and one that does not, over twelve commits."""
    writer = Writer(State(0, 0, {}))
    writer.commit(0, ("sales", 0, 2), ("shops", 0, 1))
    writer.commit(1, ("till", 0, 3))
    for at in range(10):
        writer.commit(at, ("sales", at % 3, 2), *([("shops", 0, 1)] if at % 4 == 0 else []))
    return writer.done()


def copies() -> History:
    """Blocks that two tables hold, and that leave one of them."""
    writer = Writer(State(2, 0, {"sales": ["b1", "b2"], "copy": ["b1"], "shops": ["b2"]}))
    writer.commit(1, ("sales", ["b1"], ["b3"]), ("copy", [], ["b3", "b4"]))
    writer.commit(2, ("shops", ["b2"], ["b4"]))
    writer.commit(3, ("copy", ["b1", "b4"], []), ("sales", ["b3"], []))
    return writer.done()


def grown() -> History:
    """Tables that the base has not."""
    writer = Writer(State(3, 5, {"sales": ["b1"]}))
    writer.commit(6, ("shops", 0, 1), ("", 0, 2))
    writer.commit(7, ("", 1, 1), ("till", 0, 0))
    return writer.done()


def changed() -> list[Told]:
    """Known tables, from every version: blocks that came, that went, that came and went meanwhile."""
    history = small()
    both = ["sales", "shops"]
    made = [told(history, list(both), list(both), since) for since in range(1, 13)]
    three = ["shops", "sales", "copy"]
    made += [
        told(copies(), list(three), ["sales", "shops", "copy"], since) for since in range(2, 6)
    ]
    tables = [f"t{at}" for at in range(12)]
    return made + [
        told(wide(), tables[::-1], tables[5:] + tables[:5], since) for since in range(1, 4)
    ]


def wide() -> History:
    """Twelve tables that change in one commit; more than ten blocks of one that come, and that go, in no order of names."""
    writer = Writer(State(1, 0, {f"t{at}": [] for at in range(12)}))
    writer.commit(1, *[(f"t{at}", 0, 15 if at == 7 else 1) for at in range(12)])
    writer.commit(
        2, ("t7", writer.tables["t7"][11::-1], [f"n{at}" for at in range(13)]), ("t11", 1, 0)
    )
    return writer.done()


def between() -> list[Told]:
    """Blocks that came and went since, within a commit too; a table that is as it was after all."""
    writer = Writer(State(5, 0, {"sales": ["b1", "b2"], "shops": ["b3"]}))
    writer.commit(1, ("sales", [], ["x"]))
    writer.commit(2, ("sales", ["x"], []), ("shops", [], ["y"]))
    writer.commit(3, ("shops", ["y"], ["z"]), ("sales", [], ["v"]), ("sales", ["v"], []))
    writer.commit(4)
    history = writer.done()
    return [told(history, ["sales", "shops"], ["shops", "sales"], since) for since in range(5, 10)]


def new_to_it() -> list[Told]:
    """Tables that are shared and not known: all their blocks, also where nothing has changed since; empty ones."""
    history = small()
    made = []
    for since in (0, 1, 2, 5, 11, 12):
        for shared, known in (
            (["till", "sales"], ["sales"]),
            (["till"], []),
            (["shops", "sales", "till"], []),
        ):
            its = known if since else []
            made.append(told(history, list(shared), list(its), since))
    writer = Writer(State(1, 0, {"empty": [], "sales": ["b1"]}))
    writer.commit(1, ("made", 0, 0), ("sales", 1, 0))
    history = writer.done()
    made += [told(history, ["empty", "made", "sales"], [], since) for since in (0, 1, 2)]
    # known by name, and another table then: it was not there at that version
    made += [told(history, ["made", "sales"], ["made", "sales"], since) for since in (1, 2)]
    return made


def forgotten() -> list[Told]:
    """Known and not shared any more: named as gone, and nothing else of them."""
    history = small()
    made = []
    for since in (2, 7, 12):
        for shared, known in (
            (["sales"], ["till", "shops", "sales"]),
            (["till"], ["sales", "shops"]),
            (["sales"], ["zebra", "sales", "apple"]),
        ):
            made.append(told(history, list(shared), list(known), since))
    many = [f"t{at}" for at in (7, 10, 3, 1, 12, 9, 2, 11, 4, 8, 5, 6)]
    return [*made, told(history, ["sales"], [*many, "sales"], 12)]


def leaks() -> list[Told]:
    """Commits that touch tables which are not shared, alone and beside shared ones."""
    history = small()
    return [told(history, ["shops"], ["shops"], since) for since in range(1, 13)] + [
        told(history, ["till"], ["till"], since) for since in (2, 3, 12)
    ] + [
        told(history, [], list(known), since)
        for known in ([], ["till", "sales", "shops"]) for since in (1, 3, 12)
    ]  # fmt: skip


def truncated() -> list[Told]:
    """Logs whose entries since that version are gone, by one and by many; from the base itself they are not."""
    made = []
    for base in (1, 5, 300):
        writer = Writer(State(base, 0, {"sales": ["b1", "b2"], "shops": ["b3"]}))
        writer.commit(1, ("sales", 1, 1))
        history = writer.done()
        for since in sorted({0, base - 1, base // 2, base, base + 1}):
            made.append(told(history, ["shops", "sales"], ["sales", "shops"], since))
            made.append(told(history, ["sales"], ["shops"], since))
    writer = Writer(State(9, 0, {"sales": ["b1"]}))  # a log of no entries
    return made + [told(writer.done(), ["sales"], ["sales"], since) for since in (0, 8, 9)]


def drawn_cases(rng: np.random.Generator, count: int = 40) -> list[Told]:
    made = []
    while len(made) < count:
        history = drawn(rng)
        last = history.states[-1]
        if not last.tables:
            continue
        tables = [str(name) for name in rng.permutation(sorted(last.tables))]
        shared = tables[: int(rng.integers(1, len(tables) + 1))]
        others = [str(name) for name in rng.permutation([*tables, "not there"])]
        known = others[: int(rng.integers(0, len(others) + 1))]
        first = history.log.base.version
        since = int(rng.integers(first, last.version + 1))
        if first and rng.random() < 0.25:
            since = int(rng.integers(0, first))
        made.append(told(history, shared, known, since))
    return made


def own() -> list[Told]:
    """Tables that are as in the log's base, that one commit has made, that several have changed: whole and as changes."""
    three = ["copy", "sales", "shops"]
    made = [told(copies(), list(three), list(known), since)
            for known in ([], ["shops"], three) for since in (2, 3)]  # fmt: skip
    writer = Writer(State(4, 0, {"sales": ["b1", "b2"], "shops": [], "till": ["b3"]}))
    writer.commit(1, ("made", 0, 2), ("shops", 0, 1), ("till", 1, 0))
    history = writer.done()
    last = sorted(history.states[-1].tables)
    made += [told(history, list(last), list(known), 4) for known in ([], last, ["apple", "zebra"])]
    alone = Writer(State(4, 0, {"sales": ["b1"], "shops": []})).done()
    return [*made, told(alone, ["sales", "shops"], [], 4), told(alone, ["sales"], ["shops"], 4)]


def expect_refused(metadata: Callable) -> None:
    history = small()
    for since in (13, -1, 500, -77):
        for shared, known in ((["sales"], ["sales"]), ([], []), (["sales"], [])):
            raises(ValueError, metadata, history.log, shared, known, since, naming=str(since))
    log = Log(State(9, 0, {"sales": ["b1"]}), [])
    raises(ValueError, metadata, log, ["sales"], ["sales"], 10, naming="10")


# --- exercise 5

Asked = tuple[Log, int | None, float | None, State]


def expect_state(as_of: Callable, cases: Iterable[Asked]) -> None:
    cases = list(cases)
    for case, (_, got) in zip(cases, run_each(as_of, [case[:3] for case in cases])):
        asked = f"version {case[1]}" if case[2] is None else f"time {case[2]}"
        same(got, case[3], f"the state of {asked}")


def by_version(histories: Iterable[History]) -> list[Asked]:
    """Every version of each, the base's among them."""
    return [(h.log, state.version, None, state) for h in histories for state in h.states]


def at_time(history: History, time: float) -> Asked:
    """The state of a time: the last of those whose clock, which never goes back, had not passed it."""
    found = history.states[0]
    for state in history.states[1:]:
        if state.time <= time:
            found = state
    return history.log, None, time, found


def by_time(histories: Iterable[History]) -> list[Asked]:
    """Each commit's time, a little before and after, and long after the last."""
    made = []
    for history in histories:
        base = history.states[0].time
        times = {base, base + 10**6}
        for state in history.states:
            times |= {state.time, state.time + 0.5, state.time - 0.5}
        made += [at_time(history, time) for time in sorted(times) if time >= base]
    return made


def clock(*times: float, base: float = 0, first: int = 0) -> History:
    """A log whose commits have these times."""
    writer = Writer(State(first, base, {"sales": ["b1"]}))
    for time in times:
        writer.commit(time, ("sales", 0, 1))
    return writer.done()


STEADY = ((10, 20, 30), (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144), (5,), ())
STANDING = ((10, 10, 20), (10, 20, 20), (7, 7, 7), (0, 0), (3,) * 12)
BACK = ((10, 5, 20), (10, 5, 12, 3, 30), (9, -4), (-4, 9), (5.5, 5.25, 5.75), (20, 18.5, 30, 29.75, 31), (50, 1, 2, 3, 60),
        (20, 30, 10, 25, 30, 31))  # fmt: skip


def zeros() -> list[Asked]:
    """Version 0 and time 0, which are false in Python and there all the same."""
    history = clock(0, 0, 5)
    return [(history.log, 0, None, history.states[0]), at_time(history, 0), at_time(history, 0.0),
            *by_time([clock(-2, 0, 3, base=-9)])]  # fmt: skip


def others() -> tuple[History, History]:
    """Two logs of the same versions: the second with other blocks, and clocks that go back."""
    made = []
    for times, base in (((10, 20, 30), ["b1"]), ((10, 5, 30), ["a", "b1"])):
        writer = Writer(State(0, 1, {"sales": base, "shops": ["s1"]}))
        for time in times:
            writer.commit(time, ("sales", 0, len(base)), ("shops", 0, 1))
        made.append(writer.done())
    return made[0], made[1]


def turns(question: Callable) -> list[tuple]:
    """A question of both logs in turns, so that each case comes after its like."""
    return [case for both in zip(*map(question, others())) for case in both]


def asked_in_turns() -> list[tuple]:
    return turns(lambda one: by_version([one]) + [at_time(one, time) for time in (1, 10, 20, 99)])


def told_in_turns() -> list[tuple]:
    return turns(lambda one: [told(one, ["sales"], ["sales", "shops"], at) for at in range(4)])


def expect_no_version(as_of: Callable) -> None:
    late = clock(100, 110, base=90, first=40)
    for history, versions, times in ((late, (39, 0, 43, -1, 400), (89, 89.5, 0, -7)),
                                     (clock(3, 4), (3, -1), (-1, -0.5)),
                                     (clock(base=5, first=2), (1, 3), (4,))):  # fmt: skip
        for version in versions:
            raises_no_version(as_of, history.log, version, None)
        for time in times:
            raises_no_version(as_of, history.log, None, time)


def raises_no_version(as_of: Callable, log: Log, version: int | None, time: float | None) -> None:
    raises(NoVersion, as_of, log, version, time, naming=str(time if version is None else version))


def expect_one_question(as_of: Callable) -> None:
    """Neither or both: refused, whatever they are, and of a log without commits."""
    log = clock(10, 20).log
    raises(ValueError, as_of, clock().log)
    raises(ValueError, as_of, clock().log, 0, 0)
    for version, time in (
        (None, None),
        (1, 10),
        (0, 0),
        (99, 10),
        (1, -5),
        (0, 15.5),
        (1, -1),
        (-1, 10),
        (-1, -1),
    ):
        raises(ValueError, as_of, log, version, time)


def spoilt_log(function: Callable, cases: list[tuple]) -> list[tuple]:
    """Answers, and of each case what its arguments are once the answer has been changed by its owner.

    # driver: runs in the student's process
    """
    told_ = []
    for case in cases:
        given = laws.copied(case)
        answer = function(*given)
        told_.append((laws.copied(answer), given))
        laws.spoil(answer)
    return told_


def expect_own_lists(as_of: Callable) -> None:
    cases = by_version([small()])[5:]
    only = State(4, 0, {"sales": ["b1"], "shops": []})
    cases += [(Log(only, []), 4, None, only), *[at_time(clock(5, base=1), time) for time in (1, 5)]]
    expect_own(as_of, cases)


def expect_own(function: Callable, cases: list[tuple]) -> None:
    """Of cases (arguments..., what is due): an answer that is changed changes neither the log nor the other arguments."""

    def asked(about: str) -> object:
        return in_notebook(spoilt_log, function, [case[:-1] for case in cases], keeps=True)

    asked.__name__ = function.__name__
    told_ = unwatched(asked, f"{len(cases)} questions, one after the other")
    for case, (answer, after) in zip(cases, told_):
        calls.text = f"{function.__name__}{case[:-1]!r}, whose answer is then changed"
        same(answer, case[-1], "what is returned")
        same(tuple(after), case[:-1], "what it was asked of, afterwards,")
