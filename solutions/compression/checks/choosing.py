"""Oracle, made columns and judgement of the choice of an encoding by sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse import columns, data
from warehouse.checks import Wrong, generator, kept, no_slower_than, run, same

ROWS = 100_000  # of a made column
_WHOLE_NUMBERS = [
    "l_orderkey",
    "l_partkey",
    "l_suppkey",
    "l_linenumber",
    "l_quantity",
    "l_extendedprice",
    "l_shipdate",
]


def whole_column_costs(a: np.ndarray) -> dict[str, float]:
    """Bytes of the int64 column ``a`` in every encoding of the task's table, priced on all its
    rows."""
    steps = np.diff(a.view(np.uint64)).view(np.int64)
    rows, distinct = len(a), len(np.unique(a))

    def width(x: np.ndarray) -> int:
        return (int(x.max()) - int(x.min())).bit_length() if len(x) else 0

    cost = {
        "raw": 8 * rows,
        "runlength": 12 * (1 + np.count_nonzero(steps)),
        "for": rows * width(a) / 8,
        "delta": rows * width(steps) / 8,
    }
    if distinct <= 256:
        cost["bytedict"] = rows + 8 * distinct
    for bits in (8, 16, 32):
        exceptions = np.count_nonzero(a.astype(f"int{bits}") != a)
        cost[f"mostly{bits}"] = rows * bits // 8 + 16 * exceptions
    return cost


class MadeColumns:
    """Columns of ``ROWS`` int64 values by name, from the course seed; each method makes those of
    one check."""

    def __init__(self) -> None:
        self.rng = generator("analyze", "columns")
        self.wide = self.rng.integers(-(2**63), 2**63 - 1, 200)

    def for_each_encoding(self) -> dict[str, np.ndarray]:
        """Raw, bytedict, for and the three of mostly are each the best for one at least."""
        rng, n = self.rng, ROWS
        made = {
            "random 64-bit values": rng.integers(-(2**63), 2**63 - 1, n),
            "200 wide distinct values": rng.choice(self.wide, n),
            "four values of a narrow range": rng.choice([7, 20, 40, 60], n),
            "200 distinct values below 1,000": rng.choice(rng.permutation(1000)[:200], n),
            "a sawtooth, 0 to 127 over and over": np.arange(n) % 128,
            "a narrow range far from zero": rng.integers(2**50, 2**50 + 1000, n),
        }
        for bits in (8, 16, 32):
            small = rng.integers(-(2 ** (bits - 1)), 2 ** (bits - 1), n)
            outliers = rng.random(n) < 0.02
            large = rng.integers(2**61, 2**62, n)
            made[f"{bits}-bit values with 2 % outliers"] = np.where(outliers, large, small)
        return made

    def of_neighbours(self) -> dict[str, np.ndarray]:
        """Runs and steady steps."""
        rng, n = self.rng, ROWS
        wave = np.round(1e6 * np.sin(np.arange(n) / 50)).astype(np.int64)
        return {
            "runs of about 50 wide values": rng.integers(-(2**62), 2**62, n // 50).repeat(50),
            "runs of four wide values": rng.integers(-(2**62), 2**62, n // 4).repeat(4),
            "a climbing key": np.cumsum(rng.integers(1, 8, n)) + 2**50,
            "a wave of 314 rows": wave,
        }

    def that_change(self) -> dict[str, np.ndarray]:
        """Another kind of values in one fifth than in the others."""
        rng, n = self.rng, ROWS
        calm, wild = np.arange(n) % 3 + 7, rng.choice(self.wide, n)
        medium = rng.integers(-(2**15), 2**15, n)
        fifth = np.arange(n) // (n // 5)
        where = np.where
        return {
            "a calm first fifth, then 200 wide values": where(fifth == 0, calm, wild),
            "200 wide values in the middle fifth, calm around it": where(fifth == 2, wild, calm),
            "a calm middle fifth, 200 wide values around it": where(fifth == 2, calm, wild),
            "a calm last fifth after 16-bit values": where(fifth == 4, calm, medium),
        }

    def on_the_edge(self) -> dict[str, np.ndarray]:
        """Mostly8 and mostly16 cost about the same: which one looks cheaper depends on the rows
        that are drawn."""
        rng, n = self.rng, ROWS
        large, small = rng.integers(2**10, 2**15, n), rng.integers(-128, 128, n)
        a = np.where(rng.permutation(n) < n // 16, large, small)
        a[rng.random(n) < 0.01] = 2**62
        return {
            "a column on the edge between mostly8 and mostly16": a,
            "200 wide distinct values, drawn once more": rng.choice(self.wide, n),
        }

    def many_rows(self) -> np.ndarray:
        return self.rng.integers(0, 1000, 4_000_000)

    def of_wide_values(self) -> np.ndarray:
        return self.rng.choice(self.wide, ROWS)


def lineitem_columns() -> dict[str, np.ndarray]:
    """Every column of lineitem SF0.01 that is stored as whole numbers."""
    table = data.table("lineitem", 0.01)
    return {name: columns.to_streams(table[name])["values"] for name in _WHOLE_NUMBERS}


class Chooser:
    """The student's ``analyze_compression``."""

    def __init__(self, analyze: Callable):
        self.analyze = analyze

    def expect_near_best(self, made: dict[str, np.ndarray], sample_rows: int | None = None) -> None:
        """An encoding of at most 5 % above the cheapest for each column, whichever rows are drawn.
        ``sample_rows`` None: 2 % of a column's."""
        for name, a in made.items():
            self._judge(name, a, sample_rows or len(a) // 50)

    def _judge(self, name: str, a: np.ndarray, sample_rows: int) -> None:
        cost = kept(lambda: whole_column_costs(a), "analyze, costs", name)
        best = min(cost, key=cost.get)
        for seed in range(3):
            chosen = run(self.analyze, a, sample_rows, seed)
            known = isinstance(chosen, str) and chosen in cost
            if not known or cost[chosen] > 1.05 * cost[best]:
                raise Wrong(
                    f"on {name} the choice costs more than 5 % above the best",
                    f"{best!r}, {cost[best]:,.0f} bytes",
                    f"{chosen!r}, {cost[chosen]:,.0f} bytes" if known else repr(chosen),
                )

    def expect(self, encoding: str, a: np.ndarray, sample_rows: int, what: str) -> None:
        same(run(self.analyze, a, sample_rows, 0), encoding, f"the encoding of {what}")

    def expect_any(self, a: np.ndarray, sample_rows: int) -> None:
        chosen = run(self.analyze, a, sample_rows, 0)
        if not isinstance(chosen, str) or chosen not in whole_column_costs(np.arange(200)):
            what = "a sample of one row must lead to an encoding too"
            raise Wrong(what, "a name from the table", repr(chosen))

    def expect_steady(self, a: np.ndarray, sample_rows: int, seeds: int) -> None:
        for seed in range(seeds):
            first, second = (run(self.analyze, a, sample_rows, seed) for _ in range(2))
            same(second, first, "the second answer")

    def expect_speed(self, a: np.ndarray, encoding: str, sample_rows: int, ratio: float) -> None:
        """Beside ``np.unique`` of a tenth of the rows."""
        self.expect(encoding, a, sample_rows, "the whole column")
        no_slower_than(
            lambda seed: run(self.analyze, a, sample_rows, seed),
            lambda seed: np.unique(a[: len(a) // 10]),
            ratio,
            "analyze_compression with a sample of one row in a thousand",
            rounds=2,
            inputs=lambda turn: turn,
            right=lambda seed, got: same(got, encoding, "the encoding chosen"),
        )
