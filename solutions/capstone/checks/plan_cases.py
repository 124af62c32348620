"""Exercise 4: joins, and other steps, whose inputs lie in every way."""

from __future__ import annotations

import numpy as np

from warehouse.capstone.records import Sized
from warehouse.plans import Aggregate, Filter, Join, Project, Scan

Ask = tuple[Sized, Sized, Join, int]
KINDS = ("inner", "left", "semi", "anti")


def at(*keys: tuple[str, ...], bytes: int = 6_000) -> Sized:
    return Sized(frozenset(keys), False, bytes)


def copy(bytes: int = 800) -> Sized:
    return Sized(frozenset(), True, bytes)


def join(kind: str, *pairs: str, residual: list | None = None) -> Join:
    """``pairs``: "a=x" each."""
    both = [pair.split("=") for pair in pairs]
    return Join(
        kind, None, None, [mine for mine, _ in both], [theirs for _, theirs in both], residual
    )


# plan_join

AX, AXBY = ("a=x",), ("a=x", "b=y")


def colocated() -> list[Ask]:
    """What lies together, beside what only looks so, with every kind."""
    sides = [
        (at(("a",)), at(("x",)), AX),
        (at(("a",)), at(("x",)), AXBY),
        (at(("b",)), at(("y",)), AXBY),
        (at(("a",)), at(("y",)), AXBY),
        (at(("a", "b")), at(("x", "y")), AXBY),
        (at(("b", "a")), at(("y", "x")), AXBY),
        (at(("a", "b")), at(("y", "x")), AXBY),
        (at(("b", "a")), at(("x", "y")), AXBY),
        (at(("a", "b")), at(("x",)), AXBY),
        (at(("a",)), at(("x", "y")), AXBY),
        (at(("a", "b")), at(("x", "y")), AX),
        (at(("a", "c")), at(("x", "z")), AX),
        (at(("c",), ("a",)), at(("z",), ("x",)), AX),
        (at(("c",), ("d",), ("b",)), at(("y",), ("w",)), AXBY),
        (at(()), at(()), AX),
        (at(()), at(()), ()),
        (at(("a",)), at(("x",)), ()),
        (at(("a",)), at(()), AX),
        (at(("a", "a")), at(("x", "x")), AX),
        (at(("a", "a")), at(("x", "y")), ("a=x", "a=y")),
        (at(("a",)), at(("y",)), ("a=x", "a=y")),
        (at(("b",)), at(("x",)), ("a=x", "b=x")),
        (at(("x",)), at(("a",)), AX),
    ]
    return [
        (*both, join(kind, *on), 4)
        for at, (*both, on) in enumerate(sides)
        for kind in ("inner", KINDS[1:][at % 3])
    ]


def everywhere() -> list[Ask]:
    sides = [
        (at(("a",)), copy()),
        (at(), copy()),
        (copy(), at(("x",))),
        (copy(), at()),
        (copy(), copy()),
        (copy(9_000), at(("y",), bytes=100)),
        (copy(), at(("x", "y"))),
        (copy(), at(())),
    ]
    asks = [
        (*both, join(kind, *on), (2, 5)[at % 2])
        for at, both in enumerate(sides)
        for kind in KINDS
        for on in (AX, AXBY, ())
    ]
    # to copy the right side is dear, to take left's own share is free
    asks += [(copy(60), at(bytes=9_001), join(kind, *AXBY), 3) for kind in KINDS]
    return asks


def one_side() -> list[Ask]:
    sides = [
        (at(("a",)), at(("z",), bytes=5_000), AX),
        (at(("b",)), at(("z",), bytes=5_000), AXBY),
        (at(("b", "a")), at(("z",), bytes=5_001), AXBY),
        (at(("c",), bytes=5_003), at(("x",)), AX),
        (at(("c",), bytes=5_003), at(("y", "x")), AXBY),
        (at(("c",), bytes=5_003), at(("y",)), AXBY),
        (at(("a", "c")), at(("z",), bytes=5_000), AXBY),
        (at(("c",)), at(("x", "z")), AXBY),
        (at(("a",), bytes=700), at(("z",), bytes=500), AX),
        (at(("a",)), at((), bytes=5_000), AX),
        (at((), bytes=4_000), at(("x",)), AX),
        (at((), bytes=4_000), at(("z",), bytes=3_000), ()),
        (at(("z",), bytes=4_000), at((), bytes=3_900), ()),
        # one column has several partners: the first of them
        (at(("a",)), at(("z",), bytes=5_000), ("a=y", "a=x")),
        (at(("a",)), at(("z",), bytes=5_000), ("b=y", "a=x", "a=y")),
        (at(("c",), bytes=5_000), at(("x",)), ("b=x", "a=x")),
        (at(("a", "a")), at(("z",), bytes=5_000), ("a=y", "a=x")),
        (at(("a", "b")), at(("z",), bytes=5_000), ("b=z", "a=y", "a=x", "b=w")),
    ]
    return [
        (*both, join(kind, *on), 2 + (at + turn) % 2)
        for at, (*both, on) in enumerate(sides)
        for turn, kind in enumerate(KINDS)
    ]


def broadcasts() -> list[Ask]:
    asks = []
    for kind in KINDS:
        for left, right in (
            (9_000, 10),
            (10, 9_000),
            (9_000, 0),
            (0, 9_000),
            (300, 299),
            (299, 300),
        ):
            asks.append((at(bytes=left), at(bytes=right), join(kind, *AX), 4))
            asks.append((at(("c",), bytes=left), at(("z",), bytes=right), join(kind), 7))
    return asks


def both() -> list[Ask]:
    asks = []
    for kind in KINDS:
        asks += [
            (at(bytes=left), at(bytes=right), join(kind, *on), slices)
            for left, right in ((1_000, 900), (7, 8), (1_001, 999))
            for on, slices in ((AX, 3), (AXBY, 4), (("b=y", "a=x"), 3))
        ]
        asks += [
            (at(bytes=900), at(bytes=1_000), join(kind), 3),
            (copy(), at(bytes=900), join(kind), 3),
        ]
    return asks


def borders() -> list[Ask]:
    big = 2**62 + 3
    asks = []
    for kind in KINDS:
        for sides in (
            (at(), at()),
            (at(("a",)), at(("y",))),
            (copy(), at()),
            (at(), copy()),
            (copy(), copy()),
        ):
            asks += [(*sides, join(kind, *on), 1) for on in (AX, ())]
        # equal bytes: INNER and OUTER; BCAST and BOTH; nothing at all to move
        asks += [
            (at(("a",), bytes=600), at(("x", "y"), bytes=600), join(kind, *AXBY), 4),
            (at(("a",), bytes=0), at(("y",), bytes=0), join(kind, *AXBY), 4),
            (at(bytes=0), at(bytes=0), join(kind, *AX), 4),
            (at(bytes=0), at(bytes=0), join(kind), 4),
            (at(bytes=300), at(bytes=100), join(kind, *AX), 2),
            (at(bytes=100), at(bytes=100), join(kind, *AX), 2),
            (at(("a",), bytes=900), at(bytes=0), join(kind, *AX), 4),
            (at(bytes=0), at(("x",), bytes=900), join(kind, *AX), 4),
        ]
        # of several tuples that serve the first in sorted order
        asks += [
            (
                at(("b",), ("a",), ("b", "a"), bytes=9_000),
                at(("z",), bytes=8_000),
                join(kind, *AXBY),
                4,
            ),
            (
                at(("b", "a"), ("c",), ("b",), bytes=9_000),
                at(("z",), bytes=8_000),
                join(kind, *AXBY),
                4,
            ),
            (
                at(("c",), bytes=8_000),
                at(("y",), ("x", "y"), ("y", "x"), bytes=9_000),
                join(kind, *AXBY),
                4,
            ),
        ]
        asks += [
            (at(bytes=big), at(bytes=big - 1), join(kind, *AX), 3),
            (at(("a",), bytes=2 * big), at(bytes=big), join(kind, *AX), 7),
            (at(bytes=2**53 + 1), at(("x",), bytes=2**60), join(kind, *AX), 2),
        ]
    return asks


def generated(rng: np.random.Generator, count: int = 90) -> list[Ask]:
    return [drawn(rng) for _ in range(count)]


def drawn(rng: np.random.Generator) -> Ask:
    count = int(rng.integers(0, 4))
    on = [
        f"{a}={x}"
        for a, x in zip(rng.permutation(list("abc"))[:count], rng.permutation(list("xyz")))
    ]

    def side(columns: str) -> Sized:
        # 60: every share is a whole number, rounding has cases of its own
        size = 60 * int(rng.choice([0, 1, 10, 100, int(rng.integers(1, 500))]))
        keys = {
            tuple(str(c) for c in rng.choice(list(columns), int(rng.choice([0, 1, 1, 1, 2, 2]))))
            for _ in range(int(rng.integers(0, 4)))
        }
        return Sized(frozenset(keys), False, size)

    kind = str(rng.choice(KINDS))
    return side("abcd"), side("xyzw"), join(kind, *on), int(rng.integers(1, 6))


# placed_after


def passed_on() -> list[tuple]:
    c = lambda name: ["column", name]  # noqa: E731
    plus = ["+", c("a"), ["literal", 0]]
    lying = [
        at(("a",)),
        at(("a", "b")),
        at(("b", "a"), ("c",)),
        at(()),
        at(),
        copy(),
        at(("a", "a"), ("b",)),
    ]
    steps = [
        Scan("t", ["a", "b"], ["n", "m"], None),
        Scan("t", ["b", "a"], ["a", "b"], ["=", c("a"), ["literal", 1]]),
        Scan("t", ["c"], ["a"], None),
        Scan("t", ["a", "b", "c"], ["a", "b", "c"], None),
        Project(None, ["n", "m"], [c("a"), c("b")]),
        Project(None, ["b", "a"], [c("a"), c("b")]),
        Project(None, ["a", "n", "b", "m"], [c("a"), c("a"), c("b"), c("b")]),
        Project(None, ["a", "b"], [plus, c("b")]),
        Project(None, ["a", "b"], [["float", c("a")], ["literal", "a"]]),
        Project(None, ["a"], [["case", [[["=", c("a"), c("b")], c("a")]], c("a")]]),
        Project(None, ["n", "m", "o"], [c("a"), plus, c("a")]),
        Project(None, ["d"], [c("d")]),
        Filter(None, ["=", c("a"), ["literal", 3]]),
        Filter(None, ["or", ["is_null", c("b")], ["=", c("a"), c("b")]]),
    ]
    return [
        (step, [one])
        for turn, step in enumerate(steps)
        for at, one in enumerate(lying)
        if (turn + at) % 3
    ]


def after_joins(rng: np.random.Generator) -> list[tuple]:
    sides = [
        (at(("a",)), at(("x",))),
        (at(("a",)), copy()),
        (copy(), at(("x",))),
        (at(("a", "b")), at(("x", "y"))),
        (at(("a",), ("c",)), copy()),
        (at(("c",)), copy()),
        (copy(), at(("z",), ("y", "x"))),
        (at(()), at(())),
        (at(), at()),
        (at(("b",)), at(("y",), ("z",))),
        (at(("b", "c"), ("a",)), at(("x",))),
        (copy(), copy()),
        (at(("a", "a")), at(("x", "x"))),
    ]
    joins = [AX, AXBY, ("a=x", "b=x"), ("a=x", "a=y", "b=y"), (), ("b=y", "c=z", "a=x")]
    cases = [
        (join(kind, *on), list(both))
        for at, both in enumerate(sides)
        for turn, on in enumerate(joins)
        for kind in ("inner", KINDS[1:][(at + turn) % 3])
    ]
    for _ in range(24):
        left, right, one, _ = drawn(rng)
        right = copy() if rng.random() < 0.2 else right
        cases.append((one, [left, right]))
    return cases


def after_aggregates() -> list[tuple]:
    lying = [
        at(("a",)),
        at(("a", "b")),
        at(("b", "a"), ("c",), ("a",)),
        at(()),
        at(),
        copy(),
        at(("a",), ("d",)),
    ]
    groups = [["a"], ["a", "b"], ["b"], [], ["c", "b", "a"], ["d", "e"]]
    count = [("count", None, False, 0)]
    return [(Aggregate(None, names, ["n"], count), [one]) for names in groups for one in lying] + [
        (Filter(None, ["literal", True]), [copy()]),
        (Scan("t", ["a"], ["b"], None), [copy()]),
        (join("inner", *AX), [copy(), copy()]),
    ]
