"""Tables with keys of every type, dealt to slices: what exchanges, aggregates and sorts are given."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

#: Parts, keys to exchange by; how the data are said to lie: keys and everywhere.
Case = tuple[list[pa.Table], list[str], frozenset, bool]
NOTHING = frozenset()

DAY = date(1995, 1, 1)


def dealt(table: pa.Table, slices: int) -> list[pa.Table]:
    return [
        table.take(pa.array(np.arange(s, len(table), slices), pa.int64())) for s in range(slices)
    ]


def drawn(rng: np.random.Generator, rows: int, nulls: float = 0.15) -> pa.Table:
    """Rows of few different values of every type a key may have, numbered."""

    def column(values: list, kind: pa.DataType) -> pa.Array:
        return pa.array([None if rng.random() < nulls else value for value in values], kind)

    number = rng.integers(0, 7, rows)
    return pa.table(
        {
            "n": column(
                [int([0, -1, 2**53 + 1, 2**63 - 1, -(2**63), 7, 7][n]) for n in number], pa.int64()
            ),
            "t": column(
                [["", "a", "A", "a ", "東京", "ü", "a"][n] for n in rng.integers(0, 7, rows)],
                pa.string(),
            ),
            "d": column(
                [DAY + timedelta(days=int(n)) for n in rng.integers(-3, 3, rows)], pa.date32()
            ),
            "y": column([bool(n) for n in rng.integers(0, 2, rows)], pa.bool_()),
            "f": column(
                [[0.0, -0.0, 1.5, -2.5, float("inf")][n] for n in rng.integers(0, 5, rows)],
                pa.float64(),
            ),
            "row": np.arange(rows),
        }
    )


KEYS = (["n"], ["t"], ["d"], ["y"], ["f"], ["n", "t"], ["t", "n", "d"], ["y", "f"])


def tables(rng: np.random.Generator) -> list[Case]:
    cases = []
    for number, keys in enumerate((*KEYS, *KEYS[:4])):
        slices = (2, 3, 4, 5)[number % 4]
        said = [NOTHING, frozenset({("row",)}), frozenset({("d", "n"), ("f",)})][number % 3]
        if tuple(keys) not in said:
            cases.append((dealt(drawn(rng, 24), slices), keys, said, False))
    # rows that are there twice with all their columns
    cases.append((dealt(drawn(rng, 24).select(["y", "d"]), 3), ["y"], NOTHING, False))
    # what is placed by more, by fewer or by the same in another order is not placed by these
    for keys, said in (
        (["n"], ("n", "t")),
        (["n", "t"], ("t", "n")),
        (["n", "t"], ("n",)),
        (["n"], ()),
    ):
        cases.append((dealt(drawn(rng, 40), 3), keys, frozenset({said}), False))
    return cases


#: What a second table calls the columns of ``drawn``: as an exchange may call what it notes of a row.
OTHER = {"n": "slice", "t": "hash", "d": "home", "y": "to", "f": "index", "row": "__row"}


def pairs(
    rng: np.random.Generator,
) -> list[tuple[list[pa.Table], list[str], list[pa.Table], list[str]]]:
    """Two tables and their keys, whose values are of one kind; the second has other names, in another
    order, and its rows are elsewhere and in chunks."""
    found = []
    for number, keys in enumerate(KEYS):
        slices = (3, 4, 5, 2)[number % 4]
        one, other = drawn(rng, 30), drawn(rng, 26)
        renamed = other.rename_columns([OTHER[name] for name in other.column_names])
        renamed = renamed.select([OTHER[name] for name in ("row", *reversed(KEYS[6]), "y", "f")])
        parts = dealt(renamed, slices)
        parts = [pa.concat_tables([part.slice(3), part.slice(0, 3)]) for part in reversed(parts)]
        found.append((dealt(one, slices), keys, parts, [OTHER[key] for key in keys]))
    # what two tables must agree in and a generator seldom asks: both zeros beside what has no end, and the
    # order of keys, which is not that of their names
    numbers = np.arange(24)
    zeros = [
        pa.table({"n": numbers, "f": np.tile([zero, np.inf, -np.inf], 8)}) for zero in (0.0, -0.0)
    ]
    found.append((dealt(zeros[0], 4), ["n", "f"], dealt(zeros[1], 4), ["n", "f"]))
    one, other = (
        pa.table({"a": numbers, "b": numbers * 3}),
        pa.table({"y": numbers * 3, "x": numbers}),
    )
    found.append((dealt(one, 4), ["a", "b"], dealt(other, 4), ["x", "y"]))
    swapped = other.rename_columns(["p", "q"])
    found.append((dealt(one, 3), ["b", "a"], dealt(swapped, 3), ["p", "q"]))
    # one column is the partner of two
    same = pa.table({"x": numbers, "y": numbers})
    found.append((dealt(one, 3), ["a", "a"], dealt(same, 3), ["x", "y"]))
    # parts that begin in the middle of their buffers
    for keys in (["n"], ["f", "d"], ["t", "y"]):
        whole = drawn(rng, 30, nulls=0)
        parts = [whole.slice(at, 10) for at in (0, 10, 20)]
        found.append((parts, keys, dealt(whole, 3), keys))
    return found


def texts(rng: np.random.Generator) -> list[Case]:
    table = drawn(rng, 60, nulls=0)
    words = pa.array([f"Customer#{n:05}" for n in rng.integers(0, 20, 60)])
    table = table.append_column("w", words)
    return [
        (dealt(table, 3), ["w"]),
        (dealt(table, 4), ["t"]),
        (dealt(table, 3), ["n", "w"]),
        (dealt(table, 2), ["d", "t"]),
    ]
