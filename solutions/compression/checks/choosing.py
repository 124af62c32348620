"""Oracle, made columns and judgement of the choice of an encoding by sample."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np

from solutions.compression.checks.together import each, each_refused, each_with
from warehouse import columns, data
from warehouse.checks import Wrong, generator, in_notebook, kept, run, same
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import NotStarted, Raised
from warehouse.errors import CourseError

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
        self.wide = generator("analyze", "wide").integers(-(2**63), 2**63 - 1, 200)

    def for_each_encoding(self) -> dict[str, np.ndarray]:
        """Raw, bytedict, for and the three of mostly are each the best for one at least."""
        rng, n = generator("analyze", "each encoding"), ROWS
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
        """Runs, long and short, and steady steps."""
        rng, n = generator("analyze", "neighbours"), ROWS
        wave = np.round(1e6 * np.sin(np.arange(n) / 50)).astype(np.int64)
        return {
            "runs of about 50 wide values": rng.integers(-(2**62), 2**62, n // 50).repeat(50),
            "runs of four wide values": rng.integers(-(2**62), 2**62, n // 4).repeat(4),
            # two bits a row are more than long runs cost, and less than runs that stretches cut
            "runs of sixty small values": np.arange(n) // 60 * 3 % 4,
            "a climbing key": np.cumsum(rng.integers(1, 8, n)) + 2**50,
            "a wave of 314 rows": wave,
        }

    def that_change(self) -> dict[str, np.ndarray]:
        """Another kind of values in one fifth than in the others."""
        rng, n = generator("analyze", "change"), ROWS
        calm, wild = np.arange(n) % 3 + 7, rng.choice(self.wide, n)
        medium = rng.integers(-(2**15), 2**15, n)
        fifth = np.arange(n) // (n // 5)
        where = np.where
        wide_in = {
            f"200 wide values in the {name} fifth, calm around it": where(fifth == at, wild, calm)
            for at, name in enumerate(("first", "second", "middle", "fourth", "last"))
        }
        return wide_in | {
            "a calm first fifth, then 200 wide values": where(fifth == 0, calm, wild),
            "a calm middle fifth, 200 wide values around it": where(fifth == 2, calm, wild),
            "a calm last fifth after 16-bit values": where(fifth == 4, calm, medium),
        }

    def on_the_edge(self) -> np.ndarray:
        """Mostly8 and mostly16 cost about the same: which one looks cheaper depends on the rows
        that are drawn."""
        rng, n = generator("analyze", "edge"), ROWS
        large, small = rng.integers(2**10, 2**15, n), rng.integers(-128, 128, n)
        a = np.where(rng.permutation(n) < n // 16, large, small)
        a[rng.random(n) < 0.01] = 2**62
        return a

    def of_too_many_values(self) -> dict[str, np.ndarray]:
        """So many distinct values that no small sample can show them all."""
        rng = generator("analyze", "too many")
        wide = rng.integers(-(2**63), 2**63 - 1, 1_100)
        return {"1,100 wide distinct values": rng.choice(wide, 20_000)}

    def of_runs_of_ten(self) -> dict[str, np.ndarray]:
        """A small sample shows a hundred values of ten rows each, and 2,000 there are."""
        wide = generator("analyze", "runs of ten").integers(-(2**62), 2**62, 2_000)
        return {"runs of ten wide values": wide.repeat(10)}

    def of_wide_values(self) -> dict[str, np.ndarray]:
        return {"200 wide values": generator("analyze", "few").choice(self.wide, ROWS)}


def small_columns() -> list[np.ndarray]:
    """Columns of 1 to 600 rows on which encodings cost nearly the same: whoever prices a run, an
    exception, a code or a range otherwise chooses another one. Short ones first."""

    def make() -> list[np.ndarray]:
        rng, made = generator("analyze", "small columns"), []
        ends = np.array([-(2**63), 2**63 - 1])
        for rows in (1, 2, 3, 5, 9, 17, 40, 90, 200):
            wide = lambda many: rng.integers(-(2**63), 2**63 - 1, many)
            made += [ends[np.arange(rows) % 2], wide(rows), np.full(rows, wide(1)[0])]
            made += [np.arange(rows) * 3 - 7, np.arange(rows) * 2**55]
            for bits in (8, 16, 32):  # from no exception to none that fits
                small = rng.integers(-(2 ** (bits - 1)), 2 ** (bits - 1), rows)
                for share in (0.02, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8):
                    made.append(np.where(rng.random(rows) < share, wide(rows), small))
            for share in (
                0.05,
                0.1,
                0.2,
                0.5,
                0.6,
                0.7,
                0.8,
                0.9,
                0.95,
            ):  # of rows that begin a run
                begins = rng.random(rows) < share
                made.append(wide(rows)[np.cumsum(begins) - begins[0]])
            for width in (1, 6, 7, 8, 9, 31, 32, 33, 56, 62, 63):
                made.append(rng.integers(0, 2**width, rows) + rng.integers(-(2**62), 2**62))
                made.append(np.cumsum(rng.integers(0, 2 ** min(width, 50), rows)) - 2**40)
        for distinct in (40, 84, 85, 86, 255, 256, 257):  # a code and a value each, or none
            values = rng.integers(-(2**63), 2**63 - 1, distinct)
            made += [rng.permutation(np.resize(values, rows)) for rows in (distinct + 40, 600)]
        for rows in (17, 90, 200):  # exceptions that are an end of int64
            for bits in (8, 16, 32):
                small = rng.integers(-(2 ** (bits - 1)), 2 ** (bits - 1), rows)
                made += [np.where(rng.random(rows) < 0.45, end, small) for end in ends]
        return made

    return kept(make, "analyze, small columns")


def cheapest(a: np.ndarray) -> set[str]:
    """Those of lowest cost for all rows of a column."""
    cost = whole_column_costs(a)
    return {name for name in cost if cost[name] == min(cost.values())}


def lineitem_columns() -> dict[str, np.ndarray]:
    """Every column of lineitem SF0.01 that is stored as whole numbers."""
    table = data.table("lineitem", 0.01)
    return {name: columns.to_streams(table[name])["values"] for name in _WHOLE_NUMBERS}


def _costs(made: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    return {name: whole_column_costs(a) for name, a in made.items()}


class Chooser:
    """The student's ``analyze_compression``."""

    def __init__(self, analyze: Callable):
        self.analyze = analyze

    def expect_near_best(
        self, make: Callable[[], dict[str, np.ndarray]], sample_rows: int | None = None
    ) -> None:
        """An encoding of at most 5 % above the cheapest for each column that is made, whichever rows
        are drawn. ``sample_rows`` None: 2 % of a column's."""
        made = kept(make, "analyze", make.__name__)
        named = kept(lambda: _costs(made), "analyze, costs", make.__name__)
        cases = [(a, sample_rows or len(a) // 50) for a in made.values()]
        each_with(self.analyze, cases, [(0,), (1,)], named.items(), self._judge)

    def _judge(self, chosen: object, named: tuple[str, dict[str, float]]) -> None:
        name, cost = named
        best = min(cost, key=cost.get)
        known = isinstance(chosen, str) and chosen in cost
        if not known or cost[chosen] > 1.05 * cost[best]:
            raise Wrong(
                f"on {name} the choice costs more than 5 % above the best",
                f"{best!r}, {cost[best]:,.0f} bytes",
                f"{chosen!r}, {cost[chosen]:,.0f} bytes" if known else repr(chosen),
                calls.text,
            )

    def expect_cheapest(self) -> None:
        """Of small columns, with samples of as many rows as they have, or more."""
        made = small_columns()
        right = kept(lambda: [sorted(cheapest(a)) for a in made], "analyze, cheapest")
        more = itertools.cycle((0, 1, 50, 10**12))
        cases = [(a, len(a) + next(more), 0) for a in made]
        each(self.analyze, cases, zip(made, right), self._is_cheapest, arrays=False)

    def _is_cheapest(self, chosen: object, expected: tuple[np.ndarray, list[str]]) -> None:
        a, names = expected
        if type(chosen) is not str or chosen not in names:
            cost = whole_column_costs(a)
            priced = ", ".join(f"{name} {cost[name]:g}" for name in sorted(cost, key=cost.get))
            what = f"with all {len(a)} rows in the sample the choice is the cheapest"
            raise Wrong(what, f"{' or '.join(names)} ({priced})", repr(chosen), calls.text)

    def expect_small_samples(self) -> None:
        """Of no rows, of one and of nearly all; and of none or less, which are refused."""
        nothing, some = np.empty(0, np.int64), np.arange(100) * 1000
        is_raw = lambda got, _: same(got, "raw", "the encoding of an empty column")
        each(self.analyze, [(nothing, rows, 0) for rows in (1, 10, 10_000)], [""] * 3, is_raw)
        bad = [(a, rows, 0) for a in (some, nothing) for rows in (0, -1, -4_096)]
        each_refused(ValueError, self.analyze, bad)
        chosen = run(self.analyze, np.arange(1000), 1, 0)
        if not isinstance(chosen, str) or chosen not in whole_column_costs(np.arange(200)):
            what = "a sample of one row must lead to an encoding too"
            raise Wrong(what, "a name from the table", repr(chosen))
        longer = np.arange(513) * 1000  # two stretches of 256 have hardly room in it
        cases = [(a, rows, seed) for a, rows in ((some, 99), (longer, 512)) for seed in (0, 1)]
        expected = [(f"{len(a)} rows", whole_column_costs(a)) for a, _, _ in cases]
        each(self.analyze, cases, expected, self._judge)

    def _over_there(self, driver: Callable, *args: object) -> object:
        """What a driver gives that calls the student's function, where that lives."""
        given = calls.start("analyze_compression", args)
        try:
            return in_notebook(driver, self.analyze, *args, keeps=True)
        except CourseError:
            raise
        except Exception as error:
            if type(error) is NotImplementedError:
                raise NotStarted("analyze_compression") from error
            raise Raised(error, given) from error

    def expect_steady(self, a: np.ndarray, sample_rows: int, seeds: int) -> None:
        """Also when the column lies elsewhere, and in another process, where texts have other
        hashes."""
        first, second = self._over_there(choices_of_two_processes, a, sample_rows, seeds)
        cost = kept(lambda: whole_column_costs(a), "analyze, costs on the edge")
        self._judge(first[0], ("a column between mostly8 and mostly16", cost))
        for seed, (one, other) in enumerate(zip(first, second)):
            calls.start("analyze_compression", (a, sample_rows, seed))
            same(other, one, "the answer in another process")

    def expect_sampled(self, rows: int, sample_rows: int) -> None:
        """A column of one value ``rows`` times over, which takes no memory: the choice must come
        sooner than the largest value of a fifth of it."""
        calls.start("analyze_compression", (f"{rows:,} times 7", sample_rows, 0))
        chosen, took, theirs = self._over_there(seconds_of_a_long_column, rows, sample_rows)
        if type(chosen) is not str or chosen not in ("for", "delta"):
            raise Wrong("one value over and over takes no bits", "for or delta", repr(chosen))
        if not took < theirs:
            raise Wrong(
                f"rows are read that were not sampled: {sample_rows:,} of {rows:,} rows",
                f"at most {theirs * 1e3:.3g} ms, what the maximum of a fifth of the rows takes",
                f"{took * 1e3:.3g} ms",
                calls.text,
            )


def choices_of_two_processes(
    analyze: Callable, a: np.ndarray, sample_rows: int, seeds: int
) -> tuple[list, list]:
    """The choice for each seed, and once more as in another process: the column is another object,
    and texts have other hashes."""

    def other_hash(value: object) -> int:
        if type(value) in (str, bytes):
            return hash(value + value)
        return hash(tuple(map(other_hash, value)) if type(value) is tuple else value)

    first = [analyze(a, sample_rows, seed) for seed in range(seeds)]
    others = [a.copy() for _ in range(4)]
    names = analyze.__globals__
    had = names.get("hash")
    names["hash"] = other_hash
    try:
        second = [analyze(others[seed % 4], sample_rows, seed) for seed in range(seeds)]
    finally:
        names["hash"] = had
        if had is None:
            del names["hash"]
    return first, second


def seconds_of_a_long_column(
    analyze: Callable, rows: int, sample_rows: int
) -> tuple[object, float, float]:
    """(choice, its seconds, the seconds that the largest value of a fifth of the rows takes): the
    best of some turns."""
    column = np.broadcast_to(np.int64(7), (rows,))
    took = theirs = float("inf")
    for turn in range(6):
        start = time.perf_counter()
        column[: rows // 5].max()
        between = time.perf_counter()
        chosen = analyze(column, sample_rows, turn)
        end = time.perf_counter()
        took, theirs = min(took, end - between), min(theirs, between - start)
        if turn and took < theirs / 2:
            break
    return chosen, took, theirs
