"""Judgements of the encodings of single columns that ``packing`` has not: runs, dictionaries, mostly.
Each class holds the student's functions for one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.compression.checks.columns import (
    ROWS,
    Column,
    as_array,
    each_alone,
    expect_column,
    refuses_others,
)
from solutions.compression.checks.made import (
    columns_of,
    fixed_columns,
    long_column,
    plain_columns,
    runs_of,
    special_values,
    twins,
)
from solutions.compression.checks.together import each, each_in_layouts, each_refused
from warehouse import data
from warehouse.checks import (
    Wrong,
    fields,
    generator,
    kept,
    no_slower_than,
    run,
    same,
    same_array,
)
from warehouse.checks.calls import calls
from warehouse.compression.records import Dictionary, Mostly, RunLength


class RunLengths:
    """The student's ``rle_encode`` and ``rle_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, *cases: tuple[np.ndarray, np.ndarray, Iterable[int]]) -> None:
        """``cases``: (column, the values of its runs, their lengths)."""
        runs = [RunLength(values, np.array(lengths, np.int64)) for _, values, lengths in cases]
        columns = [a for a, _, _ in cases]
        each(self.encode, each_alone(columns), runs, self._judge)
        each(self.decode, each_alone(runs), columns, expect_column)

    def _judge(self, encoded: object, expected: RunLength) -> None:
        values, lengths = fields(encoded, RunLength)
        same_array(values, expected.values, "values")
        same_array(lengths, expected.lengths, "lengths")

    def expect_columns(self, *dtypes: str) -> None:
        """Made columns of these dtypes give exactly their runs, and come back from them."""
        more = twins() if "int64" in dtypes else []
        more = more + fixed_columns(*dtypes)
        make = lambda: [(a, *runs_of(a)) for a in columns_of(*dtypes) + more]
        self.expect(*kept(make, "rle, columns and runs", *dtypes))

    def expect_layouts(self) -> None:
        columns = plain_columns("int64", "float32")
        runs = [RunLength(*runs_of(a)) for a in columns]
        each_in_layouts(self.encode, each_alone(columns), runs, self._judge)

    def expect_arrows_runs(self) -> None:
        """Of lineitem's line numbers, sorted: of the first there are more than 65,536."""

        def make() -> list[np.ndarray]:
            numbers = data.table("lineitem", 0.1, ["l_linenumber"])["l_linenumber"].to_numpy()
            numbers = np.sort(numbers[:300_000]).astype(np.int8)
            ends = pc.run_end_encode(pa.array(numbers))
            lengths = np.diff(ends.run_ends.to_numpy(), prepend=0)
            return [numbers, ends.values.to_numpy(), lengths]

        self.expect(tuple(kept(make, "rle, Arrow's runs", seeded=False)))

    def expect_speed(self, encoding: float, decoding: float) -> None:
        """Of ``ROWS`` rows: beside finding the borders of runs, and beside ``np.repeat``."""
        distinct = np.cumsum(generator("rle", "speed").integers(1, 1 << 20, ROWS // 4))
        fours = np.full(len(distinct), 4)

        def is_right(a: np.ndarray, encoded: object) -> None:
            values, lengths = fields(encoded, RunLength)
            same_array(values, a[::4], "values")
            same_array(lengths, fours, "lengths")

        self.expect((np.repeat(distinct, 4), distinct, fours))
        no_slower_than(
            lambda a: run(self.encode, a),
            lambda a: np.flatnonzero(np.diff(a)),
            encoding,
            "rle_encode",
            inputs=lambda turn: np.repeat(distinct + turn, 4),
            right=is_right,
        )
        no_slower_than(
            lambda r: run(self.decode, r),
            lambda r: np.repeat(r.values, 4),
            decoding,
            "rle_decode",
            inputs=lambda turn: RunLength(distinct - turn, fours),
            right=lambda r, got: same_array(got, np.repeat(r.values, 4)),
        )


def _nan_bits(dtype: np.dtype) -> int:
    return int(np.array([np.nan], dtype).view(f"u{dtype.itemsize}")[0])


def _by_appearance(a: np.ndarray) -> Dictionary:
    """A dictionary of the column whose values, told apart by their bits, stand as they come. Row by
    row."""
    places: dict[bytes, tuple[int, int]] = {}
    rows = [a[row : row + 1].tobytes() for row in range(len(a))]
    codes = [places.setdefault(bits, (len(places), row))[0] for row, bits in enumerate(rows)]
    return Dictionary(np.array(codes, np.uint8), a[[row for _, row in places.values()]])


SOME_TYPES = ("int64", "uint64", "float64", "float32", "datetime64[us]")


class Dictionaries:
    """The student's ``dict_encode`` and ``dict_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, *columns: np.ndarray) -> None:
        """One value for each that is distinct by its bits, in any order, and codes that point to
        it; and dictionaries of another order are decoded."""
        self._expect(list(columns), list(map(_by_appearance, columns)))

    def _expect(self, columns: list[np.ndarray], made: list[Dictionary]) -> None:
        each(self.encode, each_alone(columns), zip(columns, made), self._judge)
        each(self.decode, each_alone(made), columns, expect_column)

    def _judge(self, encoded: object, expected: tuple[np.ndarray, Dictionary]) -> None:
        a, distinct = expected[0], len(expected[1].values)
        codes, values = fields(encoded, Dictionary)
        if type(values) is not np.ndarray or values.ndim != 1:
            what = "values must be a one-dimensional numpy array"
            raise Wrong(what, f"{distinct} distinct values", repr(values), calls.text)
        same(len(values), distinct, "the number of values")
        if type(codes) is not np.ndarray or codes.dtype != np.uint8 or codes.shape != a.shape:
            what = "codes must be a uint8 array with one code per row"
            raise Wrong(what, f"{len(a)} codes", repr(codes), calls.text)
        if len(a) and int(codes.max()) >= distinct:
            what = "a code points past the values"
            raise Wrong(what, f"codes below {distinct}", str(int(codes.max())), calls.text)
        same_array(values[codes], a, "values[codes]")

    def expect_columns(self, *dtypes: str, longest: int = 2_000) -> None:
        columns = [a for a in columns_of(*dtypes) if len(a) <= longest]
        if {np.dtype(name).kind for name in dtypes} <= set("fmM"):  # more than 256 of each NaN
            columns += [np.repeat(special_values(name), 260) for name in dtypes]
        if "int64" in dtypes:
            columns += twins()
        columns += fixed_columns(*dtypes)
        make = lambda: list(map(_by_appearance, columns))
        self._expect(columns, kept(make, "dictionary, by appearance", longest, *dtypes))

    def expect_full(self, *distinct: int) -> None:
        """Columns of so many distinct values, each several times and in no order."""

        def make() -> list:
            columns = [a for number in distinct for a in self._of_distinct(number, *SOME_TYPES)]
            return [columns, list(map(_by_appearance, columns))]

        self._expect(*kept(make, "dictionary, full", *distinct))

    def expect_refusals(self, *distinct: int, dtypes: tuple[str, ...] = SOME_TYPES) -> None:
        for number in distinct:
            columns = self._of_distinct(number, *dtypes)
            each_refused(ValueError, self.encode, each_alone(columns), [str(number)] * len(columns))

    def _of_distinct(self, distinct: int, *dtypes: str) -> list[np.ndarray]:
        rng, made = generator("dictionary", "distinct", distinct), []
        for dtype in map(np.dtype, dtypes):
            if dtype.kind in "US":
                values = np.array([f"mode {n}" for n in range(distinct)], dtype)
            elif dtype.kind in "fmM":
                numbers = np.arange(distinct - 2, dtype=f"u{dtype.itemsize}")
                # -0.0 beside 0.0 and NaNs among the floats; NaT, the smallest of 64 bits, among
                # the dates
                top = 2 ** (8 * dtype.itemsize - 1)
                more = [top, _nan_bits(dtype) if dtype.kind == "f" else top + 1]
                values = np.append(numbers, np.array(more, numbers.dtype)).view(dtype)
            else:
                values = (np.arange(distinct) * 1_000_003).astype(dtype)
            made.append(rng.permutation(np.concatenate((values, values[::7]))))
        return made

    def expect_layouts(self) -> None:
        columns = plain_columns("int64", "float32")
        expected = zip(columns, map(_by_appearance, columns))
        each_in_layouts(self.encode, each_alone(columns), expected, self._judge)

    def expect_speed(self, encoding: float, decoding: float) -> None:
        """Of ``ROWS`` rows: beside a sort, and beside a copy."""
        a = generator("dictionary", "speed").integers(0, 200, ROWS) << 40
        same_array(run(self.decode, run(self.encode, a)), a, "the decoded column")
        values, codes = np.unique(a, return_inverse=True)
        codes, what = codes.astype(np.uint8), "the decoded column"
        no_slower_than(
            lambda a: run(self.encode, a),
            lambda a: np.argsort(a, kind="stable"),
            encoding,
            "dict_encode",
            inputs=lambda turn: a + turn,
            right=lambda a, got: same_array(run(self.decode, got), a, what),
        )
        no_slower_than(
            lambda d: run(self.decode, d),
            lambda d: a.copy(),
            decoding,
            "dict_decode",
            inputs=lambda turn: Dictionary(codes, values + turn),
            right=lambda d, got: same_array(got, d.values[codes], what),
        )


def _mostly(a: np.ndarray, width: int) -> Mostly:
    """With other values than those of the column where the exceptions are."""
    limit = 2 ** (width - 1)
    fits = np.array([-limit <= value < limit for value in a.tolist()], bool)
    values = np.where(fits, a, -1 - (np.arange(len(a)) % limit)).astype(f"int{width}")
    return Mostly(width, values, np.flatnonzero(~fits), a[~fits])


class Mostlies:
    """The student's ``mostly_encode`` and ``mostly_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, width: int, *given: Column) -> None:
        """Exactly the exceptions of each column, which comes back, whatever stands at them."""
        columns = [as_array(a) for a in given]
        self._expect(width, columns, [_mostly(a, width) for a in columns])

    def _expect(self, width: int, columns: list[np.ndarray], made: list[Mostly]) -> None:
        each(self.encode, [(a, width) for a in columns], made, self._judge)
        each(self.decode, each_alone(made), columns, expect_column)

    def _judge(self, encoded: object, expected: Mostly) -> None:
        width, values, at, exceptions = fields(encoded, Mostly)
        same(width, expected.width, "width")
        same_array(at, expected.exceptions_at, "exceptions_at")
        same_array(exceptions, expected.exceptions, "exceptions")
        if type(values) is not np.ndarray or values.shape != expected.values.shape:
            what = "values must be an array with one entry per row"
            raise Wrong(what, f"{len(expected.values)} entries", repr(values), calls.text)
        fits = np.ones(len(values), bool)
        fits[expected.exceptions_at] = False
        same_array(values[fits], expected.values[fits], "the values that fit")

    def expect_at_every_width(self, *columns: list) -> None:
        for width in (8, 16, 32):
            self.expect(width, *columns)

    def expect_columns(self) -> None:
        """Made columns at every width, with exceptions; the borders of the widths, the ends of
        int64 and columns without exceptions are other checks' matters."""

        def some(width: int) -> Callable[[str], np.ndarray]:
            def values(dtype: str) -> np.ndarray:
                rng = generator("mostly", "values", width)
                far = 2 ** (width + 3) + rng.integers(0, 2**20, 4)
                near = rng.integers(-100, 100, 8)
                return np.concatenate((near, far, -far, 2**53 + np.arange(2))).astype(dtype)

            values.__name__ = f"mostly{width}"
            return values

        def make() -> list:
            made = []
            for width in (8, 16, 32):
                columns = columns_of("int64", of=some(width))
                made.append([width, [a for a in columns if (abs(a) >= 2 ** (width - 1)).any()]])
            long = long_column()
            long = np.where(long % 2, long * 1_000, long % 100)
            made.append([16, [*(a * 10_000 for a in twins()), long]])
            return [[*one, [_mostly(a, one[0]) for a in one[1]]] for one in made]

        for width, columns, mostly in kept(make, "mostly, columns"):
            self._expect(width, columns, mostly)

    def expect_refusals(self) -> None:
        """Of other widths and other dtypes, also without rows; not of these."""
        self.expect(32, [1, 2])
        widths = (0, 1, 4, 12, 24, 64, -8, 8.5)
        cases = [(as_array(rows), width) for width in widths for rows in ([1, 2], [])]
        each_refused(ValueError, self.encode, cases, [str(width) for _, width in cases])
        for width in (8, 16, 32):
            refuses_others(self.encode, "int64", width)

    def expect_layouts(self) -> None:
        cases = [(a, width) for width in (8, 16, 32) for a in plain_columns("int64")]
        expected = [_mostly(*case) for case in cases]
        each_in_layouts(self.encode, cases, expected, self._judge)

    def expect_speed(self, encoding: float, decoding: float) -> None:
        """Of ``ROWS`` rows at width 8, beside the casts."""
        a = generator("mostly", "speed").integers(-127, 384, ROWS)
        a[0] = a[-99:] = 7  # none of those that a turn puts first is an exception
        self.expect(8, a[:1000])
        narrow = a.astype(np.int8)
        at, what = np.flatnonzero(narrow != a), "the decoded column"

        def put_back(m: Mostly) -> np.ndarray:
            whole = m.values.astype(np.int64)
            whole[m.exceptions_at] = m.exceptions
            return whole

        no_slower_than(
            lambda a: run(self.encode, a, 8),
            lambda a: a[np.flatnonzero(a.astype(np.int8) != a)],
            encoding,
            "mostly_encode",
            inputs=lambda turn: np.roll(a, turn),
            right=lambda a, got: same_array(run(self.decode, got), a, what),
        )
        no_slower_than(
            lambda m: run(self.decode, m),
            lambda m: narrow.astype(np.int64),
            decoding,
            "mostly_decode",
            inputs=lambda turn: Mostly(8, narrow, at, a[at] + turn),
            right=lambda m, got: same_array(got, put_back(m), what),
        )
