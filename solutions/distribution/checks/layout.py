"""Of the exercise distribute: tables to lay out, and which slice each of their rows lies on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, cycle, islice

import numpy as np
import pyarrow as pa

from solutions.distribution.checks import local
from solutions.distribution.checks.placement import dealt
from warehouse import data
from warehouse.checks import Wrong, at_most, generator, raises, run, run_each, same, shown_as
from warehouse.distribution.checking import same_parts, slices_of_rows
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import ALL, EVEN, KEY
from warehouse.relations import same_rows


def in_chunks(values: list, kind: str | pa.DataType, cuts: Sequence[int]) -> pa.ChunkedArray:
    """A column of these values whose chunks are slices of a larger array, of as many rows as
    ``cuts`` says, and the rest in the last; 0 makes an empty one."""
    parent = pa.array([*values[-1:], *values, *values[:1]], kind)
    chunks, start = [], 0
    for rows in cuts:
        rows = min(rows, len(values) - start)
        chunks.append(parent.slice(1 + start, rows))
        start += rows
    chunks.append(parent.slice(1 + start, len(values) - start))
    return pa.chunked_array(chunks, parent.type)


def numbered(keys: object, more: bool = True) -> pa.Table:
    """A table with these keys as ``k``, its rows numbered from 0 as ``row``, and, if ``more``, a
    third column."""
    column = keys if isinstance(keys, pa.ChunkedArray) else pa.array(keys)
    columns = {"k": column, "row": np.arange(len(column))}
    return pa.table(columns | ({"also": [f"r{i}" for i in range(len(column))]} if more else {}))


def _order_keys() -> pa.Array:
    return data.table("orders", 0.01, ["o_orderkey"])["o_orderkey"].combine_chunks()


def _order_dates() -> pa.Array:
    days = np.arange("1992-01-02", "1998-12-30", dtype="M8[D]")
    return pa.concat_arrays([pa.array(days), pa.array([None], pa.date32())])


def _large_keys() -> np.ndarray:
    base = int(generator("distribute", "spread").integers(2**55, 2**61))
    return base + np.arange(5_000)


#: Keys in which a hash may leave a pattern, as messages call them.
PATTERNED: dict[str, Callable[[], object]] = {
    "5,000 customers' names": lambda: [f"Customer#{i:09}" for i in range(5000)],
    "2,554 order dates": _order_dates,
    "15,000 order keys": _order_keys,
    "5,000 multiples of 16": lambda: np.arange(5_000) * 16,
    "5,000 keys from 2^55 on": _large_keys,
    "5,000 multiples of 2^40": lambda: np.arange(-2_500, 2_500) << 40,
    # whoever folds a key's halves, by exclusive or or by a sum, folds these to one number
    "5,000 keys of equal halves": lambda: np.arange(5_000) * (2**32 + 1),
    "5,000 keys of equal quarters": lambda: np.arange(5_000) * (2**16 + 1),
    "5,000 keys whose halves add up": lambda: np.arange(1, 5_001) * (2**32 - 1),
    "5,000 keys below 0": lambda: np.arange(-5_000, 0),
    "5,000 uint64 keys": lambda: pa.array(np.arange(5_000).astype(np.uint64) * 7 + 2**63 + 1),
    "5,000 texts that differ at the end": lambda: [f"{'the same ' * 9}{i}" for i in range(5_000)],
    "5,000 texts that differ in the middle": lambda: [
        f"{'the same ' * 4}{chr(0x4E00 + i)}{' and so on' * 4}" for i in range(5_000)
    ],
}


#: Of these, over how many slices: such as divide nothing, and such as divide the pattern.
PATTERNED_NUMBERS = (
    ("15,000 order keys", 16),
    ("5,000 multiples of 16", 8),
    ("5,000 keys from 2^55 on", 8),
    ("5,000 multiples of 2^40", 7),
    ("5,000 keys of equal halves", 8),
    ("5,000 keys of equal quarters", 7),
    ("5,000 keys whose halves add up", 8),
    ("5,000 keys below 0", 8),
    ("5,000 uint64 keys", 7),
    ("2,554 order dates", 4),
)
PATTERNED_TEXTS = (
    ("5,000 customers' names", 7),
    ("5,000 texts that differ at the end", 8),
    ("5,000 texts that differ in the middle", 8),
)
EMPTY = tuple(
    pa.chunked_array(chunks, kind)
    for kind, chunks in (
        (pa.int64(), []),
        (pa.int64(), [pa.array([], pa.int64())]),
        (pa.string(), []),
        (pa.date32(), [pa.array([], pa.date32())]),
    )
)
#: Types whose nulls are one value.
NULL_IN = (
    ("int64", "int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"),
    ("date32", "date64"),
    ("string", "large_string"),
)
#: (style, key, slices) that must be refused.
REFUSED = (
    ("HASH", "k", 2),
    ("key", "k", 2),
    ("", None, 2),
    (KEY, "l_orderkey", 2),
    (KEY, "", 2),
    (KEY, "0", 2),
    (KEY, 0, 2),
    (KEY, None, 2),
    (EVEN, None, 0),
    (ALL, None, 0),
    (KEY, "k", -3),
)


class Layout:
    """Where the student's ``distribute`` puts the rows of tables that are made of their keys.

    Keys are what ``pyarrow.array`` takes, or a chunked array.
    """

    def __init__(self, distribute: Callable):
        self.distribute = distribute

    def parts(self, *cases: tuple[pa.Table, str, str | None, int]) -> Iterator[list[pa.Table]]:
        """The parts of each (table, style, key, slices)."""
        for (table, _, _, slices), got in run_each(self.distribute, cases):
            yield same_parts(got, table.schema, slices)

    def homes(self, *cases: tuple[object, int]) -> Iterator[dict[object, int]]:
        """Of each (keys, slices) {key: the slice that style KEY puts it on}. Raises ``Wrong``
        unless every row is there once and equal keys are together."""
        asked = [(numbered(keys, more=False), KEY, "k", slices) for keys, slices in cases]
        for (table, _, _, slices), parts in run_each(self.distribute, asked):
            slots = slices_of_rows(parts, table, slices).tolist()
            home: dict[object, int] = {}
            for value, slot in zip(table["k"].to_pylist(), slots):
                if home.setdefault(value, slot) != slot:
                    raise Wrong(
                        f"rows with the key {value!r} lie on two slices",
                        "one slice",
                        f"slices {home[value]} and {slot}",
                    )
            yield home

    def expect_together(self, cases: Sequence[tuple[list, Sequence[int], int]]) -> None:
        """Of each (whole numbers, rows of chunks, slices) every row must be there once, equal keys
        together."""
        for _ in self.homes(
            *((in_chunks(keys, "int64", cuts), slices) for keys, cuts, slices in cases)
        ):
            pass

    def expect_same_homes(self, *groups: Sequence[object], slices: int) -> None:
        """A key that stands in the first column of a group and in another of it must have the same
        slice in both."""
        homes = self.homes(*((keys, slices) for keys in chain(*groups)))
        for group in groups:
            first = next(homes)
            for other in islice(homes, len(group) - 1):
                for value in first.keys() & other.keys():
                    if first[value] != other[value]:
                        raise Wrong(
                            f"in two tables the key {value!r} goes to two different slices",
                            f"slice {first[value]}",
                            f"slice {other[value]}",
                        )

    def expect_same_in_types(
        self, alike: Sequence[tuple[list, Sequence[str]]], cuts: Sequence[int], slices: int
    ) -> None:
        """As ``expect_same_homes``, of the same keys as columns of several Arrow types, the first
        whole, the others in chunks and the other way round."""
        groups = [
            (pa.array(keys, first), *(in_chunks(keys[::-1], kind, cuts) for kind in others))
            for keys, (first, *others) in alike
        ]
        self.expect_same_homes(*groups, slices=slices)

    def expect_nulls(
        self, alike: Sequence[tuple[list, Sequence[str]]], cuts: Sequence[int], slices: int
    ) -> None:
        """Keys of a type, nulls among them: every row is there once, those of one key together, and
        a key has the slice that it has in a table without nulls, or null in one with others, of
        this type and of another that is like it."""
        groups = []
        for keys, (kind, *more) in alike:
            others = [key for key in keys if key is not None]
            alone = [pa.array([None, *others[-1:]], kind), *(pa.array([None], k) for k in more)]
            groups.append((in_chunks([*keys, None], kind, cuts), pa.array(others, kind), *alone))
        self.expect_same_homes(*groups, slices=slices)

    def expect_spread(self, *cases: tuple[str, int], limit: float = 1.2) -> None:
        """Of the keys of ``PATTERNED`` that are called so, each of which is there once, no one of
        so many slices may get more than ``limit`` times the mean."""
        asked = []
        for what, slices in cases:
            keys = pa.chunked_array([pa.array(PATTERNED[what]())])
            table = pa.table({"k": keys, "row": np.arange(len(keys))})
            asked.append((table, KEY, "k", slices))
        for (what, slices), ((table, *_), got) in zip(cases, run_each(self.distribute, asked)):
            counts = np.bincount(slices_of_rows(got, table, slices), minlength=slices)
            shown = f"the largest share of {what} over {slices} slices, divided by the mean,"
            at_most(counts.max() / counts.mean(), limit, shown)

    def expect_same_in_every_table(self) -> None:
        """Texts and numbers in tables that hold others, too, in another order; numbers that no
        float holds beside a null; null alone, of every type that others are equal to."""
        words = [f"Brand#{i}{j}" for i in range(1, 6) for j in range(1, 6)]
        chunked = pa.chunked_array([words[5:9], [], words[:5]])
        numbers = range(100), range(99, 20, -3)
        large = [2**53 + at for at in range(1, 40, 2)]
        beside_null = pa.array([*large, None], pa.int64())
        nulls = [[pa.array([None], kind) for kind in alike] for alike in NULL_IN]
        groups = (words, words[:3:-1], chunked), numbers, (beside_null, large), *nulls
        self.expect_same_homes(*groups, slices=7)

    def expect_each_its_own(self) -> None:
        """Of tables that are there for one call only every row must be where its key is."""
        table = numbered(np.arange(40) % 7, more=False)
        given = local.short_lived("distribute", self.distribute, table, 3, 8, KEY, "k", 2)
        home: dict[int, int] = {}
        for at, parts in enumerate(given):
            parts = same_parts(parts, table.schema, 2)
            numbers = [part["row"].to_pylist() for part in parts]
            same(sorted(chain(*numbers)), [at, at + 1, at + 2], "the numbers of the table's rows")
            for s, part in enumerate(parts):
                for key in part["k"].to_pylist():
                    same(s, home.setdefault(key, s), f"the slice of the key {key} this time")

    def expect_key_ignored(self, *styles: str) -> None:
        """These styles must not mind a key that is no column."""
        list(self.parts(*((numbered([1, 2, 3]), style, "nonsense", 2) for style in styles)))

    def expect_dealt(self, cases: Sequence[tuple[list, Sequence[int], int]]) -> None:
        """Style EVEN must give row i of each (whole numbers, rows of chunks, slices) to slice
        i % slices, in the order of the rows."""
        asked = [
            (numbered(in_chunks(keys, "int64", cuts)), EVEN, None, slices)
            for keys, cuts, slices in cases
        ]
        for (table, _, _, slices), parts in zip(asked, self.parts(*asked)):
            for s, (part, expected) in enumerate(zip(parts, dealt(table, slices))):
                if not part.equals(expected):
                    raise Wrong(
                        f"slice {s} of {slices} holds other rows, or in another order",
                        str(expected["row"].to_pylist()),
                        str(part["row"].to_pylist()),
                    )

    def expect_whole_schema(self) -> None:
        """A table of columns that are called oddly, some nullable, with metadata: under every style
        the parts must have its schema and its rows, also those that get no row."""
        table = odd_table()
        rows = row_tuples(table)
        by_key = [(KEY, name, 5 if at == 1 else 2) for at, name in enumerate(ODD_KEYS)]
        layouts = (EVEN, None, MORE_THAN_ROWS), (ALL, None, 2), *by_key
        found = self.parts(*((table, *layout) for layout in layouts))
        for (style, key, _), parts in zip(layouts, found):
            for s, part in enumerate(parts):
                if not part.schema.equals(table.schema, check_metadata=True):
                    raise Wrong(
                        f"part {s} of style {style} has lost metadata of the schema",
                        table.schema.to_string(),
                        part.schema.to_string(),
                    )
            if style == ALL:
                continue
            held = [row for part in parts for row in row_tuples(part)]
            same(sorted(held), sorted(rows), f"the rows of all parts, by {style} of {key!r}")

    def expect_copies(self, *columns: object, slices: int, styles: Sequence[str] = (ALL,)) -> None:
        """Every slice must hold the whole of each table: under ALL, and if it has no rows, under
        every style."""
        tables = [table for keys in columns for table in [numbered(keys)] * len(styles)]
        asked = [(table, style, "k", slices) for table, style in zip(tables, cycle(styles))]
        for table, parts in zip(tables, self.parts(*asked)):
            for part in parts:
                if not part.equals(table):
                    same_rows(part, table, "a slice's copy")

    def expect_every_row(
        self, keys: object, *slices: int, styles: Sequence[str] = (EVEN, KEY)
    ) -> None:
        """Over so many slices every row must be there once."""
        asked = [(numbered(keys), style, "k", count) for style in styles for count in slices]
        for (table, _, _, count), got in run_each(self.distribute, asked):
            slices_of_rows(got, table, count)

    def expect_refused(self, *cases: tuple[str, str | None, int]) -> None:
        """(style, key, slices) that no table of ``numbered`` can be laid out by; an unknown style
        or column must be named."""
        for style, key, slices in cases:
            known = {EVEN: "", ALL: "", KEY: key or ""}
            table = numbered([1, 2, 3])
            naming = known.get(style, style) if slices > 0 else ""
            raises(ValueError, self.distribute, table, style, key, slices, naming=naming)

    def expect_processes_agree(self, cluster: Cluster, **keys: pa.Array) -> None:
        """The slices, processes of their own, must place these keys, each a column of one table, as
        this process does."""
        distribute, table, slices = self.distribute, pa.table(keys), cluster.slices
        asked = [(table, KEY, name, slices) for name in keys]
        here = [
            [sorted(part[name].to_pylist()) for part in parts]
            for name, parts in zip(keys, self.parts(*asked))
        ]
        copies = cluster.load("keys", [table] * slices)

        def keys_of_parts(table: pa.Table, slices: int) -> list[list[list]]:
            return [
                [part[name].to_pylist() for part in distribute(table, KEY, name, slices)]
                for name in table.column_names
            ]

        @shown_as("distribute")
        def on_slice(number: int) -> object:
            return cluster.fetch(cluster.run(number, keys_of_parts, copies[number], slices))

        for s in range(slices):
            for name, expected, got in zip(keys, here, run(on_slice, s), strict=True):
                there = [sorted(part) for part in got]
                if there != expected:
                    raise Wrong(
                        f"a slice's own process puts {name} elsewhere than this process does",
                        f"slice 0: {expected[0][:5]}",
                        f"slice 0: {there[0][:5]}",
                    )


#: Names that a table's columns may have: here those of whole numbers.
ODD_KEYS = ("", "a.b", 'say "k"', "two words", "select")
MORE_THAN_ROWS = 13  # slices, more than the rows of a table of such columns
#: What somebody may call a column that is put beside the table's and taken out again.
HELPERS = (
    *("_slice", "slice", "slot", "part", "bucket", "hash", "index", "_"),
    *("row", "row_number", "_row", "i", "place", "__slice__", "slices"),
)


def odd_table() -> pa.Table:
    """Ten rows of four keys; two columns of one name, none of which is a key, metadata, a column that is not
    nullable, and ``HELPERS``."""
    keys = [pa.field(name, pa.int64(), nullable=name != "a.b") for name in ODD_KEYS]
    others = [pa.field("x", pa.string(), metadata={"encoding": "raw"}), pa.field("x", pa.int8())]
    others += [pa.field(name, pa.int8()) for name in HELPERS]
    schema = pa.schema([*keys, *others], metadata={"distkey": "a.b"})
    numbers = [pa.array((np.arange(10) * 7 + i) % 4) for i in range(len(keys))]
    texts = pa.array([f"x{i}" for i in range(10)])
    more = [pa.array(range(10), pa.int8())] * (1 + len(HELPERS))
    return pa.Table.from_arrays([*numbers, texts, *more], schema=schema)


def row_tuples(table: pa.Table) -> list[tuple]:
    """The rows, whatever the columns are called."""
    return list(zip(*(column.to_pylist() for column in table.columns)))


_SHORT = pa.table({"t": [""] * 40})
_LONG = pa.table({"t": ["a text of some length"] * 40, "n": [1] * 40})


def expect_skew(skew: Callable, *layouts: Sequence[int]) -> None:
    """The skew of parts of so many rows, every second of them of long ones, for each layout."""
    cases = []
    for rows in layouts:
        parts = [(_LONG if at % 2 else _SHORT).slice(40 - n, n) for at, n in enumerate(rows)]
        cases.append((parts,))
    for rows, (_, got) in zip(layouts, run_each(skew, cases)):
        expected = float(Fraction(max(rows) * len(rows), sum(rows))) if sum(rows) else 1.0
        if not isinstance(got, (int, float)) or abs(got - expected) > 1e-9:
            raise Wrong(
                f"the skew of parts of {list(rows)} rows is not right", str(expected), repr(got)
            )
