"""The types that the lab's tasks name, with values of each among which are its ends; and what is
drawn of them: columns, blocks with a condition, tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from warehouse.checks import generator
from warehouse.zone_maps.records import Predicate

NAN, INF = float("nan"), float("inf")
_CET, _ELSEWHERE = timezone(timedelta(hours=1)), timezone(-timedelta(hours=3, minutes=30))

_TIMES = [datetime(1969, 12, 31, 23), datetime(2026, 1, 2, 3), datetime(2026, 1, 2, 4)]
_DAYS = [date(1, 1, 1), date(1969, 12, 31), date(1994, 1, 1), date(9999, 12, 31)]
_TEXTS = ["", "0", "AIR", "AIR\0", "AIR ", "air", "it's", "naïve", "名"]

#: By name: Arrow's type, and values in ascending order (-0.0 and 0.0 are equal), neighbours that
#: are one float among them.
DOMAINS: dict[str, tuple[pa.DataType, list]] = {
    "int8": (pa.int8(), [-128, -1, 0, 127]),
    "int64": (pa.int64(), [-(2**63), -1, 0, 2**53, 2**53 + 1, 2**63 - 1]),
    "uint8": (pa.uint8(), [0, 1, 128, 255]),
    "uint64": (pa.uint64(), [0, 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1]),
    "float32": (pa.float32(), [-INF, -1.5, -0.0, 0.0, 2.0**-149, 2.5, INF]),
    "float64": (pa.float64(), [-INF, -1e300, -1.5, -0.0, 0.0, 5e-324, 2.5, INF]),
    "decimal128": (
        pa.decimal128(38, 2),
        [Decimal("-1.10"), Decimal("0.00"), Decimal(10**18) + Decimal("0.01"), Decimal(10**18 + 1)],
    ),
    "decimal256": (pa.decimal256(60, 1), [Decimal("-0.5"), Decimal("0.0"), Decimal(10**40)]),
    "bool": (pa.bool_(), [False, True]),
    "date32": (pa.date32(), _DAYS),
    "date64": (pa.date64(), _DAYS),
    "time32": (pa.time32("s"), [time(0), time(0, 0, 1), time(23, 59, 59)]),
    "time64": (pa.time64("us"), [time(0), time(0, 0, 0, 1), time(23, 59, 59, 999_999)]),
    "timestamp": (pa.timestamp("us"), [*_TIMES, datetime(9999, 1, 1, 0, 0, 0, 1)]),
    "timestamp in s": (pa.timestamp("s"), _TIMES),
    "timestamp with zone": (
        pa.timestamp("us", "+01:00"),
        [moment.replace(tzinfo=_CET) for moment in _TIMES],
    ),
    "text": (pa.string(), _TEXTS),
    "long text": (pa.large_string(), _TEXTS),
}
TYPES = [kind for kind, _ in DOMAINS.values()]
FLOATS = ("float32", "float64")
WHOLE = ("int8", "int64", "uint8", "uint64")
NOT_WHOLE = tuple(domain for domain in DOMAINS if domain not in WHOLE)

#: Names of columns as others give them.
NAMES = ["day", "order", "Select", "a.b", "two words", 'quo"te', "it's", "größe", "名", "0"]


def draw(
    rng: np.random.Generator, domain: str, rows: int, nulls: float = 0, nans: float = 0
) -> list:
    """Values of a domain, often few different ones; a share of ``nulls``, and in a float of
    ``nans``."""
    values = DOMAINS[domain][1]
    few = rng.choice(len(values), min(len(values), int(rng.integers(1, 5))), replace=False)
    chosen = [values[few[at]] for at in rng.integers(0, len(few), rows)]
    for at in range(rows):
        if rng.random() < nulls:
            chosen[at] = None
        elif domain in FLOATS and rng.random() < nans:
            chosen[at] = NAN
    return chosen


def column_of(domain: str, rows: Sequence) -> pa.Array:
    return pa.array(rows, DOMAINS[domain][0])


def in_pieces(rng: np.random.Generator, array: pa.Array) -> pa.ChunkedArray:
    """The array in chunks of any length, empty ones in the middle among them, each a slice."""
    ends = sorted(rng.integers(0, len(array) + 1, int(rng.integers(0, 4))))
    borders = [0, *ends, *ends[:1], len(array)]
    borders.sort()
    pieces = [array[start:end] for start, end in zip(borders, borders[1:])]
    return pa.chunked_array(pieces, array.type)


def shown(column: pa.Array | pa.ChunkedArray) -> str:
    """A whole small column, chunk by chunk."""
    if isinstance(column, pa.ChunkedArray):
        return f"{column.type} in chunks {[chunk.to_pylist() for chunk in column.chunks]}"
    return f"{column.type} {column.to_pylist()}"


# Of build_zone_map: (column, rows a block), the shortest first.


def columns(
    domains: Sequence[str], each: int = 6, nulls: float = 0, nans: float = 0, chunked: bool = False
) -> list[tuple]:
    """Of every domain ``each`` columns, all blocks full. ``chunked``: in chunks that are slices."""
    rng = generator("zone_maps", "columns", *domains, nulls, nans, chunked)
    made = []
    for domain in [*domains] * each:
        size, blocks = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        rows = draw(rng, domain, size * blocks, nulls, nans)
        # a slice of a longer one, which has values of its own before and behind
        column = column_of(domain, [rows[0], *rows, rows[-1]])[1:-1]
        made.append((in_pieces(rng, column) if chunked else column, size))
    return sorted(made, key=lambda case: len(case[0]))


def columns_of_types() -> list[tuple]:
    """Columns of all types; those of whole numbers, which can hide a null behind a number, without
    nulls. Besides, of the finest difference of each, the blocks of two neighbours in either order."""
    made = [*columns(WHOLE), *columns(NOT_WHOLE, nulls=0.2)]
    for domain in NOT_WHOLE:
        values = DOMAINS[domain][1]
        rows = [value for a, b in zip(values[-4:], values[-3:]) for value in (a, b, b, a)]
        made.append((column_of(domain, rows), 2))
    return made


# Of may_match: (rows of a block, operator, value).

_SMALL = [-3, -2, -1, 0, 1, 2, 3]
_HALVES = [-INF, -1.5, -0.0, 0.0, 0.5, 2.0, INF]


def _condition(rng: np.random.Generator, op: str, values: list) -> Any:
    pick = lambda: values[rng.integers(len(values))]
    if op == "between":
        low, high = pick(), pick()
        known = low is not None and high is not None and low == low and high == high
        return (min(low, high), max(low, high)) if known and rng.random() < 0.6 else (low, high)
    if op == "in":
        return [pick() for _ in range(rng.integers(0, 4))]
    return pick()


COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "between", "in")


def blocks(of_types: bool = False) -> list[tuple]:
    """Small blocks that hold at least one value, each under every comparison, the smallest first.
    Of whole numbers and halves, or of all other types under those in which only the type counts."""
    rng = generator("zone_maps", "blocks", of_types)
    others = [values for name, (_, values) in DOMAINS.items() if name not in FLOATS]
    domains = [*others, *[_TEXTS] * 10] * 2 if of_types else [_SMALL, _HALVES] * 20
    made = []
    for values in domains:
        for _ in range(2):
            few = [values[at] for at in rng.integers(0, len(values), rng.integers(1, 5))]
            rows = [few[at] for at in rng.integers(0, len(few), rng.integers(1, 6))]
            rows += [None] * int(rng.integers(0, 2))
            rows += [NAN] * (type(few[0]) is float and int(rng.integers(0, 2)))
            beside = [*values, *few, *few]
            if isinstance(few[0], datetime) and few[0].tzinfo:  # half of them by another clock
                beside[::2] = [moment.astimezone(_ELSEWHERE) for moment in beside[::2]]
            for op in ("=", "<", "<=", ">", ">=", "in") if of_types else COMPARISONS:
                value = _condition(rng, op, beside)
                made.append((rows, op, value))
    size = lambda case: len(case[0]) + (len(case[2]) if type(case[2]) is list else 1)
    return sorted(made, key=size)


# Of scan and compound_sort.


class Question(NamedTuple):
    """A table in blocks of ``block_rows``, and what is asked of it. ``zoned``: the columns with zone
    maps."""

    table: pa.Table
    block_rows: int
    zoned: list[str]
    predicates: list[Predicate]
    columns: list[str]

    def __str__(self) -> str:
        types = {field.name: str(field.type) for field in self.table.schema}
        without = sorted({*self.table.column_names} - {*self.zoned})
        return (
            f"scan of {self.table.to_pydict()} ({types}), {self.block_rows} rows a block"
            f"{f', {without} without zone maps' if without else ''}, "
            f"where {[tuple(predicate) for predicate in self.predicates]}, columns {self.columns}"
        )


def questions(of_types: bool = False, unzoned: float = 0) -> list[Question]:
    """Small tables with one to three conditions each, the smallest first: of numbers, with None and
    NaN on both sides; or of all types, with names of all kinds; or of columns of which a share
    ``unzoned`` has no zone maps, and which hold values alone."""
    rng = generator("zone_maps", "questions", of_types, unzoned)
    nothing, every = not of_types and not unzoned, [*DOMAINS, "float32"]
    made = _plain_questions(rng) if nothing else []
    for number in range(75 if nothing else 76 if of_types else 36):
        rows = int(rng.integers(1, 11))
        names, domains = list("kxy"), ["int8", "float64", "float64"]
        if of_types:
            names = [NAMES[at] for at in rng.permutation(len(NAMES))[:3]]
            domains = [every[(number + at) % len(every)] for at in (0, 5, 11)]
        columns = {}
        for name, domain in zip(names, domains):
            nans = 0.3 if nothing or of_types and domain == "float32" else 0
            columns[name] = draw(rng, domain, rows, 0 if unzoned else 0.2, nans)
        predicates = [
            _predicate(rng, names[at], domains[at], columns[names[at]], nothing)
            for at in [number % 3, *rng.integers(0, 3, rng.choice([0, 0, 1, 2]))]
        ]
        arrays = {name: column_of(domain, columns[name]) for name, domain in zip(names, domains)}
        shown = [names[at] for at in rng.permutation(3)[: rng.integers(1, 4)]]
        zoned = [name for name in names if rng.random() >= unzoned]
        size = int(rng.integers(1, 5))
        made.append(Question(pa.table(arrays), size, zoned, predicates, shown))
    for op in (*COMPARISONS[:6], "is_null", "is_not_null") if of_types else ():
        halves = pa.table({"half": column_of("float32", [1.5, NAN, None, 2.5, 3.5])})
        made.append(Question(halves, 5, ["half"], [Predicate("half", op, 2.5)], ["half"]))
    made += _one_float_apart() if of_types else []
    return sorted(made, key=lambda asked: (asked.table.num_rows, len(asked.predicates)))


def _one_float_apart() -> list[Question]:
    """Whole numbers that are one float, with a null beside them, under conditions that tell them
    apart: who makes floats of them, as numpy does where there is a null, does not."""
    made = []
    for domain, low in (("int64", 2**53), ("uint64", 2**63)):
        table = pa.table({"far": column_of(domain, [low, low + 1, None, low + 2])})
        values = {"between": (low + 1, low + 1), "in": [low + 1]}
        for op in ("=", "<>", "<", ">=", "between", "in"):
            asked = Predicate("far", op, values.get(op, low + 1))
            made.append(Question(table, 4, ["far"], [asked], ["far"]))
    return made


def _plain_questions(rng: np.random.Generator) -> list[Question]:
    """One column with nulls, NaN and both zeros, under every condition once: with a value, None and
    NaN on the other side, at each end, and in a list before and behind a value."""
    made = []
    for domain, rows, nothings, zeros, low, high in (
        ("int8", [None, 0, 127, -1, None], [None], [0], -1, 127),
        ("float64", [None, NAN, 0.0, -0.0, 2.5, -1.5], [None, NAN], [0.0, -0.0], -1.5, 2.5),
    ):
        conditions: list[tuple] = [("is_null", None), ("is_not_null", None), ("in", [])]
        conditions += [(op, value) for op in COMPARISONS[:6] for value in (*nothings, *zeros, high)]
        for x in nothings:
            conditions += [("between", ends) for ends in ((x, high), (low, x), (x, x))]
            conditions += [("in", values) for values in ([x], [x, high], [high, x])]
        for zero in zeros:
            conditions += [("between", (zero, high)), ("in", [zero]), ("in", [high, zero])]
            # many values; 12 of them lie in no row
            conditions += [("in", [*nothings, *(low - at for at in range(1, 13)), zero])]
        for op, value in conditions:
            order = rng.permutation(len(rows))
            table = pa.table({"x": column_of(domain, [rows[at] for at in order])})
            size = int(rng.integers(1, 4))
            made.append(Question(table, size, ["x"], [Predicate("x", op, value)], ["x"]))
    return made


def _predicate(
    rng: np.random.Generator, name: str, domain: str, rows: list, nothing: bool
) -> Predicate:
    """``nothing``: now and then None or NaN."""
    values = [*DOMAINS[domain][1], *(row for row in rows if row is not None and row == row)]
    if nothing and rng.random() < 0.4:
        values += [None, *[NAN] * (domain in FLOATS)] * 4
    operators = (*COMPARISONS, "<>", "in", "between", "is_null", "is_not_null")
    op = operators[rng.integers(len(operators))]
    return Predicate(name, op, None if op.startswith("is") else _condition(rng, op, values))


def grids() -> list[tuple[pa.Table, list[str]]]:
    """Tables of small whole numbers without two equal rows, and three keys in any order, the smallest
    first; ``text`` says what each row is. And two with 24 keys."""
    rng = generator("zone_maps", "grids")
    made = []
    for _ in range(40):
        different = rng.permutation(48)[: rng.integers(2, 9)]
        rows = [(int(at) // 12, int(at) % 12 // 3, int(at) % 3) for at in different]
        keys = [str(name) for name in rng.permutation(list("abc"))]
        texts = ["/".join(map(str, row)) for row in rows]
        made.append((pa.table({**dict(zip("abc", map(list, zip(*rows)))), "text": texts}), keys))
    for _ in range(2):  # more keys than one number can hold the ranks of
        many = {f"k{at}": [int(one) for one in rng.permutation(9)] for at in range(24)}
        made.append((pa.table(many), [str(name) for name in rng.permutation([*many])]))
    return sorted(made, key=lambda case: case[0].num_rows)


def tied() -> list[tuple[pa.Table, list[str]]]:
    """Tables with many equal rows, and one to four keys; ``at`` numbers the rows. Every key alone
    gives the same order, so that which comes first is another check's matter. Without nulls."""
    rng = generator("zone_maps", "tied")
    made = []
    for number in range(24):
        # numpy's quick sort keeps the order of up to 16 rows
        rows = int(rng.integers(20, 60) if number % 3 == 0 else rng.integers(3, 12))
        places, columns = rng.integers(0, 4, rows), {}
        for name, domain in zip("klmn", ("int64", "text", "int8", "date32")[: 1 + number % 4]):
            columns[name] = column_of(domain, [DOMAINS[domain][1][place] for place in places])
        keys = [str(name) for name in rng.permutation(list(columns))]
        made.append((pa.table({**columns, "at": list(range(rows))}), keys))
    return sorted(made, key=lambda case: case[0].num_rows)


def sortable(nulls: bool) -> list[tuple[pa.Table, list[str]]]:
    """Small tables and the one column that they are to be sorted by, of every type, the smallest
    first; the column ``at`` numbers the rows. ``nulls``: with nulls and NaN among the values; without
    them the names are of all kinds. No two keys are equal, but for 0.0 and -0.0, which are so that
    the order among equal rows is another check's matter."""
    rng = generator("zone_maps", "sortable", nulls)
    made = []
    for domain in [*DOMAINS, *FLOATS, "int64", "uint64"] * 3:
        given = [*DOMAINS[domain][1]]
        if nulls:
            given += [None, *[NAN] * (domain in FLOATS)]
        rows = [given[at] for at in rng.permutation(len(given))]
        name, other = [NAMES[at] for at in rng.permutation(len(NAMES))[:2]]
        columns = {name: column_of(domain, rows), other: [[at] for at in range(len(rows))]}
        made.append((pa.table({**columns, "at": list(range(len(rows)))}), [name]))
    for domain in () if nulls else FLOATS:  # of each zero several, in turn
        zeros = column_of(domain, [0.0, -0.0, 2.5, 0.0, -0.0, -1.5, 0.0])
        made.append((pa.table({"k": zeros, "at": range(len(zeros))}), ["k"]))
    for _ in range(12 if nulls else 0):  # two keys, ties in the first, nulls in both
        pairs = [(first, second) for first in (None, 1, 2) for second in ("", None, "b")]
        first, second = zip(*[pairs[at] for at in rng.permutation(len(pairs))[:5]])
        made.append((pa.table({"k": first, "l": second, "at": range(5)}), ["k", "l"]))
    return sorted(made, key=lambda case: case[0].num_rows)


# Of z_order: (columns, bits).

_DTYPES = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"]


def different() -> list[tuple[list[np.ndarray], int]]:
    """One column of different whole numbers each, of every length up to 64 and some more, the
    shortest first."""
    rng = generator("zone_maps", "different")
    return [
        ([rng.permutation(3 * rows)[:rows] - rows], 1 + 7 * rows % 32)
        for rows in [*range(2, 65), 97, 98, 99, 100, 127, 147, 196]
    ]


def grids_of_bits() -> list[tuple[list[np.ndarray], int]]:
    """Two to thirteen columns of different values; keys of at most 32 bits."""
    rng = generator("zone_maps", "grids of bits")
    made = []
    for m in (2, 3, 4, 5, 7, 13):
        for bits in sorted({1, 2, 3, 6} & {*range(1, 32 // m + 1)}):
            rows = int(rng.choice([8, 11, 16]))
            made.append(([rng.permutation(rows) for _ in range(m)], bits))
    return made


def arrays_of_types() -> list[tuple[list[np.ndarray], int]]:
    """One or two columns of every dtype with its ends."""
    rng = generator("zone_maps", "arrays of types")
    made = []
    for number, name in enumerate(_DTYPES * 2):
        order = rng.permutation(7)  # one for both: which of the two is on top is not asked here
        columns = [_with_ends(np.dtype(kind))[order] for kind in (name, _DTYPES[(number + 3) % 10])]
        made.append((columns[: 1 + number % 2], int(rng.integers(3, 17))))
    return made


def _with_ends(dtype: np.dtype) -> np.ndarray:
    """Seven different values."""
    if dtype.kind == "f":
        tiny = float(np.finfo(dtype).smallest_subnormal)
        return np.array([-INF, -1.5, 0.0, tiny, 1.0, 2.5, INF], dtype)
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    return np.array([low, low + 1, 5, high // 2, high // 2 + 1, high - 1, high], dtype)


VIEWS = range(5)


def view(column: np.ndarray, kind: int) -> np.ndarray:
    """The same values as they may lie in memory: turned round, every second or third value of others,
    a column of a matrix; or not to be written to."""
    if kind in (0, 1):
        return np.repeat(column, kind + 2)[:: kind + 2]
    if kind == 2:
        return column[::-1].copy()[::-1]
    if kind == 3:
        return np.stack([column, column], axis=1)[:, 0]
    column = column.copy()
    column.flags.writeable = False
    return column
