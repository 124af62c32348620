"""Judgements of whole numbers in few bits: bit packing, frames of reference, deltas. Each class holds the
student's functions for one of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solutions.compression.checks.columns import (
    ROWS,
    Column,
    as_array,
    each_alone,
    expect_column,
    expect_python_int,
    expect_with_others,
    int64_columns,
    refuses_others,
)
from solutions.compression.checks.made import (
    long_column,
    plain_columns,
    twins,
)
from solutions.compression.checks.together import each, each_in_layouts, each_refused
from warehouse.checks import (
    fields,
    generator,
    kept,
    no_slower_than,
    run,
    same,
    same_array,
)
from warehouse.compression.records import Delta, FrameOfReference

# what exercises 3 and 4 call, and do not judge
OF_EXERCISE_2 = dict.fromkeys(("bit_pack", "bit_unpack"), "is judged in exercise 2")
OF_EXERCISE_3 = dict.fromkeys(("for_encode", "for_decode"), "is judged in exercise 3")


def _packed(got: object, expected: np.ndarray) -> None:
    same_array(got, expected, "packed")


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
        values = rng.integers(0, 8, 70_001, np.uint64)  # more than two bytes count
        made.append((values, 3, packed_by_numpy(values, 3)))
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
        refuses_others(self.pack, "uint64", 3)
        refuses_others(self.pack, "uint64", 0)

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
        columns = [as_array(a) for a in given]
        self._expect(columns, [_offsets(a) for a in columns])

    def expect_constant(self, *given: list) -> None:
        self.expect(*given)
        base = lambda a: fields(run(self.encode, as_array(a)), FrameOfReference)[0]
        if type(base([3, 8])) is int:  # or it costs the check of other columns
            for a in ([7, 7, 7], [5]):
                expect_python_int(base(a), "base")

    def _expect(self, columns: list[np.ndarray], offsets: list[tuple]) -> None:
        frames = self._frames(offsets)
        each(self.encode, each_alone(columns), frames, self._judge)
        each(self.decode, each_alone(frames), columns, expect_column)

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
        columns = [*int64_columns(), *twins(), long_column()]
        # such as take no more bits where nothing is subtracted
        columns += [as_array(a) for a in ([1, 3], [9, 6, 15], [2**62 + 1, 3, 2**63 - 1])]
        make = lambda: [_offsets(a) for a in columns]
        self._expect(columns, [tuple(one) for one in kept(make, "frames, offsets")])
        for a in columns[:3]:
            expect_python_int(fields(run(self.encode, a), FrameOfReference)[0], "base")
        a, bits = as_array([3, 8, 5]), np.array([0, 5, 2], np.uint64).view(np.uint8)
        record = FrameOfReference(3, 3, bits, 3)
        names = ("pack", "unpack")
        expect_with_others(self.encode, self.decode, names, [a], [record], self._judge)

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
        refuses_others(self.encode, "int64")

    def expect_layouts(self) -> None:
        columns = plain_columns("int64")
        frames = self._frames([_offsets(a) for a in columns])
        each_in_layouts(self.encode, each_alone(columns), frames, self._judge)

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
        columns = [as_array(a) for a in given]
        self._expect(columns, [_steps(a) for a in columns])
        if max(map(len, columns)) < 2:  # what has no steps is framed all the same
            self._expect_with_others(columns)

    def _expect_with_others(self, columns: list[np.ndarray]) -> None:
        records = []
        for a in columns:
            framed = FrameOfReference(0, 64, _steps(a).view(np.uint8), max(len(a) - 1, 0))
            records.append(Delta(int(a[0]) if len(a) else None, framed))
        names = ("frame", "unframe")
        expect_with_others(self.encode, self.decode, names, columns, records, self._judge)

    def expect_one(self, *given: list) -> None:
        self.expect(*given)
        first = lambda a: fields(run(self.encode, as_array(a)), Delta)[0]
        if type(first([3, 8])) is int:  # or it costs the check of other columns
            expect_python_int(first([5]), "first")

    def _expect(self, columns: list[np.ndarray], steps: list[np.ndarray]) -> None:
        deltas = self._deltas(columns, steps)
        each(self.encode, each_alone(columns), deltas, self._judge)
        each(self.decode, each_alone(deltas), columns, expect_column)

    def _deltas(self, columns: list[np.ndarray], steps: list[np.ndarray]) -> list[Delta]:
        """What frames is the student's, or lent."""
        framed = each(self.frame, each_alone(steps), steps, lambda got, _: None)
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
        columns = [*int64_columns(), *map(np.cumsum, twins()), long_column()]
        columns += [as_array(a) for a in ([4, 4, 4], [9, 8, 7, 6])]  # steps that take no bits
        self._expect(columns, kept(lambda: list(map(_steps, columns)), "delta, steps"))
        for a in columns[:3]:
            expect_python_int(fields(run(self.encode, a), Delta)[0], "first")
        self._expect_with_others([as_array([7, 9, 4])])

    def expect_refusals(self) -> None:
        """Of other dtypes, not of int64."""
        self.expect([3, 8])
        refuses_others(self.encode, "int64")

    def expect_layouts(self) -> None:
        columns = plain_columns("int64")
        deltas = self._deltas(columns, list(map(_steps, columns)))
        each_in_layouts(self.encode, each_alone(columns), deltas, self._judge)

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
