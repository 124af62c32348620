"""Footers, made of bounds, and what they rule out: by trying values between the bounds."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from solutions.data_lake.checks.conditions import OPS, holds, pick
from warehouse.data_lake.records import Chunk, Footer, Predicate, RowGroup

#: Values of a type in ascending order, with falsy ones among them.
SCALES = {
    "int": [-7, -1, 0, 1, 4, 2**53, 2**53 + 1, 2**62],
    "large": [2**53, 2**53 + 1],
    "float": [float("-inf"), -2.5, -0.0, 0.5, 3.0, 1e300, float("inf")],
    "text": ["", "A", "a", "aa", "b", "b" * 70, "é", "数"],
    "date": [date(1994, 1, 1) + timedelta(days) for days in (0, 1, 30, 31, 400)],
    "decimal": [Decimal("-1.50"), Decimal("0.00"), Decimal("0.05"), Decimal("0.07")],
}
#: Two bounds that no writer has cut off, long as they are, and values about them.
LONG = [
    ("b" * size + "d", "b" * size + last, ["b" * size + it for it in ("c", "d", last, last * 2)])
    for size, last in ((15, "f"), (31, "é"), (63, "f"), (300, "~"))
]
#: Whole numbers that are larger than any float.
HUGE = [(10**400, 10**400 + 1, [7, 10**400 + 1]), (-(10**400), 5, [6, -(10**400)])]
#: Bounds of which one or both are falsy, equal and not the same, or without an end.
INF = math.inf
FALSY = [("", "", ["", "a"]), ("", "b", ["", "c"]), (-0.0, 0.0, [0.0, -0.0, 1.0]),
         (-1.5, -0.0, [0.0, 0.5]), (0.0, 1.0, [-0.0]), (INF, INF, [5.0, INF]), (-INF, -INF, [-INF, 0.0]),
         (Decimal("0.00"), Decimal(0), [Decimal("-0.0"), Decimal("0.01")])]  # fmt: skip
#: Bounds that lie apart, with room for values between: at these no border is decided.
APART = {
    "int": ([10, 30, 50], [5, 20, 40, 60]),
    "float": ([1.5, 3.5, 5.5], [0.5, 2.5, 4.5, 6.5]),
    "text": (["b", "d", "f"], ["a", "c", "e", "g"]),
}


def may_hold(low: object, high: object, predicate: Predicate, scale: list) -> bool:
    """Whether a value fulfils the predicate that is no less than ``low`` and no more than ``high``,
    where None and NaN say nothing. Tried are the bounds, the predicate's value, and all of the
    scale; below and above them there is always more."""
    low, high = (None if bound is None or bound != bound else bound for bound in (low, high))
    if low is None and predicate.op in ("<", "<=", "="):
        # as low as one likes, so that only the upper bound can be in the way of "="
        return predicate.op != "=" or high is None or high >= predicate.value
    if high is None and predicate.op in (">", ">=", "="):
        return predicate.op != "=" or low is None or low <= predicate.value
    tried = [it for it in (low, high, predicate.value, *scale) if it is not None]
    return any(
        holds(it, predicate) and (low is None or it >= low) and (high is None or it <= high)
        for it in tried
    )


def _bounds(rng: np.random.Generator, scale: list) -> tuple:
    one, other = sorted(int(at) for at in rng.integers(0, len(scale), 2))
    return scale[one], scale[other]


def drawn(rng: np.random.Generator, kind: str) -> list[tuple[tuple, list[int]]]:
    """``((footer, predicates), the row groups that stay)``, small footers first."""
    cases = []
    for number in range(40):
        scales = (
            {its: (scale, scale) for its, scale in SCALES.items()} if kind == "bounds" else APART
        )
        types = {"d": pick(rng, list(scales)), "a b": pick(rng, list(scales))}
        if kind == "nan":
            types["d"] = "float"
        groups = []
        for _ in range(1 + number // 8):
            rows = int(rng.integers(1, 12))
            chunks = {}
            for name, its in types.items():
                low, high = _bounds(rng, scales[its][0])
                nulls = int(rng.integers(0, rows))
                if kind == "unknown":
                    low, high = pick(rng, ((low, None), (None, high), (None, None), (low, high)))
                    nulls = pick(rng, (0, None))
                if kind == "nan" and its == "float":
                    nan = math.nan
                    low, high = pick(rng, ((low, nan), (nan, high), (nan, nan), (low, high)))
                if kind == "nulls":
                    nulls = pick(rng, (rows, rows - 1, None, 0))
                    low, high = pick(rng, ((None, None), (low, high)))
                chunks[name] = Chunk(4, None, 9, low, high, nulls)
            if kind == "not there":
                if rng.random() < 0.4:
                    del chunks["d"]
                if rng.random() < 0.3:
                    rows = 0
                    chunks = {n: c._replace(nulls=pick(rng, (0, None))) for n, c in chunks.items()}
            groups.append(RowGroup(rows, chunks))
        names = ["d"] if kind in ("bounds", "unknown", "nan", "nulls") else ["d", "a b"]
        least = 0 if kind == "not there" else 1
        most = 4 if kind == "several" else 1
        predicates = []
        for _ in range(int(rng.integers(least, most + 1))):
            name = pick(rng, names)
            predicates.append(Predicate(name, pick(rng, OPS), pick(rng, scales[types[name]][1])))
        if kind == "not there" and rng.random() < 0.3:
            predicates = [Predicate("nowhere", "=", 1)]
        tried = {name: scales[its][1] for name, its in types.items()}
        stay = [at for at, group in enumerate(groups) if _stays(group, predicates, tried)]
        cases.append(((Footer(list(types), groups), predicates), stay))
    more = {"bounds": close, "several": by_itself, "not there": one_is_there,
            "nulls": nothing_but_nulls}  # fmt: skip
    return cases + more.get(kind, list)()


def close() -> list[tuple[tuple, list[int]]]:
    """Bounds that are neighbours, or one value, beside some nulls; predicates about them."""
    cases = in_order()
    for low, high, values in ((4, 5, range(3, 7)), (0, 0, range(-1, 2)), ("A", "b", "Aab"),
                              ("b", "b", "Bb"), *FALSY, *LONG, *HUGE):  # fmt: skip
        groups = [RowGroup(5, {"d": Chunk(4, None, 9, low, high, 2)})]
        for value in values:
            for op in OPS:
                predicate = Predicate("d", op, value)
                stay = [0] if may_hold(low, high, predicate, []) else []
                cases.append(((Footer(["d"], groups), [predicate]), stay))
    return cases


def by_itself() -> list[tuple[tuple, list[int]]]:
    """Predicates that contradict each other, each of which a value fulfils; and all of them again of
    footers that differ in nothing but bounds."""
    two = [Predicate("d", "<", 3), Predicate("d", ">", 5)]
    equal = [Predicate("d", "=", 2), Predicate("d", "=", 8)]
    cases = []
    for low, high, stay in ((1, 9, [0]), (4, 9, []), (1, 5, []), (2, 8, [0])):
        footer = Footer(["d"], [RowGroup(9, {"d": Chunk(4, None, 9, low, high, 0)})])
        cases += [((footer, its), stay) for its in (two, two[::-1], equal)]
    return cases


def nothing_but_nulls() -> list[tuple[tuple, list[int]]]:
    """All null, whatever a writer has put down as bounds, beside a row group that is not."""
    nan, cases = math.nan, []
    for low, high in ((nan, nan), (nan, 5.0), (5.0, nan), (None, 5.0), (5.0, None), (1.0, 9.0)):
        groups = [RowGroup(3, {"d": Chunk(4, None, 9, low, high, nulls)}) for nulls in (3, 2)]
        for op in OPS:
            cases.append(((Footer(["d"], groups), [Predicate("d", op, 5.0)]), [1]))
    return [
        it for it in cases if may_hold(*it[0][0].row_groups[1].chunks["d"][3:5], it[0][1][0], [])
    ]


def in_order() -> list[tuple[tuple, list[int]]]:
    """More than ten row groups, all of which stay, and all but the first two."""
    groups = [RowGroup(3, {"d": Chunk(4, None, 9, at, at + 1, 0)}) for at in range(12)]
    return [
        ((Footer(["d"], groups), [Predicate("d", ">", limit)]), [*range(limit, 12)])
        for limit in (0, 2)
    ]


def one_is_there() -> list[tuple[tuple, list[int]]]:
    """Two predicates, of which one is on a column without a chunk, and proves nothing; the other
    one still does."""
    footer = Footer(["d", "e"], [RowGroup(9, {"d": Chunk(4, None, 9, 1, 5, 0)})])
    nowhere = Predicate("e", "=", 1)
    cases: list[tuple[tuple, list[int]]] = []
    for value, stay in ((3, [0]), (7, [])):
        two = [nowhere, Predicate("d", "=", value)]
        cases += [((footer, its), stay) for its in (two, two[::-1])]
    return cases


def _stays(group: RowGroup, predicates: list[Predicate], tried: dict[str, list]) -> bool:
    if group.rows == 0:
        return False
    for predicate in predicates:
        chunk = group.chunks.get(predicate.column)
        if chunk is not None and (
            chunk.nulls == group.rows
            or not may_hold(chunk.minimum, chunk.maximum, predicate, tried[predicate.column])
        ):
            return False
    return True


def refused() -> list[tuple[tuple, str]]:
    """(arguments, what the message names)."""
    one = Footer(["d"], [RowGroup(3, {"d": Chunk(4, None, 9, 1, 2, 0)})])
    good = Predicate("d", "=", 1)
    return [
        ((one, [Predicate("d", "<>", 1)]), "<>"),
        ((one, [good, Predicate("d", "==", 1)]), "=="),
        ((one, [Predicate("d", "=", 7), Predicate("d", "in", 1)]), "in"),
        ((one, [Predicate("e", "like", 1)]), "like"),
        ((Footer(["d"], []), [Predicate("d", "=>", 1)]), "=>"),
        ((Footer(["d"], [RowGroup(0, {})]), [Predicate("d", "between", 1)]), "between"),
    ]
