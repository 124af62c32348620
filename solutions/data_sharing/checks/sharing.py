"""Exercise 2: games on ``Shares``, and a judge that keeps a list of all that was said and reads it anew for each
question.
"""

from __future__ import annotations

import math

import numpy as np

from warehouse.checks import Wrong, run
from warehouse.checks.calls import calls
from warehouse.checks.games import Game, Refused
from warehouse.checks.outcomes import Raised

VALUE = "ValueError"
SHARES = ("sales", "Sales", "web", "a", "ab", "a/b", "Zürich's", "")
TABLES = ("orders", "Orders", "lines", "b", "bc", "c", "10", "9")
CONSUMERS = ("bern", "Bern", "c", "bc", "oslo", "/b/c")


def due(said: list[tuple], move: tuple) -> object:
    """What a call must return or raise, after all that was said before it."""
    method, (share, *rest) = move
    life: list[tuple] | None = None  # what was said of this share since it was made
    for earlier, (its, *more) in said:
        if its != share:
            continue
        if earlier == "create":
            life = []
        elif earlier == "drop":
            life = None
        else:
            life.append((earlier, *more))
    if method == "authorise":
        consumer, now = rest
        until: float | None = -math.inf
        for kind, *more in life or []:
            if kind == "grant" and more[0] == consumer:
                until = more[1] if len(more) > 1 else None
            elif kind == "revoke" and more[0] == consumer:
                until = -math.inf
        if until is not None and now >= until:
            return Refused("Denied", share)
        return sorted(_tables(life))
    if method == "create":
        return None if life is None else Refused(VALUE, share)
    if life is None:
        return Refused(VALUE, share)
    if method == "add" and rest[0] in _tables(life):
        return Refused(VALUE, rest[0])
    if method == "remove" and rest[0] not in _tables(life):
        return Refused(VALUE, rest[0])
    return None


def _tables(life: list[tuple]) -> list[str]:
    names: list[str] = []
    for kind, name, *_ in life:
        if kind == "add":
            names.append(name)
        elif kind == "remove":
            names.remove(name)
    return names


def game(*moves: tuple) -> Game:
    """Moves as (method, arguments...), with what is due of each."""
    said: list[tuple] = []
    played, wanted = [], []
    for method, *arguments in moves:
        move = (method, tuple(arguments))
        answer = due(said, move)
        if method != "authorise" and answer is None:
            said.append(move)
        played.append(move)
        wanted.append(answer)
    return Game((), played, wanted)


def ask(*questions: tuple) -> list[tuple]:
    return [("authorise", *question) for question in questions]


#: What names may be glued together with.
GLUE = ("/", ".", ":", "|", ",", " ", "-", "\0")

#: Names that are nearly the same: by case, by blanks, by two ways to write one letter.
NEARLY = ("t", "T", " t", "t ", "é", "e\u0301", "ß", "ss")

BASIC = [("create", "s"), ("add", "s", "t"), ("grant", "s", "c")]


def tables() -> list[Game]:
    """Which tables: none, many, added late, removed, added again; of two shares."""
    many = [("add", "s", name) for name in ("orders", "Zed", "9", "10", "a", "b.c", "é", "lines")]
    return [
        game(("create", "s"), ("grant", "s", "c"), *ask(("s", "c", 0))),
        game(*BASIC, *ask(("s", "c", 0))),
        game(("create", "s"), ("grant", "s", "c"), *many, *ask(("s", "c", 5))),
        game(*BASIC, *ask(("s", "c", 0)), ("add", "s", "late"), *ask(("s", "c", 0))),
        game(*BASIC, ("add", "s", "a"), ("remove", "s", "t"), *ask(("s", "c", 0)),
             ("remove", "s", "a"), *ask(("s", "c", 0)), ("add", "s", "t"), *ask(("s", "c", 0))),
        game(*BASIC, ("create", "z"), ("add", "z", "t"), ("grant", "z", "c"), ("remove", "s", "t"),
             *ask(("s", "c", 0), ("z", "c", 0))),
        game(*BASIC, ("create", "z"), ("add", "z", "other"), ("grant", "z", "d"),
             *ask(("s", "c", 0), ("z", "d", 0))),
        game(*BASIC, *many, *[("remove", *one[1:]) for one in many[::2]], *ask(("s", "c", 0))),
        game(*glued("add"), *[("add", f"a{by}b", "c") for by in GLUE],
             *[("grant", f"a{by}b", "c") for by in GLUE],
             *ask(*[(f"a{by}b", "c", 0) for by in GLUE])),
    ]  # fmt: skip


def glued(method: str) -> list[tuple]:
    """Shares, and tables or consumers, whose names make the same text when they are joined by something."""
    made = [("create", "a"), *[("create", f"a{by}b") for by in GLUE]]
    return [*made, *[(method, "a", f"b{by}c") for by in GLUE]]


def grants() -> list[Game]:
    """Who may: only who was granted, in that share, by its exact name; several; revoked and granted again."""
    every = [("grant", "s", f"c{n}") for n in range(11)]
    return [
        game(*BASIC, *ask(("s", "d", 0), ("s", "C", 0), ("s", "", 0), ("s", "c ", 0), ("s", "d", -(10**12)))),
        game(("create", "s"), ("add", "s", "t"), *ask(("s", "c", 0))),
        game(*BASIC, ("create", "z"), ("add", "z", "u"), *ask(("z", "c", 0), ("s", "c", 0))),
        game(("create", "a"), ("create", "ab"), ("add", "a", "t"), ("add", "ab", "u"),
             ("grant", "a", "bc"), *ask(("ab", "c", 0), ("a", "bc", 0))),
        game(("create", "S"), ("create", "s"), ("add", "S", "t"), ("grant", "S", "c"),
             *ask(("s", "c", 0), ("S", "c", 0))),
        game(("create", "s"), ("add", "s", "t"), *every, *ask(*[("s", f"c{n}", 0) for n in range(12)])),
        game(*glued("grant"), *ask(*[(f"a{by}b", "c", 0) for by in GLUE])),
    ]  # fmt: skip


def nearly() -> list[Game]:
    """Shares, tables and consumers that differ in one letter, a blank or a case, each with what is its own."""
    at = list(enumerate(NEARLY))
    made: list[tuple] = []
    for n, name in at:
        made += [("create", name), ("add", name, f"own{n}"), ("grant", name, "c", n)]
    return [
        game(*made, *ask(*[(name, "c", n - by) for n, name in at for by in (1, 0)])),
        game(("create", "s"), *[("grant", "s", name, n) for n, name in at],
             *ask(*[("s", name, n - by) for n, name in at for by in (1, 0)])),
        game(("create", "s"), ("grant", "s", "c"), *[("add", "s", name) for name in NEARLY],
             *ask(("s", "c", 0)), *[("remove", "s", name) for name in NEARLY[::2]], *ask(("s", "c", 0))),
    ]  # fmt: skip


def revoked() -> list[Game]:
    """After a revocation nothing; others keep theirs; granted again; revoked from who has nothing."""
    return [
        game(*BASIC, ("revoke", "s", "c"), *ask(("s", "c", 0), ("s", "c", -0.5), ("s", "c", -(10**12)))),
        game(*BASIC[:2], ("grant", "s", "c", -3), *ask(("s", "c", -7)), ("revoke", "s", "c"), *ask(("s", "c", -7))),
        game(*BASIC, *ask(("s", "c", 0)), ("revoke", "s", "c"), *ask(("s", "c", 0), ("s", "c", 1))),
        game(*BASIC, ("grant", "s", "d"), ("revoke", "s", "c"), *ask(("s", "d", 0), ("s", "c", 0))),
        game(*BASIC, ("revoke", "s", "d"), *ask(("s", "c", 0), ("s", "d", 0))),
        game(*BASIC[:2], ("grant", "s", "c", 9), ("revoke", "s", "c"), ("grant", "s", "c"), *ask(("s", "c", 50))),
        game(*BASIC, ("revoke", "s", "c"), ("grant", "s", "c", 9), *ask(("s", "c", 8), ("s", "c", 9))),
        game(*BASIC, ("revoke", "s", "c"), ("revoke", "s", "c"), ("grant", "s", "c"),
             *ask(("s", "c", 0))),
        game(*BASIC, ("grant", "s", "c"), ("grant", "s", "c", 9), ("revoke", "s", "c"),
             *ask(("s", "c", 0), ("s", "c", 9))),
        game(*BASIC, ("create", "z"), ("add", "z", "u"), ("grant", "z", "c"), ("revoke", "z", "c"),
             *ask(("s", "c", 0), ("z", "c", 0))),
    ]  # fmt: skip


def ends() -> list[Game]:
    """Grants that end: just before, in that second, after; fractions; 0; below 0; without an end."""
    made = []
    for until in (100, 0, 1, -1, -5, 7.5, 2**31 - 1, 2**60, 2**63 - 1):
        near = [until - 1, until, until + 1]
        if until < 10**6:
            near += [until - 1000, until - 0.25, until + 0.25, until + 1000]
        made += [
            game(*BASIC[:2], ("grant", "s", "c", until), *ask(("s", "c", now))) for now in near
        ]
    made += [
        game(*BASIC, *ask(("s", "c", -(10**9)), ("s", "c", 10**18), ("s", "c", 1.5))),
        game(*BASIC[:2], ("grant", "s", "c", None), *ask(("s", "c", 10**18))),
        game(*BASIC[:2], ("grant", "s", "c", 9), ("grant", "s", "d", 5),
             *ask(("s", "c", 7), ("s", "d", 7))),
        game(*BASIC[:2], ("grant", "s", "c", 9), *ask(("s", "c", 9), ("s", "c", 3), ("s", "c", 9))),
    ]  # fmt: skip
    return made


def granted_again() -> list[Game]:
    """The later grant counts: longer, shorter, without an end, with one; after the first has ended."""
    made = []
    for first, second in ((5, 9), (9, 5), (None, 5), (5, None), (9, 9), (9, 0), (9, -3)):
        made.append(game(*BASIC[:2], ("grant", "s", "c", first), ("grant", "s", "c", second),
                         *ask(*[("s", "c", now) for now in (-9, 1, 4, 5, 8, 9, 50)])))  # fmt: skip
    many = [("grant", "s", "c", end) for end in (*range(1, 12), 50)]
    made.append(game(*BASIC[:2], *many, *ask(("s", "c", 11), ("s", "c", 49), ("s", "c", 50))))
    made.append(game(*BASIC[:2], ("grant", "s", "c", 5), *ask(("s", "c", 6)),
                     ("grant", "s", "c", 8), *ask(("s", "c", 6), ("s", "c", 8))))  # fmt: skip
    return made


def dropped() -> list[Game]:
    """A share that was dropped is gone, and one of that name made again is another one."""
    again = [("drop", "s"), ("create", "s")]
    return [
        game(*BASIC, ("drop", "s"), *ask(("s", "c", 0), ("s", "c", -(10**12)))),
        game(*BASIC, *again, *ask(("s", "c", 0), ("s", "c", -(10**12)))),
        game(*BASIC, *again, ("grant", "s", "c"), *ask(("s", "c", 0))),
        game(*BASIC, *again, ("grant", "s", "d"), ("add", "s", "t"), *ask(("s", "c", 0), ("s", "d", 0))),
        game(*BASIC, ("create", "z"), ("add", "z", "u"), ("grant", "z", "c"), ("drop", "s"),
             *ask(("z", "c", 0), ("s", "c", 0))),
        game(*BASIC, *again, *again, ("add", "s", "u"), ("grant", "s", "c", 9), *ask(("s", "c", 8))),
        game(*[one for _ in range(12) for one in (*BASIC, ("drop", "s"))], ("create", "s"),
             *ask(("s", "c", 0))),
        game(*[one for _ in range(10) for one in (*BASIC, ("drop", "s"))], ("create", "s"),
             *ask(("s", "c", 0))),
    ]  # fmt: skip


def refused() -> list[Game]:
    """What there is already, what there is not; and afterwards all is as it was."""
    now = ask(("s", "c", 0), ("s", "d", 0))
    return [
        game(*BASIC, ("create", "s"), *now),
        game(*BASIC, ("add", "s", "t"), *now, ("remove", "s", "t"), *now),
        game(*BASIC, ("remove", "s", "nobody's"), *now),
        game(*BASIC, ("remove", "s", "t"), ("remove", "s", "t"), *now),
        game(*BASIC, ("drop", "s"), ("drop", "s")),
        game(*BASIC, *[("add", "s", f"t{at}") for at in range(12)], ("add", "s", "t11"), ("add", "s", "t0"),
             ("remove", "s", "t12"), ("remove", "s", "t11"), ("add", "s", "t11"), *now),
        *[game(*BASIC, call, *now, ("create", "other"), *ask(("other", "c", 0)))
          for call in (("drop", "other"), ("add", "other", "t"), ("remove", "other", "t"),
                       ("grant", "other", "c"), ("grant", "other", "c", 5), ("revoke", "other", "c"))],
        *[game(*BASIC, ("drop", "s"), call, ("create", "s"), *now)
          for call in (("add", "s", "t"), ("remove", "s", "t"), ("grant", "s", "c"), ("revoke", "s", "c"))],
    ]  # fmt: skip


def expect_no_hint(make: type) -> None:
    """The text of a refusal, of a share of one name: not there, dropped, not granted, revoked, ended, without tables,
    granted in another share, made anew."""
    lives = (
        [],
        [("create", "s"), ("drop", "s")],
        [("create", "s"), ("add", "s", "t")],
        [("create", "s"), ("grant", "s", "d"), ("add", "s", "t")],
        [*BASIC, ("revoke", "s", "c")],
        [*BASIC[:2], ("grant", "s", "c", 5)],
        [("create", "z"), ("grant", "z", "c"), ("add", "z", "t")],
        [("create", "s"), ("add", "s", "t"), ("create", "z"), ("grant", "z", "c")],
        [("create", "s"), ("grant", "s", "c", 5)],
        [*BASIC, ("drop", "s"), ("create", "s"), ("add", "s", "t")],
        [*BASIC[:2], ("grant", "s", "c", 9), ("grant", "s", "d")],
    )
    first, said = "", ""
    for life in lives:
        shares = run(make)
        for method, *arguments in life:
            run(getattr(shares, method), *arguments)
        words = "; ".join(f"{method}{tuple(its)!r}" for method, *its in life) or "nothing was said"
        text = ""
        try:
            run(shares.authorise, "s", "c", 9)
        except Raised as raised:
            text = f"{type(raised.error).__name__}: {raised.error}"
        calls.text = f"{words}; then authorise('s', 'c', 9)"
        if not text.startswith("Denied") or "s" not in text.partition(":")[2]:
            raise Wrong(
                "who may not read is denied",
                "Denied, naming the share",
                text or "an answer",
                calls.text,
            )
        if first and text != first:
            raise Wrong(
                "the text of a refusal tells why",
                f"{first!r}, as after: {said}",
                repr(text),
                calls.text,
            )
        first, said = text, words


def drawn(rng: np.random.Generator, count: int = 20, length: int = 40) -> list[Game]:
    """Whatever is said of a few shares, tables and consumers, and questions in between."""
    made = []
    for _ in range(count):
        pick = lambda names, most: [str(n) for n in rng.permutation(names)[:most]]  # noqa: E731
        shares, names, who = pick(SHARES, 3), pick(TABLES, 4), pick(CONSUMERS, 3)
        one = lambda its: its[int(rng.integers(len(its)))]  # noqa: E731
        moves: list[tuple] = [("create", shares[0]), ("grant", shares[0], who[0])]
        kinds = rng.choice(["create", "drop", "add", "remove", "grant", "revoke", "authorise"], length,
                           p=[0.1, 0.04, 0.2, 0.08, 0.18, 0.06, 0.34])  # fmt: skip
        for now, kind in enumerate(kinds.tolist(), int(rng.choice([0, -length // 2]))):
            share = shares[min(int(rng.geometric(0.6)) - 1, 2)]
            if kind in ("create", "drop"):
                moves.append((kind, share))
            elif kind in ("add", "remove"):
                moves.append((kind, share, one(names)))
            elif kind == "grant":
                until = one([None, now, now + 1, now + 5, now + 20])
                moves.append((kind, share, one(who), *([until] if rng.random() < 0.8 else [])))
            elif kind == "revoke":
                moves.append((kind, share, one(who)))
            else:
                moves.append((kind, share, one(who), now))
        made.append(game(*moves))
    return made
