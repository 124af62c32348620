"""Judgements of the encodings of single columns, their oracles and made columns. Each class holds
the student's functions for one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import strategies as st

from warehouse import data
from warehouse.checks import (
    Wrong,
    arrays,
    fields,
    generator,
    kept,
    no_slower_than,
    run,
    run_each,
    same,
    same_array,
)
from warehouse.compression.records import Delta, Dictionary, FrameOfReference, Mostly, RunLength

Column = np.ndarray | list  # a list: of int64


def _array(column: Column) -> np.ndarray:
    return column if isinstance(column, np.ndarray) else np.array(column, np.int64)


def runs_of(a: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """The runs of a column of integers: (values, lengths)."""
    groups = [(value, len(list(rows))) for value, rows in groupby(a.tolist())]
    return np.array([value for value, _ in groups], a.dtype), [length for _, length in groups]


class RunLengths:
    """The student's ``rle_encode`` and ``rle_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, *cases: tuple[np.ndarray, np.ndarray, Iterable[int]]) -> None:
        """``cases``: (column, the values of its runs, their lengths)."""
        for a, run_values, run_lengths in cases:
            encoded = run(self.encode, a)
            values, lengths = fields(encoded, RunLength)
            same_array(values, run_values, "values")
            same_array(lengths, np.array(run_lengths, np.int64), "lengths")
            same_array(run(self.decode, encoded), a, "the decoded column")

    def expect_arrows_runs(self) -> None:
        """Of lineitem's line numbers, sorted."""
        numbers = data.table("lineitem", 0.01, ["l_linenumber"])["l_linenumber"].to_numpy()
        numbers = np.sort(numbers)
        ends = pc.run_end_encode(pa.array(numbers))
        lengths = np.diff(ends.run_ends.to_numpy(), prepend=0)
        self.expect((numbers, ends.values.to_numpy(), lengths))

    def expect_speed(self, encoding: float, decoding: float) -> None:
        """Of 200,000 rows: beside finding the borders of runs, and beside ``np.repeat``."""
        distinct = np.cumsum(generator("rle", "speed").integers(1, 1 << 20, 50_000))
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
        for count in (1, 2, 7, 64, 65, 140):
            for width in range(1, 64):
                values = rng.integers(0, 2**width, count, np.uint64)
                values[:: 1 + count % 7] = 2**width - 1
                made.append((values, width, packed_by_hand(values, width)))
        return made

    return kept(make, "bit packing, columns of every width")


class Packing:
    """The student's ``bit_pack`` and ``bit_unpack``."""

    def __init__(self, pack: Callable, unpack: Callable):
        self.pack, self.unpack = pack, unpack

    def expect(self, a: np.ndarray, width: int, packed: np.ndarray) -> None:
        same_array(run(self.pack, a, width), packed, "packed")
        same_array(run(self.unpack, packed, width, len(a)), a)

    def expect_packed(self, a: np.ndarray, width: int) -> None:
        same_array(run(self.pack, a, width), packed_by_hand(a, width), "packed")

    def expect_layout(self) -> None:
        made = _columns_of_every_width()
        calls = run_each(self.pack, [(values, width) for values, width, _ in made])
        for (_, got), (_, _, packed) in zip(calls, made):
            same_array(got, packed, "packed")

    def expect_unpacked(self) -> None:
        made = _columns_of_every_width()
        calls = run_each(self.unpack, [(packed, width, len(a)) for a, width, packed in made])
        for (_, got), (a, _, _) in zip(calls, made):
            same_array(got, a)

    def expect_speed(self, packing: float, unpacking: float) -> None:
        """Of a block of 65,536 values of 13 bits, beside numpy's functions for single bits."""
        a = generator("bit_packing", "speed").integers(0, 2**13, 65_536).astype(np.uint64)
        packed, n = packed_by_numpy(a, 13), len(a)
        self.expect(a, 13, packed)
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
            inputs=lambda turn: (a + np.uint64(turn)) % 2**13,
            right=lambda a, got: same_array(got, packed_by_numpy(a, 13), "packed"),
        )


class Frames:
    """The student's ``for_encode`` and ``for_decode``, and what packs for them: the student's own
    functions or stand-ins."""

    def __init__(self, encode: Callable, decode: Callable, pack: Callable, unpack: Callable):
        self.encode, self.decode, self.pack, self.unpack = encode, decode, pack, unpack

    def expect(self, *given: Column) -> None:
        for a in map(_array, given):
            values = a.tolist()
            smallest = min(values, default=0)
            width = (max(values, default=0) - smallest).bit_length()
            offsets = np.array([value - smallest for value in values], np.uint64)
            encoded = run(self.encode, a)
            self._judge(encoded, smallest, width, run(self.pack, offsets, width), len(a))
            same_array(run(self.decode, encoded), a, "the decoded column")

    def _judge(self, got: object, base: int, width: int, packed: object, count: int) -> None:
        got_base, got_width, got_packed, got_count = fields(got, FrameOfReference)
        same(got_base, base, "base")
        same(got_width, width, "width")
        same(got_count, count, "count")
        same_array(got_packed, packed, "packed")

    def expect_powers(self) -> None:
        """Columns of two values, on both sides of every power of two apart."""
        pairs = [(low, 2**k - 1) for k in range(1, 63) for low in (0, -1)]
        widths = [(high - low).bit_length() for low, high in pairs]
        offsets = [np.array([0, high - low], np.uint64) for low, high in pairs]
        given = [_array(list(pair)) for pair in pairs]
        packed = [got for _, got in run_each(self.pack, zip(offsets, widths))]
        frames = []
        encodings = run_each(self.encode, [(a,) for a in given])
        for (_, encoded), (low, _), width, right in zip(encodings, pairs, widths, packed):
            self._judge(encoded, low, width, right, 2)
            frames.append((encoded,))
        for (_, decoded), a in zip(run_each(self.decode, frames), given):
            same_array(decoded, a, "the decoded column")

    def expect_speed(self, ratio: float) -> None:
        """Of 200,000 rows, beside the arithmetic and the packing."""
        offsets = generator("frame_of_reference", "speed").integers(0, 2_557, 200_000, np.uint64)
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


class Deltas:
    """The student's ``delta_encode`` and ``delta_decode``, and what frames for them: the student's
    own functions or stand-ins."""

    def __init__(self, encode: Callable, decode: Callable, frame: Callable, unframe: Callable):
        self.encode, self.decode, self.frame, self.unframe = encode, decode, frame, unframe

    def expect_back(self, *given: Column) -> None:
        for a in map(_array, given):
            encoded = run(self.encode, a)
            fields(encoded, Delta)
            same_array(run(self.decode, encoded), a, "the decoded column")

    def expect_first(self, column: list[int], first: int | None, steps: int = 0) -> None:
        """``first`` and the number of steps of a column of at most one value, which has none."""
        got, deltas = fields(run(self.encode, _array(column)), Delta)
        same(got, first, "first")
        if column:
            same(fields(deltas, FrameOfReference)[3], steps, "the number of steps")
        self.expect_back(column)

    def expect_steps(self, a: np.ndarray) -> None:
        encoded = run(self.encode, a)
        first, deltas = fields(encoded, Delta)
        same(first, int(a[0]), "first")
        fields(deltas, FrameOfReference)
        same_array(run(self.unframe, deltas), np.diff(a), "the steps")
        same_array(run(self.decode, encoded), a, "the decoded column")

    def expect_speed(self, ratio: float) -> None:
        """Of 200,000 rows, beside the arithmetic and the framing."""
        a = np.cumsum(generator("delta", "speed").integers(0, 9, 200_000))
        self.expect_back(a)
        first, deltas = fields(run(self.encode, a), Delta)
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


class Dictionaries:
    """The student's ``dict_encode`` and ``dict_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, a: np.ndarray, distinct: int) -> None:
        """One value for each of the ``distinct``, in any order, and codes that point to it."""
        encoded = run(self.encode, a)
        codes, values = fields(encoded, Dictionary)
        if type(values) is not np.ndarray or values.ndim != 1:
            what = "values must be a one-dimensional numpy array"
            raise Wrong(what, f"{distinct} distinct values", repr(values))
        same(len(values), distinct, "the number of values")
        if type(codes) is not np.ndarray or codes.dtype != np.uint8 or codes.shape != a.shape:
            what = "codes must be a uint8 array with one code per row"
            raise Wrong(what, f"{len(a)} codes", repr(codes))
        if len(a) and int(codes.max()) >= distinct:
            what = "a code points past the values"
            raise Wrong(what, f"codes below {distinct}", str(int(codes.max())))
        same_array(values[codes], a, "values[codes]")
        same_array(run(self.decode, encoded), a, "the decoded column")

    def expect_speed(self, encoding: float, decoding: float) -> None:
        """Of a block of 65,536 rows: beside a sort, and beside a copy."""
        a = generator("dictionary", "speed").integers(0, 200, 65_536) << 40
        self.expect(a, 200)
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


def mostly_columns() -> st.SearchStrategy:
    """Hypothesis strategy: (width, column with values that do not fit it)."""

    def of(width: int, far: int) -> st.SearchStrategy:
        values = st.one_of(st.integers(-100, 100), st.integers(far, 2 * far))
        return st.tuples(st.just(width), arrays(values, min_size=1))

    return st.sampled_from([(8, 2**20), (16, 2**40), (32, 2**50)]).flatmap(lambda of_: of(*of_))


class Mostlies:
    """The student's ``mostly_encode`` and ``mostly_decode``."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect(self, width: int, column: Column) -> None:
        a, limit = _array(column), 2 ** (width - 1)
        fits = np.array([-limit <= value < limit for value in a.tolist()], bool)
        encoded = run(self.encode, a, width)
        got_width, values, at, exceptions = fields(encoded, Mostly)
        same(got_width, width, "width")
        same_array(at, np.flatnonzero(~fits), "exceptions_at")
        same_array(exceptions, a[~fits], "exceptions")
        if type(values) is not np.ndarray or values.shape != a.shape:
            what = "values must be an array with one entry per row"
            raise Wrong(what, f"{len(a)} entries", repr(values))
        same_array(values[fits], a[fits].astype(f"int{width}"), "the values that fit")
        same_array(run(self.decode, encoded), a, "the decoded column")

    def expect_speed(self, encoding: float, decoding: float) -> None:
        """Of 200,000 rows at width 8, beside the casts."""
        a = generator("mostly", "speed").integers(-127, 384, 200_000)
        a[0] = 7
        self.expect(8, a)
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
