"""Exercise 4: scripts for consumers and their transactions, played in the student's process, and the judge.

A script's moves are what happens in the world (``worlds.EVENTS``), and ``begin`` of a consumer, ``read``, ``tables`` and
``end`` of a transaction, which are numbered in the order of their beginning, those that were refused included. The judge
plays the script in a world of his own, and asks it what the student's code asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from solutions.data_sharing.checks.worlds import EVENTS, Producer, Store, World
from warehouse.checks import Wrong, in_notebook, unwatched
from warehouse.checks import calls as called
from warehouse.checks.showing import show
from warehouse.data_sharing.records import Denied, LeaseOver
from warehouse.managed_storage.objects import NotThere, Unavailable

#: More requests than any move needs.
MOST = 300


class Script(NamedTuple):
    consumers: int
    moves: list[tuple]


class Seen(NamedTuple):
    """What a move of a consumer did. ``answer``: what came back, or names and text of an error; ``raised``: which of
    the two; ``asked``: its requests."""

    raised: bool
    answer: object
    asked: list[tuple]


def play(make: type, scripts: list[tuple]) -> list[list[tuple]]:
    """Of every script what each move of a consumer did.

    # driver: runs in the student's process
    """
    told = []
    for consumers, moves in scripts:
        world = World(consumers)
        made = [make(Producer(world, who), Store(world, who)) for who in range(consumers)]
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
        due = _due(model, kind, what, who, error)
        for look in looks:
            look(kind, seen, due, model, Before(who, missing, what, known, first, late))
        if kind == "read":
            model.held[who] |= {name for name in _got(seen) if name not in error}


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


def _got(seen: Seen) -> list[str]:
    return [arguments[0] for _, kind, arguments in seen.asked if kind == "get"]


def _replayed(model: Model, asked: list[tuple]) -> tuple[tuple, int]:
    """The requests again, in the judge's world: the first that failed, as (kind of error, text, its name of a
    block), and how many came after it."""
    model.told = None
    for at, (its, kind, arguments) in enumerate(asked, 1):
        try:
            answer = model.world.request(its, kind, *arguments)
        except (Denied, LeaseOver, Unavailable, NotThere, ValueError, TypeError) as failure:
            name = arguments[0] if kind == "get" else None
            return (type(failure).__name__, str(failure), name), len(asked) - at
        if kind == "begin":
            model.told = answer
    return (), 0


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
        return (
            Due(error[0], error[1], None, "") if error else Due("", "", None, "what end returned")
        )
    if kind == "tables":
        return Due("", "", sorted(tables), "what tables returned")
    if ended:
        return Due("ValueError", "", None, "")
    if what[1] not in tables:
        return Due("KeyError", what[1], None, "")
    if error:
        return Due(error[0], error[1], None, "")
    return Due("", "", [f"<{name}>".encode() for name in tables[what[1]]], "what read returned")


# --- what is looked at


def answers(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """What comes back, and which errors come out."""
    if seen.raised:
        names, text = seen.answer
        if due.error and due.error in names and due.naming in text:
            return
        wanted = f"{due.error}: {due.naming}" if due.error else show(due.answer)
        raise Wrong(f"{kind} raised an error" if not due.error else f"{kind}: another error is due",
                    wanted, f"{names[0]}: {text}", called.calls.text)  # fmt: skip
    if due.error:
        raise Wrong(f"{kind} must raise an error here", f"{due.error}: {due.naming}",
                    f"it returned {show(seen.answer)}", called.calls.text)  # fmt: skip
    if due.what and (type(seen.answer) is not type(due.answer) or seen.answer != due.answer):
        raise Wrong(
            f"{due.what} is not right", show(due.answer), show(seen.answer), called.calls.text
        )


def refusals(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """Of what ``answers`` looks at, refusals by the producer alone."""
    if due.error in ("Denied", "LeaseOver"):
        answers(kind, seen, due, model, before)


def one_begin(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """One request for a begin, none for the names of tables."""
    kinds = [its for _, its, _ in seen.asked]
    if kind == "begin" and kinds != ["begin"]:
        raise Wrong(
            "the requests of begin", "one producer.begin", words(seen.asked), called.calls.text
        )
    if kind == "tables" and kinds:
        raise Wrong("the requests of tables", "none", words(seen.asked), called.calls.text)


def fetched(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """For a read the blocks that are not held, each once, and at most one question besides."""
    if kind != "read":
        return
    kinds, got = [its for _, its, _ in seen.asked], _got(seen)
    more = [name for name in got if name not in before.missing]
    if more or len(set(got)) < len(got):
        raise Wrong("read fetched blocks that this consumer holds, or does not need",
                    f"a get for each of {show(before.missing)}", f"gets of {show(got)}",
                    called.calls.text)  # fmt: skip
    if kinds.count("check") > 1 or "begin" in kinds or "release" in kinds:
        raise Wrong(
            "the requests of read", "one check, and gets", words(seen.asked), called.calls.text
        )


def all_fetched(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """What this consumer does not hold, it has to fetch by itself."""
    got = _got(seen)
    if kind == "read" and not due.error and not seen.raised and len(got) < len(before.missing):
        left = [name for name in before.missing if name not in got]
        what = "blocks that this consumer has never fetched were not fetched"
        raise Wrong(what, f"a get for each of {show(left)}", "none", called.calls.text)


def since(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """A begin says what the consumer knows."""
    if kind != "begin" or not seen.asked or seen.asked[0][1] != "begin":
        return
    version, known = seen.asked[0][2]
    due_version, due_tables = before.known[0], sorted(before.known[1])
    if version != due_version or sorted(known) != due_tables:
        raise Wrong("what begin says that this consumer knows",
                    f"version {due_version}, tables {due_tables}",
                    f"version {version!r}, tables {known!r}", called.calls.text)  # fmt: skip


def asks_first(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """A read of a table of the transaction asks whether it may, before anything else; a refusal ends it."""
    if kind != "read" or due.error in ("ValueError", "KeyError"):
        return
    tx, table = before.what
    lease = model.open[tx][1]
    kinds = [its for _, its, _ in seen.asked]
    if not kinds or kinds[0] != "check":
        raise Wrong("read asks whether it still may, before anything else", f"check({lease}, {table!r}) first",
                    words(seen.asked), called.calls.text)  # fmt: skip
    if seen.asked[0][2] != (lease, table):
        raise Wrong(
            "what read asks for",
            f"check({lease}, {table!r})",
            words(seen.asked[:1]),
            called.calls.text,
        )


def quiet(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """Where the transaction has ended, or has no such table, nothing is asked; nor after a failure."""
    if due.error in ("ValueError", "KeyError") and kind == "read" and seen.asked:
        raise Wrong(
            "read is refused, and nothing is asked",
            "no requests",
            words(seen.asked),
            called.calls.text,
        )
    if before.late:
        asked = words(seen.asked[-before.late :])
        raise Wrong("requests after one that failed", "none", asked, called.calls.text)


def released(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """The first end gives its lease back, later ones ask nothing."""
    if kind != "end":
        return
    lease, first = model.open[before.what[0]][1], before.first
    wanted = [("release", (lease,))] if first else []
    if [(its, given) for _, its, given in seen.asked] != wanted:
        raise Wrong("the requests of end", f"release({lease})" if first else "none: it has ended before",
                    words(seen.asked), called.calls.text)  # fmt: skip


ALL = (answers, one_begin, fetched, since, asks_first, quiet, released)


def words(asked: list[tuple]) -> str:
    return ", ".join(f"{kind}{given!r}" for _, kind, given in asked[:20]) or "none"


def expect(make: type, scripts: list[Script], *looks: Look) -> None:
    def played(about: str) -> object:
        return in_notebook(play, make, [tuple(script) for script in scripts], keeps=True)

    played.__name__ = "Consumer"
    found: list[Wrong] = []
    for script, moves in zip(
        scripts, unwatched(played, f"{len(scripts)} scripts, one after the other")
    ):
        try:
            judge(script, moves, looks or ALL)
        except Wrong as wrong:
            found.append(wrong)
    if found:
        raise min(found, key=lambda wrong: len(wrong.given))


def story(script: Script, at: int) -> str:
    """The script up to a move, in words."""
    lines, number = [], 0
    for kind, *what in script.moves[: at + 1]:
        if kind == "begin":
            lines.append(f"t{number} = consumer{what[0]}.begin()")
            number += 1
        elif kind == "read":
            lines.append(f"t{what[0]}.read({what[1]!r})")
        elif kind in ("tables", "end"):
            lines.append(f"t{what[0]}.{kind}()")
        elif kind == "commit":
            said = "; ".join(
                f"{table}: out {remove or 'nothing'}, in {add or 'nothing'}"
                for table, remove, add in what
            )
            lines.append(f"# the producer commits: {said or 'nothing'}")
        elif kind == "fail":
            lines.append(
                f"# of consumer{what[0]}'s next requests {what[1]!r} number {what[2] + 1} will fail"
            )
        elif kind == "over":
            lines.append(f"# the lease of t{what[0]} runs out")
        elif kind == "truncate":
            lines.append("# the producer forgets its log so far")
        elif kind in ("share", "unshare"):
            lines.append(f"# the producer {kind}s {', '.join(what)}")
        else:
            lines.append(f"# the producer: {kind} consumer{what[0]}")
    return "\n".join(lines[-40:])
