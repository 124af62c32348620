"""Exercise 3: joins of two tables, and the rows that are due, counted one pair after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from warehouse.checks import Wrong
from warehouse.plans import Join, evaluate

KINDS = ("inner", "left", "semi", "anti")
Case = tuple[pa.Table, pa.Table, Join]


def joined(join_slice: Callable, left: pa.Table, right: pa.Table, join: Join) -> tuple:
    """What comes back, and whether the join is as it was; the evaluator of whole plans is away.

    # driver: runs in the student's process
    """
    whole, before = evaluate.run, repr(join)

    def away(plan: object, source: object) -> None:
        raise RuntimeError("evaluate.run is what this exercise is compared with, and no part of it")

    evaluate.run = away
    try:
        got = join_slice(left, right, join)
    finally:
        evaluate.run = whole
    return got, repr(join) == before


def expect(join_slice: Callable, what: str, cases: list[Case]) -> None:
    """``what``: a name of the cases, under which what is due is kept for a class."""
    right = asking.all_due(due, cases, f"joins, {what}")
    texts = [asking.shown(left=left, right=right, join=join) for left, right, join in cases]
    for wanted, text, (got, unchanged) in zip(
        right, texts, asking.answers("join_slice", joined, join_slice, cases, texts)
    ):
        asking.expect_table(got, wanted, text)
        if not unchanged:
            raise Wrong("the join was changed", "as it was", "changed", text)


def due(left: pa.Table, right: pa.Table, join: Join) -> pa.Table:
    """By looking at every pair of rows."""
    mine, theirs = asking.rows_of(left), asking.rows_of(right)
    at_left = [left.column_names.index(key) for key in join.left_keys]
    at_right = [right.column_names.index(key) for key in join.right_keys]
    homes: dict[tuple, list[int]] = {}
    for number, row in enumerate(theirs):
        homes.setdefault(tuple(row[at] for at in at_right), []).append(number)
    pairs = []
    for number, row in enumerate(mine):
        key = tuple(row[at] for at in at_left)
        pairs += [(number, other) for other in homes.get(key, ()) if None not in key]
    if join.residual is not None and pairs:
        sides = left.take([a for a, _ in pairs]), right.take([b for _, b in pairs])
        both = pa.table(
            [c for s in sides for c in s.columns], [n for s in sides for n in s.column_names]
        )
        held = evaluate.value(join.residual, both).to_pylist()
        pairs = [pair for pair, holds in zip(pairs, held) if holds is True]
    paired = {number for number, _ in pairs}
    if join.kind in ("semi", "anti"):
        wanted = join.kind == "semi"
        return left.filter(
            pa.array([(n in paired) == wanted for n in range(len(mine))], pa.bool_())
        )
    rows = [mine[a] + theirs[b] for a, b in pairs]
    if join.kind == "left":
        empty = (None,) * right.num_columns
        rows += [row + empty for number, row in enumerate(mine) if number not in paired]
    schema = pa.schema([*left.schema, *right.schema])
    columns = list(zip(*rows)) or [[] for _ in schema]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema)], schema=schema)


def step(kind: str, left: list[str], right: list[str], residual: list | None = None) -> Join:
    return Join(kind, None, None, left, right, residual)


def small() -> tuple[pa.Table, pa.Table]:
    return pa.table({"a": [1, 2, 2], "b": [5, 6, 7]}), pa.table({"x": [2, 2, 3], "y": [1, 2, 3]})


def sides(
    rng: np.random.Generator, rows: int, nulls: float = 0, keys: int = 6
) -> tuple[pa.Table, pa.Table]:
    """Two tables whose keys a, x are numbers, t, u texts and d, e days, each many times."""

    def column(made: list, kind: pa.DataType) -> pa.Array:
        return pa.array([None if rng.random() < nulls else one for one in made], kind)

    def table(names: tuple[str, ...], count: int) -> pa.Table:
        number = rng.integers(0, keys, count)
        second = rng.integers(0, 3, count)
        columns = [
            column(number.tolist(), pa.int64()),
            column([f"t{n}" for n in second], pa.string()),
            column([date(1995, 1, 1 + int(n)) for n in second], pa.date32()),
            column(rng.integers(-5, 6, count).tolist(), pa.int64()),
        ]
        return pa.table(columns, names)

    return table(("a", "t", "d", "b"), rows), table(("x", "u", "e", "y"), max(rows - 3, 0))


KEYS = [
    (["a"], ["x"]),
    (["t"], ["u"]),
    (["a", "t"], ["x", "u"]),
    (["d", "a"], ["e", "x"]),
    (["a", "a"], ["x", "y"]),
    (["t", "d", "a"], ["u", "e", "x"]),
    (["a", "b"], ["x", "x"]),
]


def made(rng: np.random.Generator, kinds: tuple[str, ...]) -> list[Case]:
    cases = [(*sides(rng, 12), step(kind, *keys)) for kind in kinds for keys in KEYS]
    cases += [(*small(), step(kind, ["a"], ["x"])) for kind in kinds]
    alone = small()
    cases += [(alone[0], alone[1].slice(0, 1), step(kind, ["a"], ["x"])) for kind in kinds]
    # rows that are there twice with all their columns
    twice = pa.concat_tables([alone[0], alone[0]])
    cases += [(twice, alone[1], step(kind, ["a"], ["x"])) for kind in kinds]
    # nobody has a partner; everybody has
    cases += [(alone[0], alone[1], step(kind, ["b"], ["y"])) for kind in kinds]
    cases += [(alone[0].slice(1), alone[1], step(kind, ["a"], ["x"])) for kind in kinds]
    return cases


def with_nulls(rng: np.random.Generator) -> list[Case]:
    found = [
        (*sides(rng, 12, nulls=0.35, keys=3), step(kind, *keys))
        for turn, kind in enumerate(KINDS)
        for at, keys in enumerate(KEYS)
        if len(set(keys[0])) == len(keys[0]) and (len(keys[0]) > 1 or (turn + at) % 2)
    ]
    hollow = pa.table({"a": pa.nulls(3, pa.int64()), "b": [1, 2, 3]})
    # beside null what might be put in its place
    ends = [-1, 0, 2**63 - 1, -(2**63)]
    other = pa.table({"x": [None, None, *ends], "y": [1, 2, 3, 4, 5, 6]})
    # numbers that are one number as floats
    big = pa.table({"a": [2**53, 2**53 + 1, None, *ends], "b": [1, None, 2**62 + 1, 2, 2, 2, 2]})
    bigger = pa.table({"x": [2**53 + 1, None, 2**53 + 2], "y": [2**62, 2**62 + 1, None]})
    found += [
        (*sides, step(kind, *keys))
        for sides, *keys in (
            ((hollow, other), ["a"], ["x"]),
            ((big, bigger), ["a"], ["x"]),
            ((big, bigger), ["b"], ["y"]),
            ((big.slice(0, 2), bigger), ["a"], ["x"]),
        )
        for kind in KINDS
    ]
    texts = ["t", "s"], ["u", "w"]
    return found + [(*nearly_equal(), step(kind, *texts)) for kind in ("inner", "anti")]


def nearly_equal() -> tuple[pa.Table, pa.Table]:
    """Pairs of texts that are one text if they are put together with a sign between them, or without their
    blanks, or if null is written as a word."""
    signs = ["", " ", "|", ",", "-", "_", "/", ":", ";", "#", "\t", "\0", "\x1f"]
    left = {"t": [f"a{sign}b" for sign in signs], "s": ["c"] * len(signs)}
    right = {"u": ["a"] * len(signs), "w": [f"b{sign}c" for sign in signs]}
    one = ["a", "a ", "A", "é", None, None, None]
    other = ["a", "a", "a", "e\u0301", "", "None", "null"]
    for side, more in ((left, one), (right, other)):
        first, second = side
        side[first] += more
        side[second] += [f"d{number}" for number in range(len(more))]
    return pa.table(left), pa.table(right)


def with_residuals(rng: np.random.Generator) -> list[Case]:
    b, y, x = ["column", "b"], ["column", "y"], ["column", "x"]
    tests = [
        ["<", b, y],
        ["<>", b, y],
        ["and", [">", y, ["literal", 0]], ["<", b, ["literal", 3]]],
        ["=", ["+", b, y], x],
        ["is_null", y],
        ["literal", False],
        ["literal", True],
        ["or", ["<", b, y], ["is_null", b]],
        [">", y, ["literal", 100]],
    ]
    found = []
    for kind in KINDS:
        for test in tests[KINDS.index(kind) % 2 :: 1 if kind == "left" else 2]:
            found.append((*sides(rng, 12, nulls=0.2, keys=3), step(kind, ["a"], ["x"], test)))
        found.append((*sides(rng, 12), step(kind, ["a", "t"], ["x", "u"], tests[0])))
    # of many partners the first alone, the last alone, or none
    one = pa.table({"a": [1, 1, 1], "b": [0, 39, 40]})
    many = pa.table({"x": [1] * 40, "y": np.arange(40)})
    found += [
        (one, many, step(kind, ["a"], ["x"], ["=", b, y])) for kind in ("left", "semi", "anti")
    ]
    return found


def without_keys(rng: np.random.Generator) -> list[Case]:
    test = [">", ["column", "b"], ["column", "y"]]
    never = [">", ["column", "b"], ["literal", 99]]
    found = []
    for kind in KINDS:
        for residual in (None, test, never):
            found.append((*sides(rng, 7), step(kind, [], [], residual)))
        left, right = small()
        found += [
            (left, right.slice(0, 0), step(kind, [], [])),
            (left.slice(0, 0), right, step(kind, [], [])),
            (left, right.slice(0, 1), step(kind, [], [])),
        ]
    return found


def odd() -> list[Case]:
    """Names that a join might use itself, types that no key has, and sides without rows."""
    left = pa.table(
        {
            "two words": [1, 2, 3, 3],
            "__row": [4.5, None, 6.5, 7.5],
            "l": [True, None, False, True],
            "key 0": pa.array([1, 2, 3, 4], pa.int32()),
            "left": ["a", "", None, "ü"],
        }
    )
    right = pa.table(
        {
            "índice": [3, 1, 1, 9],
            "row": [1, 2, 3, 4],
            "r": [date(1995, 1, 1), None, None, None],
            "right": ["x", None, "y", "z"],
            "__index": [1, 2, 3, 4],
            "l_index": [0, 0, 0, 0],
        }
    )
    found = []
    for kind in KINDS:
        joins = [
            step(kind, ["two words"], ["índice"]),
            step(kind, ["two words", "left"], ["índice", "right"]),
            step(kind, ["two words"], ["índice"], ["<", ["column", "row"], ["column", "key 0"]]),
        ]
        for at, one in enumerate(joins):
            found += [
                (left, right, one),
                (left.slice(0, 0), right, one),
                (left, right.slice(0, 0), one),
                (left.slice(0, 0), right.slice(0, 0), one),
            ][: 1 if at == 1 else 4]
        chunked = pa.concat_tables([left.slice(0, 1), left.slice(1, 0), left.slice(1)])
        found.append((chunked, pa.concat_tables([right.slice(2), right.slice(0, 2)]), joins[0]))
        found.append((chunked, pa.concat_tables([right.slice(2), right.slice(0, 2)]), joins[2]))
    # any name may be a key's, also one by which a join would number its rows
    names = ("__row", "row", "index", "__index", "key 0", "number", "left", "right")
    for name, kind in zip(names, KINDS * 2):
        mine = pa.table({name: [1, 2, None], "b": [7, 8, 9]})
        theirs = pa.table({name: [2, 2, None], "y": [1, 2, 3]})
        found.append((mine, small()[1], step(kind, [name], ["x"])))
        found.append((small()[0], theirs, step(kind, ["a"], [name])))
    return found


def expect_large(join_slice: Callable, rng: np.random.Generator, rows: int = 30_000) -> None:
    """So many rows on each side, two thirds of which have one partner."""
    keys = rng.permutation(rows)
    left = pa.table({"a": keys, "b": np.arange(rows)})
    right = pa.table({"x": np.arange(rows) + rows // 3, "y": np.arange(rows)})
    cases = [(left, right, step(kind, ["a"], ["x"])) for kind in ("inner", "anti")]
    texts = [f"two tables of {rows:,} rows, join = {one}" for *_, one in cases]
    met = keys >= rows // 3
    for (*_, one), text, (got, _) in zip(
        cases, texts, asking.answers("join_slice", joined, join_slice, cases, texts)
    ):
        wanted = met if one.kind == "inner" else ~met
        due = {"a": keys[wanted], "b": np.flatnonzero(wanted)}
        if one.kind == "inner":
            due |= {"x": keys[wanted], "y": keys[wanted] - rows // 3}
        if (
            type(got) is not pa.Table
            or got.column_names != list(due)
            or len(got) != int(wanted.sum())
        ):
            shape = (
                f"{got.num_rows} rows of {got.column_names}"
                if type(got) is pa.Table
                else type(got).__name__
            )
            raise Wrong(
                "the result has another shape", f"{wanted.sum()} rows of {list(due)}", shape, text
            )
        order = np.argsort(np.asarray(got["b"]), kind="stable")
        for name, values in due.items():
            mine = np.asarray(got[name])[order]
            if mine.dtype != values.dtype or (mine != values).any():
                raise Wrong(
                    f"column {name} of the result differs", str(values[:6]), str(mine[:6]), text
                )


def refused() -> list[Case]:
    """Other kinds, of tables with rows and of tables without."""
    left, right = small()
    sides = [(left, right), (left, right.slice(0, 0)), (left.slice(0, 0), right.slice(0, 0))]
    return [
        (*both, step(kind, ["a"], ["x"]))
        for both in sides
        for kind in ("full", "INNER", "", "right")
    ]


def expect_own(join_slice: Callable) -> None:
    """Without the evaluator of whole plans, and without looking at the inputs of the join."""
    expect(join_slice, "own", [(*small(), step(kind, ["a"], ["x"])) for kind in KINDS])


def expect_again(join_slice: Callable) -> None:
    """One join of other tables, and back."""
    left, right = small()
    one = step("inner", ["a"], ["x"])
    more = right.set_column(0, "x", pa.array([1, 1, 1]))
    expect(
        join_slice,
        "again",
        [
            (left, right, one),
            (left, more, one),
            (left, right, one),
            (left, right, step("semi", ["a"], ["x"])),
            (left.slice(1), right, one),
            (left, right, one),
        ],
    )
