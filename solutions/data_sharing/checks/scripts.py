"""Exercise 4: the scripts."""

from __future__ import annotations

import numpy as np

from solutions.data_sharing.checks.consuming import Script


def out(table: str, remove: str = "", add: str = "") -> tuple:
    """A change; names of blocks with blanks between."""
    return table, remove.split(), add.split()


#: By which errors requests fail that are drawn.
BY_CHANCE = ("busy", "not there", "late")

START = [("commit", out("sales", "", "a1 a2"), out("shops", "", "s1")), ("share", "sales", "shops")]


def read_all(tx: int, *tables: str) -> list[tuple]:
    return [("read", tx, table) for table in tables or ("sales", "shops")]


def contents() -> list[Script]:
    """One begin: what there is, in order; tables of nothing, none, eleven; a share of some."""
    eleven = " ".join(f"n{at}" for at in (10, 9, 3, 11, 7, 1, 2, 8, 4, 6, 5))
    return [
        Script(1, [*START, ("begin", 0), ("tables", 0), *read_all(0), *read_all(0, "shops", "sales")]),
        Script(1, [("commit", out("Z", "", eleven), out("empty"), out("a", "", "b")),
                   ("share", "Z", "empty", "a"), ("begin", 0), ("tables", 0),
                   *read_all(0, "Z", "empty", "a", "Z")]),
        Script(1, [*START, ("commit", out("till", "", "t1")), ("begin", 0), ("tables", 0), *read_all(0)]),
        Script(1, [("begin", 0), ("tables", 0), *START, ("begin", 0), ("tables", 1)]),
        Script(1, [*START, ("commit", out("sales", "a1", "a3")), ("commit", out("shops", "s1", "")),
                   ("begin", 0), *read_all(0)]),
        Script(1, [("commit", out("sales", "", "nil1 a1 nil2")), ("share", "sales"), ("begin", 0), ("read", 0, "sales")]),
    ]  # fmt: skip


def followed() -> list[Script]:
    """The same consumer begins again and again: what changed, what is new, what is gone, nothing at all."""
    many = [
        ("commit", out("sales", f"m{at - 1}" if at > 3 else "", f"m{at} k{at}"))
        for at in range(3, 15)
    ]
    one_by_one = []
    for at, commit in enumerate(many):
        one_by_one += [commit, ("begin", 0), ("read", at + 1, "sales"), ("tables", at + 1)]
    return [
        Script(1, [*START, ("begin", 0), *read_all(0), ("begin", 0), *read_all(1)]),
        Script(1, [*START, ("begin", 0), ("commit", out("sales", "a1", "a3 a4")), ("begin", 0),
                   *read_all(1), ("commit", out("sales", "a3 a2", "a5")), ("begin", 0), *read_all(2)]),
        Script(1, [*START, ("begin", 0), ("commit", out("till", "", "t1")), ("share", "till"),
                   ("begin", 0), ("tables", 1), *read_all(1, "till", "sales"),
                   ("commit", out("till", "t1", "t2")), ("begin", 0), *read_all(2, "till")]),
        Script(1, [*START, ("begin", 0), ("unshare", "shops"), ("begin", 0), ("tables", 1),
                   *read_all(1, "sales"), ("commit", out("shops", "s1", "s2")), ("share", "shops"),
                   ("begin", 0), ("tables", 2), *read_all(2)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("commit", out("sales", "a1", "a3")), ("truncate",),
                   ("begin", 0), *read_all(1), ("commit", out("sales", "", "a4")), ("begin", 0), *read_all(2)]),
        Script(1, [*START, ("begin", 0), ("commit", out("sales", "a1 a2", "")), ("begin", 0), *read_all(1),
                   ("commit", out("sales", "", "a9")), ("begin", 0), *read_all(2)]),
        Script(1, [*START, ("begin", 0), ("commit", out("till", "", "t1")), ("begin", 0), ("begin", 0), ("truncate",),
                   ("commit",), ("begin", 0), ("begin", 0), *read_all(4)]),
        Script(1, [*START, ("begin", 0), *one_by_one]),
        Script(1, [("base", out("sales", "", "a1 a2")), ("share", "sales"), ("begin", 0), ("commit", out("sales", "a1", "a3")),
                   ("begin", 0), *read_all(1, "sales")]),
        Script(1, [*START, ("begin", 0), *many, ("begin", 0), *read_all(1)]),
    ]  # fmt: skip


def one_version() -> list[Script]:
    """Commits between begin and read, between two reads, of both tables at once; later begins leave older
    transactions alone; shared later."""
    both = ("commit", out("sales", "a2", "a3"), out("shops", "s1", "s2"))
    three = [
        ("commit", out("sales", f"b{at}" if at else "", f"b{at + 1}"), out("shops", "", f"c{at}"))
        for at in range(12)
    ]
    return [
        Script(1, [*START, ("begin", 0), both, *read_all(0)]),
        Script(1, [*START, ("begin", 0), ("read", 0, "sales"), both, ("read", 0, "shops"), ("read", 0, "sales")]),
        Script(1, [*START, ("begin", 0), both, ("begin", 0), *read_all(1), *read_all(0), ("tables", 0)]),
        Script(1, [*START, ("begin", 0), both, ("begin", 0), *read_all(0), *read_all(1), *read_all(0)]),
        Script(1, [*START, ("begin", 0), *[one for commit in three for one in (commit, ("begin", 0))],
                   *[one for tx in (3, 0, 6, 1, 5, 2, 4) for one in read_all(tx)]]),
        Script(1, [*START, ("begin", 0), ("commit", out("till", "", "t1")), ("share", "till"), ("begin", 0),
                   ("tables", 0), ("tables", 1), *read_all(1, "till"), *read_all(0)]),
        Script(1, [*START, ("begin", 0), ("unshare", "shops"), ("begin", 0), ("tables", 0), ("tables", 1),
                   *read_all(0, "sales"), *read_all(1, "sales")]),
        Script(1, [*START, ("begin", 0), both, ("begin", 0), ("end", 1), *read_all(0)]),
    ]  # fmt: skip


def reused() -> list[Script]:
    """What a delta held is written over: its whole tables, its changes, what is gone."""
    both = ("commit", out("sales", "a2", "a3"), out("shops", "s1", "s2"))
    return [
        Script(1, [*START, ("begin", 0), ("reuse",), ("tables", 0), *read_all(0)]),
        Script(1, [*START, ("begin", 0), ("reuse",), both, ("begin", 0), ("reuse",), *read_all(1), *read_all(0)]),
        Script(1, [*START, ("begin", 0), both, ("unshare", "shops"), ("begin", 0), ("reuse",), ("begin", 0),
                   ("tables", 2), ("read", 2, "sales"), ("read", 0, "sales")]),
    ]  # fmt: skip


def cached() -> list[Script]:
    """Blocks that are held: read again, in another transaction, in another table, after they were
    gone, twice in one read; new ones beside them."""
    return [
        Script(1, [*START, ("begin", 0), *read_all(0), *read_all(0), ("begin", 0), *read_all(1)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("commit", out("sales", "a1", "a3")), ("begin", 0),
                   *read_all(1), *read_all(0)]),
        Script(1, [*START, ("commit", out("copy", "", "a2 a1 c1")), ("share", "copy"), ("begin", 0),
                   *read_all(0, "sales", "copy", "sales")]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("end", 0), ("begin", 0), *read_all(1)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("over", 0), ("read", 0, "sales"), ("begin", 0), *read_all(1)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("revoke", 0), ("read", 0, "sales"), ("begin", 0), ("grant", 0),
                   *read_all(0), ("begin", 0), *read_all(2)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("unshare", "sales"), ("begin", 0), ("share", "sales"),
                   ("begin", 0), *read_all(2)]),
        Script(1, [*START, ("begin", 0), ("commit", out("sales", "a1", "a3")), ("begin", 0),
                   *read_all(0), *read_all(1), *read_all(0)]),
        Script(1, [("commit", out("wide", "", " ".join(f"w{at}" for at in range(140)))), ("share", "wide"),
                   ("begin", 0), ("read", 0, "wide"), ("commit", out("wide", "w7", "w140")), ("begin", 0),
                   ("read", 1, "wide")]),
        Script(1, [("commit", out("sales", "", "nil1 a1 nil2"), out("copy", "", "nil2")), ("share", "sales", "copy"),
                   ("begin", 0), *read_all(0, "sales", "copy", "sales"), ("begin", 0), *read_all(1, "sales")]),
    ]  # fmt: skip


def refused() -> list[Script]:
    """Revoked, no more shared, the lease over: before the first read, between two, everything held already; granted
    again; others are not touched."""
    read = read_all(0)
    return [
        Script(1, [*START, ("begin", 0), ("revoke", 0), *read]),
        Script(1, [*START, ("begin", 0), *read, ("revoke", 0), *read]),
        Script(1, [*START, ("begin", 0), ("read", 0, "sales"), ("revoke", 0), *read, ("grant", 0), *read]),
        Script(1, [*START, ("begin", 0), *read, ("unshare", "sales"), *read, ("share", "sales"), *read]),
        Script(1, [*START, ("begin", 0), *read, ("over", 0), *read, ("begin", 0), *read_all(1), *read]),
        Script(1, [*START, ("begin", 0), ("begin", 0), *read_all(1), ("over", 0), *read_all(1), *read]),
        Script(2, [*START, ("begin", 0), ("begin", 1), *read, *read_all(1), ("revoke", 1), *read, *read_all(1)]),
        Script(1, [*START, ("commit", out("empty")), ("share", "empty"), ("begin", 0), ("read", 0, "empty"),
                   ("revoke", 0), ("read", 0, "empty")]),
        Script(1, [*START, ("commit", out("empty")), ("share", "empty"), ("begin", 0), *read, ("read", 0, "empty"),
                   ("unshare", "empty"), ("read", 0, "empty")]),
    ]  # fmt: skip


def began_in_vain() -> list[Script]:
    """A begin that is denied or fails: the consumer is as it was, its older transactions too."""
    change, another = ("commit", out("sales", "a1", "a3")), ("commit", out("sales", "a3", "a4"))
    return [
        Script(1, [*START, ("revoke", 0), ("begin", 0), ("grant", 0), ("begin", 0), ("tables", 1), *read_all(1)]),
        Script(1, [*START, ("begin", 0), *read_all(0), change, ("revoke", 0), ("begin", 0), another, ("begin", 0),
                   ("grant", 0), ("begin", 0), *read_all(3)]),
        Script(1, [*START, ("begin", 0), change, ("fail", 0, "begin", 0), ("begin", 0), *read_all(0), ("begin", 0),
                   *read_all(2)]),
        Script(1, [*START, ("fail", 0, "begin", 0), ("begin", 0), ("begin", 0), *read_all(1)]),
        *[Script(1, [*START, ("begin", 0), change, ("fail", 0, "begin", 0, how), ("begin", 0), ("begin", 0), *read_all(2)])
          for how in ("late", "not there", "over")],
    ]  # fmt: skip


def failing() -> list[Script]:
    """A get fails, the first, a middle one, the last; so does a question; and asked again it goes on."""
    made = []
    for passing in range(4):
        made.append(Script(1, [("commit", out("sales", "", "a1 a2 a3 a4")), ("share", "sales"), ("begin", 0),
                               ("fail", 0, "get", passing), ("read", 0, "sales"), ("read", 0, "sales"),
                               ("begin", 0), ("read", 1, "sales")]))  # fmt: skip
    for request in ("get", "check"):
        for how in ("not there", "late", "denied", "over"):
            made.append(Script(1, [*START, ("begin", 0), ("fail", 0, request, 0, how), ("read", 0, "sales"),
                                   *read_all(0)]))  # fmt: skip
    return [
        *made,
        Script(1, [*START, ("begin", 0), ("fail", 0, "check", 0), ("read", 0, "sales"), *read_all(0)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("fail", 0, "check", 1), *read_all(0), *read_all(0)]),
    ]  # fmt: skip


def unknown() -> list[Script]:
    """Tables that the transaction has not: never there, not shared, shared later, known to another transaction."""
    return [
        Script(1, [*START, ("begin", 0), ("read", 0, "nobody"), ("read", 0, "Sales"), *read_all(0)]),
        Script(1, [*START, ("commit", out("till", "", "t1")), ("begin", 0), ("read", 0, "till"), ("share", "till"),
                   ("read", 0, "till"), ("begin", 0), ("read", 1, "till"), ("read", 0, "till")]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("unshare", "shops"), ("begin", 0), ("read", 1, "shops")]),
    ]  # fmt: skip


def ended() -> list[Script]:
    """Ended once, twice; one of two; read afterwards, also what is held; a release that fails; after a read that was refused."""
    return [
        Script(1, [*START, ("begin", 0), ("end", 0), ("begin", 0), ("end", 1)]),
        Script(1, [*START, ("begin", 0), ("end", 0), ("end", 0), ("end", 0)]),
        Script(1, [*START, ("begin", 0), *read_all(0), ("end", 0), *read_all(0)]),
        Script(1, [*START, ("begin", 0), ("begin", 0), ("begin", 0), ("end", 1), *read_all(0), *read_all(2),
                   *read_all(1), ("end", 2), ("end", 0)]),
        Script(1, [*START, ("begin", 0), ("fail", 0, "release", 0), ("end", 0), ("read", 0, "sales"), ("end", 0)]),
        *[Script(1, [*START, ("begin", 0), ("fail", 0, "release", 0, how), ("end", 0), ("end", 0), *read_all(0, "shops")])
          for how in ("late", "over", "denied", "not there")],
        Script(1, [*START, ("begin", 0), ("end", 0), ("read", 0, "nobody")]),
        Script(1, [*START, ("begin", 0), ("over", 0), ("end", 0)]),
        Script(1, [*START, ("begin", 0), ("over", 0), ("read", 0, "sales"), ("end", 0), ("end", 0)]),
        Script(1, [*START, ("begin", 0), ("revoke", 0), ("read", 0, "sales"), ("end", 0), ("end", 0)]),
    ]  # fmt: skip


def two_consumers() -> list[Script]:
    """What one knows and holds is not the other's, also where both have one store."""
    change = ("commit", out("sales", "a1", "a3"))
    return [
        Script(2, [*START, ("begin", 0), *read_all(0), ("begin", 1), *read_all(1)], one_store=True),
        Script(2, [*START, ("begin", 0), *read_all(0), ("begin", 1), *read_all(1)]),
        Script(3, [*START, ("begin", 0), ("begin", 1), *read_all(0), change, ("begin", 2), *read_all(2), ("begin", 0),
                   *read_all(3), *read_all(1), ("begin", 1), *read_all(4), ("end", 0), *read_all(1)]),
    ]  # fmt: skip


def nameless() -> list[Script]:
    """A table whose name is an empty text, beside another."""
    two = ("commit", out("", "", "a1 a2"), out("sales", "", "b1"))
    more = ("commit", out("", "a1", "a3"))
    return [Script(1, [two, ("share", "", "sales"), ("begin", 0), ("tables", 0), *read_all(0, "", "sales"),
                       more, ("begin", 0), *read_all(1, "sales", "")])]  # fmt: skip


def drawn(
    rng: np.random.Generator,
    count: int = 9,
    length: int = 45,
    consumers: int = 1,
    names: tuple[str, ...] = ("sales", "", "Till"),
) -> list[Script]:
    """Whatever may happen, in any order."""
    made = []
    for _ in range(count):
        blocks = 0
        tables: dict[str, list[str]] = {}
        owner, moves = [], []
        usable: list[int] = []
        moves += [("share", "sales")]
        kinds = rng.choice(["commit", "begin", "read", "share", "unshare", "revoke", "grant", "over", "truncate",
                            "fail", "end", "tables"], length,
                           p=[0.2, 0.16, 0.34, 0.06, 0.03, 0.02, 0.05, 0.02, 0.02, 0.03, 0.05, 0.02])  # fmt: skip
        for kind in kinds.tolist():
            who = int(rng.integers(consumers))
            if kind == "commit":
                changes = []
                for table in rng.permutation(names)[: int(rng.integers(0, 3))]:
                    its = tables.setdefault(str(table), [])
                    left = [str(n) for n in rng.permutation(its)[: int(rng.choice([0, 0, 1, 2]))]]
                    came = [f"b{blocks + at}" for at in range(int(rng.choice([0, 1, 2, 4])))]
                    blocks += len(came)
                    tables[str(table)] = [n for n in its if n not in left] + came
                    changes.append((str(table), left, came))
                moves.append(("commit", *changes))
            elif kind == "begin":
                moves.append(("begin", who))
                owner.append(who)
                usable.append(len(owner) - 1)
            elif kind in ("share", "unshare"):
                moves.append((kind, str(rng.choice(names))))
            elif kind in ("revoke", "grant"):
                moves.append((kind, who))
                if kind == "revoke" and rng.random() < 0.8:
                    moves += [("read", tx, "sales") for tx in usable[-1:]] + [("grant", who)]
            elif kind == "truncate":
                moves.append((kind,))
            elif kind == "fail":
                request, how = rng.choice(["get", "check", "begin"]), rng.choice(BY_CHANCE)
                moves.append(("fail", who, str(request), int(rng.integers(2)), str(how)))
            elif usable:
                tx = usable[-min(int(rng.geometric(0.6)), len(usable))]
                moves.append((kind, tx, str(rng.choice(names))) if kind == "read" else (kind, tx))
        made.append(Script(consumers, only_begun(consumers, moves)))
    return made


def only_begun(consumers: int, moves: list[tuple]) -> list[tuple]:
    """Without the moves of transactions whose begin is refused."""
    may, failing, dead, number, kept = [True] * consumers, {}, set(), 0, []
    for kind, *what in moves:
        if kind in ("revoke", "grant"):
            may[what[0]] = kind == "grant"
        elif kind == "fail" and what[1] == "begin":
            failing[what[0]] = what[2]
        elif kind == "begin":
            fails = what[0] in failing
            if fails:
                failing[what[0]] -= 1
                fails = failing[what[0]] < 0
                if fails:
                    del failing[what[0]]
            if fails or not may[what[0]]:
                dead.add(number)
            number += 1
        elif kind in ("read", "tables", "end", "over") and what[0] in dead:
            continue
        kept.append((kind, *what))
    return kept
