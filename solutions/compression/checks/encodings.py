"""Judgements of the encodings of single columns, their oracles and made columns. Each class holds
the student's functions for one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.compression.checks.made import (
    around_2_53,
    columns_of,
    columns_that_are_not,
    long_column,
    moderate,
    near_the_bottom,
    near_the_top,
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
from warehouse.compression.records import Delta, Dictionary, FrameOfReference, Mostly, RunLength

ROWS = 32_000  # whose time is taken: fewer are too quick to be told from the way across
# what exercises 3 and 4 call, and do not judge
OF_EXERCISE_2 = dict.fromkeys(("bit_pack", "bit_unpack"), "is judged in exercise 2")
OF_EXERCISE_3 = dict.fromkeys(("for_encode", "for_decode"), "is judged in exercise 3")
Column = np.ndarray | list  # a list: of int64


def _array(column: Column) -> np.ndarray:
    return column if isinstance(column, np.ndarray) else np.array(column, np.int64)


def _int64_columns() -> list[np.ndarray]:
    """Of all ranges whose distances fit int64; of two different values and more."""
    ranges = (moderate, near_the_top, near_the_bottom, around_2_53)
    made = [a for of in ranges for a in columns_of("int64", of=of)]
    return sorted((a for a in made if len(np.unique(a)) > 1), key=len)


def _is_python_int(got: object, what: str) -> None:
    if type(got) is not int:
        raise Wrong(f"{what} must be a Python int", "int", type(got).__name__, calls.text)


def _refuses_others(function: Callable, dtype: str, *more: object) -> None:
    """TypeError for a column of any other dtype, of some rows or of none."""
    each_refused(TypeError, function, [(a, *more) for a in columns_that_are_not(dtype)])


def _decoded(got: object, column: np.ndarray) -> None:
    same_array(got, column, "the decoded column")


def _packed(got: object, expected: np.ndarray) -> None:
    same_array(got, expected, "packed")


def _alone(columns: Iterable[np.ndarray]) -> list[tuple[np.ndarray]]:
    """The arguments of functions that take a column alone."""
    return [(a,) for a in columns]


class RunLengths:
    """The student's ``rle_encode`` and ``rle_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, *cases: tuple[np.ndarray, np.ndarray, Iterable[int]]) -> None:
        """``cases``: (column, the values of its runs, their lengths)."""
        runs = [RunLength(values, np.array(lengths, np.int64)) for _, values, lengths in cases]
        columns = [a for a, _, _ in cases]
        each(self.encode, _alone(columns), runs, self._judge)
        each(self.decode, _alone(runs), columns, _decoded)

    def _judge(self, encoded: object, expected: RunLength) -> None:
        values, lengths = fields(encoded, RunLength)
        same_array(values, expected.values, "values")
        same_array(lengths, expected.lengths, "lengths")

    def expect_columns(self, *dtypes: str) -> None:
        """Made columns of these dtypes give exactly their runs, and come back from them."""
        more = twins() if "int64" in dtypes else []
        make = lambda: [(a, *runs_of(a)) for a in columns_of(*dtypes) + more]
        self.expect(*kept(make, "rle, columns and runs", *dtypes))

    def expect_layouts(self) -> None:
        columns = plain_columns("int64", "float32")
        runs = [RunLength(*runs_of(a)) for a in columns]
        each_in_layouts(self.encode, _alone(columns), runs, self._judge)

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


def packed_by_hand(values: np.ndarray, width: int) -> np.ndarray:
    """The layout of the task, one Python integer for all bits: slow and plainly right. uint8."""
    bits = sum(int(value) << (place * width) for place, value in enumerate(values))
    return np.frombuffer(bits.to_bytes(-(-len(values) * width // 8), "little"), np.uint8)


def packed_by_numpy(a: np.ndarray, width: int) -> np.ndarray:
    """As ``packed_by_hand``, with a byte for each bit on the way."""
    bits = np.unpackbits(a.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")[:, :width]
    return np.packbits(bits.ravel(), bitorder="little")


def unpacked_by_numpy(packed: np.ndarray, width: int, count: int) -> np.ndarray:
    """The uint64 values that ``packed_by_numpy`` packed."""
    bits = np.zeros((count, 64), np.uint8)
    found = np.unpackbits(packed, count=count * width, bitorder="little")
    bits[:, :width] = found.reshape(count, width)
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64).ravel()


def _columns_of_every_width() -> list[tuple[np.ndarray, int, np.ndarray]]:
    """(values, width, packed). Short columns first, so that a failure shows a small one; some
    values have all bits set."""

    def make() -> list:
        rng, made = generator("bit_packing", "columns"), []
        for counts in ((1, 2, 7), (64, 65, 140)):
            for width in range(1, 64):
                count = counts[width % 3]
                values = rng.integers(0, 2**width, count, np.uint64)
                values[:: 1 + count % 7] = 2**width - 1
                made.append((values, width, packed_by_hand(values, width)))
        for width in (3, 17, 63):  # long ones, of no whole word and no whole row of 64
            values = rng.integers(0, 2**width - 1, 1025, np.uint64, endpoint=True)
            made.append((values, width, packed_by_hand(values, width)))
        return made

    return kept(make, "bit packing, columns of every width")


class Packing:
    """The student's ``bit_pack`` and ``bit_unpack``."""

    def __init__(self, pack: Callable, unpack: Callable):
        self.pack, self.unpack = pack, unpack

    def expect(self, width: int, *columns: np.ndarray) -> None:
        """Packed as by hand, and back."""
        packed = [packed_by_hand(a, width) for a in columns]
        each(self.pack, [(a, width) for a in columns], packed, _packed)
        cases = [(bits, width, len(a)) for bits, a in zip(packed, columns)]
        each(self.unpack, cases, columns, same_array)

    def expect_layout(self) -> None:
        columns, widths, packed = zip(*_columns_of_every_width())
        each(self.pack, zip(columns, widths), packed, _packed)

    def expect_unpacked(self) -> None:
        columns, widths, packed = zip(*_columns_of_every_width())
        each(self.unpack, zip(packed, widths, map(len, columns)), columns, same_array)

    def expect_nothing(self) -> None:
        """A column without values takes no bytes, whatever the width, if it is one."""
        nothing, no_bytes, widths = np.empty(0, np.uint64), np.empty(0, np.uint8), range(65)
        each(self.pack, [(nothing, width) for width in widths], [no_bytes] * 65, _packed)
        each(self.unpack, [(no_bytes, width, 0) for width in widths], [nothing] * 65, same_array)
        each_refused(ValueError, self.pack, [(nothing, -1), (nothing, 65)], ["-1", "65"])
        wrong = [(no_bytes, -1, 0), (no_bytes, 65, 0)]
        each_refused(ValueError, self.unpack, wrong, ["-1", "65"])

    def expect_refusals(self) -> None:
        """Of widths that are none, of one value too large anywhere in the column, of dtypes."""
        some, short, widths = np.array([1, 2, 8], np.uint64), np.zeros(9, np.uint8), (-1, 65, 200)
        named = list(map(str, widths))
        each_refused(ValueError, self.pack, [(some, width) for width in widths], named)
        each_refused(ValueError, self.unpack, [(short, width, 1) for width in widths], named)
        cases = []
        for width in (0, 1, 3, 31, 32, 33, 52, 53, 63):
            for at, count in ((0, 1), (4, 5), (64, 66)):
                cases.append((np.zeros(count, np.uint64), width))
                cases[-1][0][at] = 2**width
        cases.append((np.array([0, 2**64 - 1], np.uint64), 63))  # one that is no int64
        named = [str(a.max()) for a, _ in cases]
        each_refused(ValueError, self.pack, cases, named)
        for a, width in cases[::4]:
            run(self.pack, a, width + 1)
        _refuses_others(self.pack, "uint64", 3)
        _refuses_others(self.pack, "uint64", 0)

    def expect_layouts(self) -> None:
        cases = [(a, width) for width in (8, 16) for a in plain_columns("uint64")]
        packed = [packed_by_hand(*case) for case in cases]
        each_in_layouts(self.pack, cases, packed, _packed)

    def expect_speed(self, packing: float, unpacking: float) -> None:
        """Of a block of 65,536 values of 13 bits, beside numpy's functions for single bits."""
        a = generator("bit_packing", "speed").integers(0, 2**13, 65_536).astype(np.uint64)
        packed, n = packed_by_numpy(a, 13), len(a)
        _packed(run(self.pack, a, 13), packed)
        same_array(run(self.unpack, packed, 13, n), a)
        no_slower_than(
            lambda packed: run(self.unpack, packed, 13, n),
            lambda packed: unpacked_by_numpy(packed, 13, n),
            unpacking,
            "bit_unpack",
            inputs=lambda turn: packed ^ np.uint8(turn),
            right=lambda packed, got: same_array(got, unpacked_by_numpy(packed, 13, n)),
        )
        no_slower_than(
            lambda a: run(self.pack, a, 13),
            lambda a: packed_by_numpy(a, 13),
            packing,
            "bit_pack",
            inputs=lambda turn: a ^ np.uint64(turn),
            right=lambda a, got: same_array(got, packed_by_numpy(a, 13), "packed"),
        )


def _offsets(a: np.ndarray) -> tuple[int, int, np.ndarray]:
    """The smallest value, the bits of the largest offset from it, and the offsets, as uint64. In
    Python's integers."""
    values = a.tolist()
    smallest = min(values, default=0)
    above = [value - smallest for value in values]
    return smallest, max(above, default=0).bit_length(), np.array(above, np.uint64)


class Frames:
    """The student's ``for_encode`` and ``for_decode``, and what packs for them: the student's own
    functions or stand-ins."""

    def __init__(self, encode: Callable, decode: Callable, pack: Callable, unpack: Callable):
        self.encode, self.decode, self.pack, self.unpack = encode, decode, pack, unpack

    def expect(self, *given: Column) -> None:
        """Exactly the frame of each, which comes back."""
        columns = [_array(a) for a in given]
        self._expect(columns, [_offsets(a) for a in columns])

    def expect_constant(self, *given: list) -> None:
        self.expect(*given)
        base = lambda a: fields(run(self.encode, _array(a)), FrameOfReference)[0]
        if type(base([3, 8])) is int:  # or it costs the check of other columns
            for a in ([7, 7, 7], [5]):
                _is_python_int(base(a), "base")

    def _expect(self, columns: list[np.ndarray], offsets: list[tuple]) -> None:
        frames = self._frames(offsets)
        each(self.encode, _alone(columns), frames, self._judge)
        each(self.decode, _alone(frames), columns, _decoded)

    def _frames(self, offsets: list[tuple]) -> list[FrameOfReference]:
        """``offsets``: of each column as ``_offsets`` gives them. What packs is the student's, or
        lent."""
        cases = [(above, width) for _, width, above in offsets]
        packed = each(self.pack, cases, offsets, lambda got, _: None)
        return [
            FrameOfReference(base, width, bits, len(above))
            for (base, width, above), bits in zip(offsets, packed)
        ]

    def _judge(self, got: object, expected: FrameOfReference) -> None:
        base, width, packed, count = fields(got, FrameOfReference)
        same(base, expected.base, "base")
        same(width, expected.width, "width")
        same(count, expected.count, "count")
        same_array(packed, expected.packed, "packed")

    def expect_columns(self) -> None:
        """Made columns; constant ones and great distances are other checks' matters."""
        columns = [*_int64_columns(), *twins(), long_column()]
        # such as take no more bits where nothing is subtracted
        columns += [_array(a) for a in ([1, 3], [9, 6, 15], [2**62 + 1, 3, 2**63 - 1])]
        make = lambda: [_offsets(a) for a in columns]
        self._expect(columns, [tuple(one) for one in kept(make, "frames, offsets")])
        for a in columns[:3]:
            _is_python_int(fields(run(self.encode, a), FrameOfReference)[0], "base")

    def expect_powers(self) -> None:
        """Columns of two values, on both sides of powers of two apart: of small ones, of those around
        whole bytes, and of all that float64 takes for their neighbours."""
        lows = (0, -(2**63), -1, 2**62 + 5)
        powers = [*range(1, 10), 15, 16, 17, 31, 32, 33, *range(46, 64)]
        pairs = [(lows[(k + less) % 4], 2**k - less) for k in powers for less in (1, 0)]
        pairs = [(low, low + apart) for low, apart in pairs]
        self.expect(*([low, high] for low, high in pairs if high < 2**63))

    def expect_refusals(self) -> None:
        """Of other dtypes, not of int64."""
        self.expect([3, 8])
        _refuses_others(self.encode, "int64")

    def expect_layouts(self) -> None:
        columns = plain_columns("int64")
        frames = self._frames([_offsets(a) for a in columns])
        each_in_layouts(self.encode, _alone(columns), frames, self._judge)

    def expect_speed(self, ratio: float) -> None:
        """Of ``ROWS`` rows, beside the arithmetic and the packing."""
        offsets = generator("frame_of_reference", "speed").integers(0, 2_557, ROWS, np.uint64)
        offsets[:2] = 0, 2_556
        a, n = offsets.view(np.int64), len(offsets)
        packed = run(self.pack, offsets, 12)
        encoded = run(self.encode, a)
        same_array(fields(encoded, FrameOfReference)[2], packed, "packed")
        same_array(run(self.decode, encoded), a, "the decoded column")
        no_slower_than(
            lambda a: run(self.encode, a),
            lambda a: (a - a.min(), run(self.pack, offsets, 12)),
            ratio,
            "for_encode",
            peer_is_theirs=True,
            inputs=lambda turn: a + 8_000 * turn,
            right=lambda a, f: same_array(fields(f, FrameOfReference)[2], packed, "packed"),
        )
        no_slower_than(
            lambda f: run(self.decode, f),
            lambda f: (a + f.base, run(self.unpack, packed, 12, n)),
            ratio,
            "for_decode",
            peer_is_theirs=True,
            inputs=lambda turn: FrameOfReference(8_000 * turn, 12, packed, n),
            right=lambda f, got: same_array(got, a + f.base),
        )


def _steps(a: np.ndarray) -> np.ndarray:
    """Of each value to the next, modulo 2**64 as int64. In Python's integers."""
    values = a.tolist()
    apart = [later - value for value, later in zip(values, values[1:])]
    return np.array([(step + 2**63) % 2**64 - 2**63 for step in apart], np.int64)


class Deltas:
    """The student's ``delta_encode`` and ``delta_decode``, and what frames for them: the student's
    own functions or stand-ins."""

    def __init__(self, encode: Callable, decode: Callable, frame: Callable, unframe: Callable):
        self.encode, self.decode, self.frame, self.unframe = encode, decode, frame, unframe

    def expect(self, *given: Column) -> None:
        """Exactly the first value and the framed steps of each, which comes back."""
        columns = [_array(a) for a in given]
        self._expect(columns, [_steps(a) for a in columns])

    def expect_one(self, *given: list) -> None:
        self.expect(*given)
        first = lambda a: fields(run(self.encode, _array(a)), Delta)[0]
        if type(first([3, 8])) is int:  # or it costs the check of other columns
            _is_python_int(first([5]), "first")

    def _expect(self, columns: list[np.ndarray], steps: list[np.ndarray]) -> None:
        deltas = self._deltas(columns, steps)
        each(self.encode, _alone(columns), deltas, self._judge)
        each(self.decode, _alone(deltas), columns, _decoded)

    def _deltas(self, columns: list[np.ndarray], steps: list[np.ndarray]) -> list[Delta]:
        """What frames is the student's, or lent."""
        framed = each(self.frame, _alone(steps), steps, lambda got, _: None)
        firsts = [int(a[0]) if len(a) else None for a in columns]
        return [Delta(first, frame) for first, frame in zip(firsts, framed)]

    def _judge(self, encoded: object, expected: Delta) -> None:
        first, deltas = fields(encoded, Delta)
        same(first, expected.first, "first")
        mine, theirs = fields(deltas, FrameOfReference), fields(expected.deltas, FrameOfReference)
        for name, got, right in zip(FrameOfReference._fields, mine, theirs):
            same(got, right, f"{name} of the steps")

    def expect_columns(self) -> None:
        """Made columns; steps that do not fit int64 are another check's matter."""
        columns = [*_int64_columns(), *map(np.cumsum, twins()), long_column()]
        self._expect(columns, kept(lambda: list(map(_steps, columns)), "delta, steps"))
        for a in columns[:3]:
            _is_python_int(fields(run(self.encode, a), Delta)[0], "first")

    def expect_refusals(self) -> None:
        """Of other dtypes, not of int64."""
        self.expect([3, 8])
        _refuses_others(self.encode, "int64")

    def expect_layouts(self) -> None:
        columns = plain_columns("int64")
        deltas = self._deltas(columns, list(map(_steps, columns)))
        each_in_layouts(self.encode, _alone(columns), deltas, self._judge)

    def expect_speed(self, ratio: float) -> None:
        """Of ``ROWS`` rows, beside the arithmetic and the framing."""
        a = np.cumsum(generator("delta", "speed").integers(0, 9, ROWS))
        first, deltas = fields(run(self.encode, a), Delta)
        same_array(run(self.decode, Delta(first, deltas)), a, "the decoded column")
        steps = np.diff(a)
        framed = run(self.frame, steps)
        what = "the decoded column"
        no_slower_than(
            lambda a: run(self.encode, a),
            lambda a: (np.diff(a), run(self.frame, steps)),
            ratio,
            "delta_encode",
            peer_is_theirs=True,
            inputs=lambda turn: a + turn,
            right=lambda a, got: same_array(run(self.decode, got), a, what),
        )
        no_slower_than(
            lambda d: run(self.decode, d),
            lambda d: (np.cumsum(a), run(self.unframe, framed)),
            ratio,
            "delta_decode",
            peer_is_theirs=True,
            inputs=lambda turn: Delta(first + turn, deltas),
            right=lambda d, got: same_array(got, a - a[0] + d.first, what),
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
        each(self.encode, _alone(columns), zip(columns, made), self._judge)
        each(self.decode, _alone(made), columns, _decoded)

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
            each_refused(ValueError, self.encode, _alone(columns), [str(number)] * len(columns))

    def _of_distinct(self, distinct: int, *dtypes: str) -> list[np.ndarray]:
        rng, made = generator("dictionary", "distinct", distinct), []
        for dtype in map(np.dtype, dtypes):
            if dtype.kind in "US":
                values = np.array([f"mode {n}" for n in range(distinct)], dtype)
            elif dtype.kind in "fmM":
                numbers = np.arange(distinct - 1, dtype=f"u{dtype.itemsize}")
                # NaNs among the floats; NaT, the smallest of 64 bits, among the dates
                top = 2 ** (8 * dtype.itemsize - 1) if dtype.kind != "f" else _nan_bits(dtype)
                values = np.append(numbers, numbers.dtype.type(top)).view(dtype)
            else:
                values = (np.arange(distinct) * 1_000_003).astype(dtype)
            made.append(rng.permutation(np.concatenate((values, values[::7]))))
        return made

    def expect_layouts(self) -> None:
        columns = plain_columns("int64", "float32")
        expected = zip(columns, map(_by_appearance, columns))
        each_in_layouts(self.encode, _alone(columns), expected, self._judge)

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
        columns = [_array(a) for a in given]
        self._expect(width, columns, [_mostly(a, width) for a in columns])

    def _expect(self, width: int, columns: list[np.ndarray], made: list[Mostly]) -> None:
        each(self.encode, [(a, width) for a in columns], made, self._judge)
        each(self.decode, _alone(made), columns, _decoded)

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
        widths = (0, 1, 4, 12, 24, 64, -8)
        cases = [(_array(rows), width) for width in widths for rows in ([1, 2], [])]
        each_refused(ValueError, self.encode, cases, [str(width) for _, width in cases])
        for width in (8, 16, 32):
            _refuses_others(self.encode, "int64", width)

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
