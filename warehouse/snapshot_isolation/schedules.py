"""Schedules by name, and seeded random ones: plans of what to do in which order, as plain data.

The named ones are the cases of Martin Kleppmann's Hermitage, which tests what isolation levels of
real databases mean. They are written as textbooks write histories: ``b1`` begins transaction 1,
``r1(x)`` reads, ``w1(x,11)`` writes, ``d1(x)`` deletes, ``s1(%3)`` scans for values divisible by 3,
``c1`` commits and ``a1`` aborts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from typing import NamedTuple

from warehouse.snapshot_isolation.records import HistoryError, Op

_KINDS = {
    "b": "begin",
    "r": "read",
    "w": "write",
    "d": "delete",
    "s": "scan",
    "c": "commit",
    "a": "abort",
}
_STEP = re.compile(r"([brwdsca])(\d+)(?:\(([^()]*)\))?")


class Schedule(NamedTuple):
    """``name``: Hermitage's. ``about``: one sentence. ``plan``: the steps. ``shows``: the names of
    the anomalies, any of which in the history says that the store let this one through."""

    name: str
    about: str
    plan: list[Op]
    shows: frozenset[str]


def parse(text: str) -> list[Op]:
    """A plan, or a history with its results, from textbook notation: ``r1(x)``, ``r1(x,10)``,
    ``s1(%3,{z:30})``."""
    made = []
    for word in text.split():
        match = _STEP.fullmatch(word)
        if not match:
            raise HistoryError(
                f"{word!r} is no step: write b1 r1(x) w1(x,11) d1(x) s1(%3) c1 a1, parted by spaces"
            )
        letter, number, inside = match.groups()
        key, _, value = (inside or "").partition(",")
        if letter == "s":
            rows = (
                dict(pair.split(":") for pair in value.strip("{}").split(",") if pair)
                if value
                else None
            )
            made.append(
                Op(
                    int(number),
                    "scan",
                    key,
                    rows and {k: int(v) for k, v in rows.items()}
                    if not value.startswith("{}")
                    else {},
                )
            )
        elif letter in "rwd":
            if not key or (letter == "w" and not value):
                raise HistoryError(
                    f"{word!r} needs {'a key and a value, as in w1(x,11)' if letter == 'w' else f'a key, as in {letter}1(x)'}"
                )
            made.append(
                Op(
                    int(number),
                    _KINDS[letter],
                    key,
                    int(value) if value not in ("", "None") else None,
                )
            )
        else:
            made.append(Op(int(number), _KINDS[letter]))
    return made


def notation(history: Iterable[Op]) -> str:
    """A history in textbook notation, with its results; "refused1" where a commit was, "error1"
    where the store broke."""
    return " ".join(map(_written, history))


def _written(op: Op) -> str:
    letter = {kind: letter for letter, kind in _KINDS.items()}.get(op.kind)
    match op.kind:
        case "vacuum":
            return "vacuum"
        case "read" | "write":
            return f"{letter}{op.txn}({op.key},{op.value})"
        case "scan":
            rows = ",".join(f"{key}:{value}" for key, value in op.value.items())
            return f"{letter}{op.txn}({op.key},{{{rows}}})"
        case "delete":
            return f"{letter}{op.txn}({op.key})"
        case "conflict":
            return f"refused{op.txn}"
    return f"{letter or op.kind}{op.txn}"


_LOAD = "b0 w0(x,10) w0(y,20) c0 "
_END = " b9 s9() c9"  # what is left in the end, seen by a transaction that overlaps with no other


def _named(name: str, about: str, text: str, *shows: str) -> Schedule:
    return Schedule(name, about, parse(_LOAD + text + _END), frozenset(shows))


SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        _named(
            "G0",
            "Two transactions write the same two rows, in opposite order.",
            "b1 b2 w1(x,11) w2(x,12) w2(y,22) w1(y,21) c2 c1",
            "G0",
        ),
        _named(
            "G1a",
            "A transaction reads what another writes and then takes back.",
            "b1 b2 w1(x,101) r2(x) a1 r2(x) c2",
            "G1a",
        ),
        _named(
            "G1b",
            "A transaction reads a value that its writer overwrites before it commits.",
            "b1 b2 w1(x,101) r2(x) w1(x,11) c1 r2(x) c2",
            "G1b",
        ),
        _named(
            "G1c",
            "Two transactions read each other's writes.",
            "b1 b2 w1(x,11) w2(y,22) r1(y) r2(x) c1 c2",
            "G1c",
        ),
        _named(
            "OTV",
            "A transaction is seen and then vanishes: the reader falls back behind it.",
            "b1 b2 w1(x,11) w1(y,19) w2(x,12) c1 b3 r3(x) w2(y,18) r3(y) c2 r3(y) r3(x) c3",
            "OTV",
        ),
        _named(
            "PMP",
            "A scan is repeated, and a row has come to it: a phantom.",
            "b1 b2 s1(%3) w2(z,30) c2 s1(%3) c1",
            "G-single",
        ),
        _named(
            "P4",
            "Two transactions read a row and both write it: the first update is lost.",
            "b1 b2 r1(x) r2(x) w1(x,11) w2(x,12) c1 c2",
            "G-single",
        ),
        _named(
            "G-single",
            "A transaction reads one row before, the other after another transaction wrote both: read skew.",
            "b1 b2 r1(x) r2(x) r2(y) w2(x,12) w2(y,18) c2 r1(y) c1",
            "G-single",
        ),
        _named(
            "G2-item",
            "Both read two rows, each writes one of them: write skew.",
            "b1 b2 r1(x) r1(y) r2(x) r2(y) w1(x,11) w2(y,21) c1 c2",
            "G2-item",
            "G-single",
        ),
        _named(
            "G2",
            "Both scan, find nothing, and insert what the other's scan looked for.",
            "b1 b2 s1(%3) s2(%3) w1(z,30) w2(u,42) c1 c2",
            "G2",
            "G2-item",
            "G-single",
        ),
    )
}


def workload(
    seed: int,
    transactions: int = 100,
    *,
    keys: int = 6,
    at_once: int = 4,
    reads: float = 0.5,
    scans: float = 0.08,
    deletes: float = 0.08,
    aborts: float = 0.05,
    vacuums: float = 0.0,
    steps: int = 4,
) -> list[Op]:
    """A random plan: ``transactions`` of one to ``steps`` operations each on ``keys`` rows,
    ``at_once`` of them in flight.

    ``reads``, ``scans`` and ``deletes`` are the shares of operations (the rest writes), ``aborts``
    the share of transactions that give up, ``vacuums`` the chance of a vacuum after a step. Every
    write writes a value of its own. Half of the keys are loaded first by transaction 0; a last
    transaction reads what is left, when all others have ended. The same seed gives the same plan
    everywhere.
    """
    rng = random.Random(seed)
    names = [f"k{number}" for number in range(keys)]
    values = iter(range(1, 1_000_000))
    plan = [
        Op(0, "begin"),
        *(Op(0, "write", key, next(values)) for key in names[::2]),
        Op(0, "commit"),
    ]
    to_begin, left = iter(range(1, transactions + 1)), {}
    started = 0
    while started < transactions or left:
        if started < transactions and len(left) < at_once and (not left or rng.random() < 0.5):
            txn = next(to_begin)
            started += 1
            left[txn] = rng.randint(1, steps)
            plan.append(Op(txn, "begin"))
            continue
        txn = rng.choice(list(left))
        if not left[txn]:
            del left[txn]
            plan.append(Op(txn, "abort" if rng.random() < aborts else "commit"))
        else:
            left[txn] -= 1
            dice, key = rng.random(), rng.choice(names)
            if dice < reads:
                plan.append(Op(txn, "read", key))
            elif dice < reads + scans:
                plan.append(Op(txn, "scan", rng.choice(["", "%3"])))
            elif dice < reads + scans + deletes:
                plan.append(Op(txn, "delete", key))
            else:
                plan.append(Op(txn, "write", key, next(values)))
        if vacuums and rng.random() < vacuums:
            plan.append(Op(None, "vacuum"))
    last = transactions + 1
    return plan + [
        Op(last, "begin"),
        Op(last, "scan", ""),
        *(Op(last, "read", key) for key in names),
        Op(last, "commit"),
    ]
