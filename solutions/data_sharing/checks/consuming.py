"""Exercise 4: scripts for consumers and their transactions, played in the student's process, and the judge.

A script's moves are what happens in the world (``worlds.EVENTS``), and ``begin`` of a consumer, ``read``, ``tables`` and
``end`` of a transaction, which are numbered in the order of their beginning, those that were refused included. The judge
plays the script in a world of his own, and asks it what the student's code asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from solutions.data_sharing.checks.worlds import EVENTS, Producer, Store, World, content
from warehouse.checks import Wrong, in_notebook, unwatched
from warehouse.checks import calls as called
from warehouse.data_sharing.records import Denied, LeaseOver
from warehouse.managed_storage.objects import NotThere, Unavailable

MOST = 300  # more requests than any move needs


class Script(NamedTuple):
    """``one_store``: whether all consumers are given the same object as their store."""

    consumers: int
    moves: list[tuple]
    one_store: bool = False


class Seen(NamedTuple):
    """What a move of a consumer did. ``answer``: what came back, or names and text of an error; ``raised``: which of
    the two; ``asked``: its requests."""

    raised: bool
    answer: object
    asked: list[tuple]

    def got(self) -> list[str]:
        """Names of the blocks that it asked the store for."""
        return [arguments[0] for _, kind, arguments in self.asked if kind == "get"]


def play(make: type, scripts: list[tuple]) -> list[list[tuple]]:
    """Of every script what each move of a consumer did.

    # driver: runs in the student's process
    """
    told = []
    for consumers, moves, one_store in scripts:
        world = World(consumers)
        stores = [Store(world, who) for who in range(consumers)]
        made = [
            make(Producer(world, who), stores[0 if one_store else who]) for who in range(consumers)
        ]
        open_: list = []
        leases: list = []
        seen = []
        for kind, *what in moves:
            if kind in EVENTS:
                if kind == "over":
                    what = [leases[what[0]]]
                if kind != "over" or what[0] is not None:
                    world.happens(kind, *what)
                continue
            first = len(world.asked)
            raised, answer = False, None
            try:
                if kind == "begin":
                    open_.append(None)
                    leases.append(None)
                    many = len(world.leases)
                    try:
                        open_[-1] = made[what[0]].begin()
                    finally:
                        if len(world.leases) > many:
                            leases[-1] = list(world.leases)[-1]
                elif kind == "end":
                    answer = open_[what[0]].end()
                elif kind == "tables":
                    answer = open_[what[0]].tables()
                else:
                    answer = open_[what[0]].read(what[1])
            except Exception as error:
                if type(error) is NotImplementedError:
                    raise
                raised = True
                answer = ([its.__name__ for its in type(error).__mro__], str(error)[:500])
            kept = answer
            if type(answer) is list:
                kept = [one if type(one) in (bytes, str) else repr(one)[:80] for one in answer]
            elif not raised and answer is not None:
                kept = f"(a {type(answer).__name__})"
            seen.append((raised, kept, world.asked[first : first + 400]))
        told.append(seen)
    return told


class Model:
    """What is due: of each consumer the version and tables it has been told of and the blocks that it holds, of each
    transaction its consumer, lease and tables."""

    def __init__(self, consumers: int):
        self.world = World(consumers)
        self.known: list[tuple[int, dict]] = [(0, {}) for _ in range(consumers)]
        self.held: list[set] = [set() for _ in range(consumers)]
        self.open: list[list] = []  # consumer, lease, tables, ended
        self.told: tuple | None = None  # what the latest begin was told


class Due(NamedTuple):
    """``error``: the kind that must come out, "" for none; ``naming``: what its text must hold; ``answer``: what
    must come back otherwise; ``what``: how an answer that is another one is called."""

    error: str
    naming: str
    answer: object
    what: str


Look = Callable[[str, Seen, Due, Model, tuple], None]


def judge(script: Script, moves: list[Seen], looks: tuple[Look, ...]) -> None:
    """Raises ``Wrong`` at the first move that is not as it must be."""
    model, told = Model(script.consumers), iter(moves)
    for at, move in enumerate(script.moves):
        kind, *what = move
        if kind in EVENTS:
            what = [model.open[what[0]][1]] if kind == "over" else what
            if kind != "over" or what[0] is not None:
                model.world.happens(kind, *what)
            continue
        seen = Seen(*next(told))
        called.calls.text = story(script, at)
        if len(seen.asked) > MOST:
            raise Wrong(
                f"{kind} asks for ever", "an end", f"more than {MOST} requests", called.calls.text
            )
        who, missing = _who(model, kind, what), _missing(model, kind, what)
        known = model.known[who]
        first = kind != "end" or not model.open[what[0]][3]
        error, late = _replayed(model, seen.asked)
        if error and error[2] not in [None, *missing]:
            error = ()  # of a block that nobody needs: no reason for a read to fail
        asked = any(its == "check" for _, its, _ in seen.asked)
        due = _due(model, kind, what, who, error if asked else error or _unasked(model, kind, what))
        for look in looks:
            look(kind, seen, due, model, Before(who, missing, what, known, first, late))
        if kind == "read":
            model.held[who] |= {name for name in seen.got() if name not in error}


class Before(NamedTuple):
    """How it was before a move. ``missing``: blocks that a read has to fetch; ``known``: version and tables that the
    consumer had been told of; ``first``: whether an end is the first one; ``late``: requests that were made after
    one had failed."""

    who: int
    missing: list[str]
    what: list
    known: tuple[int, dict]
    first: bool
    late: int


def _who(model: Model, kind: str, what: list) -> int:
    return what[0] if kind == "begin" else model.open[what[0]][0]


def _missing(model: Model, kind: str, what: list) -> list[str]:
    """Blocks that a read has to fetch."""
    if kind != "read" or model.open[what[0]][3]:
        return []
    who, _, tables, _ = model.open[what[0]]
    return [name for name in dict.fromkeys(tables.get(what[1], [])) if name not in model.held[who]]


def _replayed(model: Model, asked: list[tuple]) -> tuple[tuple, int]:
    """The requests again, in the judge's world: the first that failed, as (kind of error, text, its name of a
    block), and how many came after it."""
    model.told = None
    for at, (its, kind, arguments) in enumerate(asked, 1):
        try:
            answer = model.world.request(its, kind, *arguments)
        except (
            Denied,
            LeaseOver,
            Unavailable,
            NotThere,
            TimeoutError,
            ValueError,
            TypeError,
        ) as failure:
            name = arguments[0] if kind == "get" else None
            return (type(failure).__name__, str(failure), name), len(asked) - at
        if kind == "begin":
            model.told = answer
    return (), 0


def _unasked(model: Model, kind: str, what: list) -> tuple:
    """What the producer would have said, where a read has not asked it."""
    if kind == "read":
        who, lease, tables, ended = model.open[what[0]]
        try:
            if not ended and what[1] in tables:
                model.world._check(who, lease, what[1])
        except (Denied, LeaseOver) as refusal:
            return type(refusal).__name__, str(refusal), None
    return ()


def _due(model: Model, kind: str, what: list, who: int, error: tuple) -> Due:
    if kind == "begin":
        began = [who, None, {}, True]
        model.open.append(began)
        if error:
            return Due(error[0], error[1], None, "")
        lease = model.told[0] if model.told else None
        now = model.world.versions[-1]
        tables = {name: list(now[name]) for name in sorted(model.world.shared & set(now))}
        began[1:] = [lease, tables, False]
        model.known[who] = len(model.world.versions) - 1, tables
        return Due("", "", None, "")
    _, lease, tables, ended = model.open[what[0]]
    if kind == "end":
        model.open[what[0]][3] = True
        return Due(*error[:2], None, "") if error else Due("", "", None, "")
    if kind == "tables":
        return Due("", "", sorted(tables), "what tables returned")
    if ended:
        return Due("ValueError", "", None, "")
    if what[1] not in tables:
        return Due("KeyError", what[1], None, "")
    if error:
        return Due(error[0], error[1], None, "")
    return Due("", "", [content(name) for name in tables[what[1]]], "what read returned")


def expect(make: type, scripts: list[Script], *looks: Look) -> None:
    def played(about: str) -> object:
        return in_notebook(play, make, [tuple(script) for script in scripts], keeps=True)

    played.__name__ = "Consumer"
    found: list[Wrong] = []
    for script, moves in zip(
        scripts, unwatched(played, f"{len(scripts)} scripts, one after the other")
    ):
        try:
            judge(script, moves, looks)
        except Wrong as wrong:
            found.append(wrong)
    if found:
        raise min(found, key=lambda wrong: len(wrong.given))


def story(script: Script, at: int) -> str:
    """The script up to a move, in words."""
    lines, number = ["# all consumers have the same store"] if script.one_store else [], 0
    for kind, *what in script.moves[: at + 1]:
        if kind == "begin":
            lines.append(f"t{number} = consumer{what[0]}.begin()")
            number += 1
        elif kind == "read":
            lines.append(f"t{what[0]}.read({what[1]!r})")
        elif kind in ("tables", "end"):
            lines.append(f"t{what[0]}.{kind}()")
        elif kind in ("commit", "base"):
            said = "; ".join(
                f"{table}: out {remove or 'nothing'}, in {add or 'nothing'}"
                for table, remove, add in what
            )
            begins = "begins at version 0 with" if kind == "base" else "commits"
            lines.append(f"# the producer {begins}: {said or 'nothing'}")
        elif kind == "fail":
            lines.append(
                f"# of consumer{what[0]}'s next requests {what[1]!r} number {what[2] + 1} will fail"
                + (f" ({what[3]})" if len(what) > 3 else "")
            )
        elif kind == "over":
            lines.append(f"# the lease of t{what[0]} runs out")
        elif kind == "truncate":
            lines.append("# the producer forgets its log so far")
        elif kind == "reuse":
            lines.append("# the producer writes other things into the lists of its deltas")
        elif kind in ("share", "unshare"):
            lines.append(f"# the producer {kind}s {', '.join(what)}")
        else:
            lines.append(f"# the producer: {kind} consumer{what[0]}")
    return "\n".join(lines[-40:])
