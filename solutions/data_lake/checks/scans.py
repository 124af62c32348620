"""Files for ``scan``, what must come of them, and what the store may be asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from solutions.data_lake.checks import made
from solutions.data_lake.checks.conditions import OPS, holds, pick
from warehouse.checks import Wrong, at_most, raises, run, same, same_table
from warehouse.data_lake.lake_store import InvalidRange, LakeStore, Unavailable
from warehouse.data_lake.parquet_files import footer_length, parse_footer, written
from warehouse.data_lake.records import Footer, Predicate

__all__ = ["InvalidRange", "Unavailable"]

KINDS = ("rows", "columns", "no rows")
TYPES = {"id": pa.int64(), "x": pa.int64(), "unit price": pa.float64(), "é": pa.string()}
VALUES = {
    "id": [0, 1, -5, 2**53 + 1, 2**62],
    "x": [None, 0, 1, 7],
    "unit price": [None, float("nan"), 0.0, -0.0, 1.5, float("-inf")],
    "é": [None, "", "a", "ab", "é"],
}


class Case(NamedTuple):
    """``files``: by name, bytes. ``rows``: of each the table. ``groups``: of each the numbers of
    the row groups that are to be read. ``gap``: of the ranges. ``tail``: None, or bytes."""

    files: dict[str, bytes]
    rows: dict[str, pa.Table]
    predicates: list[Predicate]
    columns: list[str]
    groups: dict[str, list[int]]
    gap: int
    tail: int

    def store(self, fails_at: int | None = None) -> LakeStore:
        store = LakeStore(fails_at=fails_at)
        store.bucket.objects.update({name: (held, 0.0) for name, held in self.files.items()})
        return store

    def prune(self, footer: Footer, predicates: list[Predicate]) -> list[int]:
        if set(predicates) != set(self.predicates):  # of others more may be left
            return list(range(len(footer.row_groups)))
        named = (name for name, held in self.files.items() if footer_of(held) == footer)
        return self.groups.get(next(named, ""), [])

    def ranges(self, footer: Footer, groups: list[int], columns: list[str]) -> list:
        """With a gap below 0 ranges that touch are two."""
        return wanted(footer, groups, columns, self.gap)

    def arguments(self, store: LakeStore, tail: int | None = None) -> tuple:
        tail = self.tail if tail is None else tail
        names = list(self.files)
        return store, names, self.predicates, self.columns, self.prune, self.ranges, tail

    @property
    def needed(self) -> list[str]:
        return list(dict.fromkeys([*self.columns, *(it.column for it in self.predicates)]))

    def within_a_range(self) -> list[int]:
        """A tail that begins in the midst of a range of the first file's, where it has one."""
        name, held = next(iter(self.files.items()))
        found = wanted(footer_of(held), self.groups[name], self.needed, self.gap)
        return [len(held) - start - length // 2 for start, length in found[-1:]]

    def begins(self, name: str, tail: int) -> int:
        """From which byte on everything is there once the footer is."""
        return len(self.files[name]) - max(tail, footer_length(self.files[name]))


@cache
def footer_of(held: bytes) -> Footer:
    return parse_footer(held)


def wanted(
    footer: Footer, groups: list[int], columns: list[str], gap: int
) -> list[tuple[int, int]]:
    """The ranges: chunks by place, cut where a hole is larger than the gap. (Those of exercise 3 are
    judged by marks, which take longer.)"""
    chunks = [footer.row_groups[group].chunks[name] for group in groups for name in columns]
    spans = sorted((it.dictionary_page or it.data_page, it.size) for it in chunks)
    places = range(1, len(spans))
    cuts = [at for at in places if spans[at][0] - sum(spans[at - 1]) > gap]
    runs = [spans[one:other] for one, other in zip([0, *cuts], [*cuts, len(spans)])]
    return [(its[0][0], sum(its[-1]) - its[0][0]) for its in runs if its]


def cases(kind: str) -> list[Case]:
    return [Case(*its) for its in made.drawn_once(drawn, "scan", kind)]


def drawn(rng: np.random.Generator, kind: str) -> list[tuple]:
    """Each case as ``Case`` has it. Of kind "rows" all columns of one to three files, and predicates that leave some rows;
    "columns": some, in any order, and predicates that are true of every row; "no rows": none that
    is left."""
    cases = []
    for number in range(9):
        case = _drawn(rng, kind, number)
        if kind != "no rows" and not by_rows(case).num_rows:
            every = {
                name: list(range(len(footer_of(it).row_groups))) for name, it in case.files.items()
            }
            case = case._replace(predicates=[], groups=every)
        cases.append(tuple(case))
    return cases


def _drawn(rng: np.random.Generator, kind: str, number: int) -> Case:
    names, columns, predicates = list(TYPES), list(TYPES), []
    if kind == "columns":
        columns = [names[int(it)] for it in rng.permutation(4)][: int(rng.integers(1, 4))]
        predicates = [Predicate("id", ">=", -5), Predicate("id", "<", 2**62 + 1)][: number % 3]
    else:
        for _ in range(number % 3):
            column = pick(rng, names)
            value = pick(rng, [it for it in VALUES[column] if it is not None and it == it])
            predicates.append(Predicate(column, pick(rng, OPS), value))
    files, rows, groups = {}, {}, {}
    for at in range(1 if kind == "columns" else 1 + number // 3):
        count = 0 if kind == "no rows" and number % 4 == 0 else int(rng.integers(1, 14))
        table = pa.table(
            {name: pa.array([pick(rng, VALUES[name]) for _ in range(count)], its)
             for name, its in TYPES.items()}
        )  # fmt: skip
        name, size = f"s/{'zyxw'[at]} {at}.parquet", int(rng.integers(2, 7))
        options = {"compression": pick(rng, ("snappy", "none")), "use_dictionary": number % 2 == 0}
        # the name is in the footer, so that a footer tells whose it is
        files[name] = written(table.replace_schema_metadata({"n": name}), size, **options)
        rows[name] = table
        true = [all(holds(row[p.column], p) for p in predicates) for row in table.to_pylist()]
        groups[name] = [
            group
            for group in range(-(-count // size))
            if kind != "no rows"
            and (group == 0 or any(true[group * size : (group + 1) * size]) or rng.random() < 0.2)
        ]
    if kind == "no rows":
        predicates.append(Predicate("x", ">", 2**40))
    gap = pick(rng, (0, 40, 400))
    return Case(files, rows, predicates, columns, groups, gap, pick(rng, (8, 64, 1_000, 9_000)))


def by_rows(case: Case) -> pa.Table:
    """The answer, row by row."""
    tables = []
    for table in case.rows.values():
        found = [
            at
            for at, row in enumerate(table.to_pylist())
            if all(holds(row[p.column], p) for p in case.predicates)
        ]
        tables.append(table.select(case.columns).take(pa.array(found, pa.int64())))
    return pa.concat_tables(tables).replace_schema_metadata(None)


def expect_rows(scan: Callable, cases: list[Case]) -> None:
    for case in cases:
        got = run(scan, *case.arguments(case.store()))
        # what a schema says besides names and types is nobody's business
        plain = got.replace_schema_metadata(None) if type(got) is pa.Table else got
        same_table(plain, by_rows(case))


def _asked(scan: Callable, case: Case, tail: int) -> dict[str, list[tuple]]:
    """What was asked of each file, in order: the start and the length of every GET."""
    store = case.store()
    run(scan, *case.arguments(store, tail))
    asked: dict[str, list[tuple]] = {name: [] for name in case.files}
    for request in store.asked:
        if request[0] != "get" or request[1] not in asked:
            raise Wrong(
                "a scan asks for its files and nothing else",
                "GETs",
                str(request[:2]),
                _of(case, tail),
            )
        asked[request[1]].append(request[2:])
    return asked


def _of(case: Case, tail: int) -> str:
    held = ", ".join(
        f"{name!r} of {len(data):,} bytes, footer {footer_length(data)}"
        for name, data in case.files.items()
    )
    asked = f"columns {case.columns}, {case.predicates}, tail {tail}, gap {case.gap}"
    return f"files {held}; row groups {case.groups}; {asked}"


def expect_footers(scan: Callable, cases: list[Case]) -> None:
    """The first request of every file, and where the footer is longer the second; none but these
    reach into the footer."""
    for case in cases:
        longest = max(map(footer_length, case.files.values()))
        for tail in (longest - 1, longest, 10**6):
            for name, asked in _asked(scan, case, tail).items():
                size, length = len(case.files[name]), footer_length(case.files[name])
                first = [(-tail, None)]
                if length > tail:
                    first.append((size - length, length - tail))
                # a range of rows ends where the footer begins at the latest
                got = [it for it in asked if it[0] < 0 or it[0] + (it[1] or size) > size - length]
                same(
                    got,
                    first,
                    f"the GETs (start, length) for the footer of {name!r}, with {_of(case, tail)}",
                )


def expect_ranges(scan: Callable, cases: list[Case]) -> None:
    """With a tail that holds no rows: one GET for each range, for the columns that are needed."""
    touching = _holes()._replace(columns=["c", "b", "a"], gap=-1)
    for number, case in enumerate([*cases, _holes(), touching]):
        for groups in (case.groups, dict.fromkeys(case.groups, []))[: 1 + (number < 2)]:
            case = case._replace(groups=groups)
            for name, asked in _asked(scan, case, 8).items():
                held = case.files[name]
                footer, end = footer_of(held), len(held) - footer_length(held)
                right = wanted(footer, case.groups[name], case.needed, case.gap)
                got = sorted(it for it in asked if 0 <= it[0] < end)
                same(
                    got,
                    right,
                    f"the GETs (start, length) for the rows of {name!r}, with {_of(case, 8)}",
                )


def expect_once(scan: Callable, cases: list[Case]) -> None:
    """With tails that cut anywhere: each byte that is needed comes once, in as few GETs."""
    for number, case in enumerate(cases):
        size = max(map(len, case.files.values()))
        tails = [size // 3, size // 2, size - 4, size + 5][number % 2 :: 2]
        for tail in [*tails, *case.within_a_range()]:
            tail = max(8, tail)
            for name, asked in _asked(scan, case, tail).items():
                held, begins = case.files[name], case.begins(name, tail)
                right = [
                    (start, min(length, begins - start))
                    for start, length in wanted(
                        footer_of(held), case.groups[name], case.needed, case.gap
                    )
                    if start < begins
                ]
                end = len(held) - footer_length(held)
                got = sorted(it for it in asked if 0 <= it[0] < end)
                same(
                    got,
                    right,
                    f"the GETs (start, length) for the rows of {name!r}, with {_of(case, tail)}",
                )


@cache
def _small(names: tuple = ("s/a",)) -> Case:
    table = pa.table({"day": [1, 2, 3, 4], "price": [1.0, 2.0, 3.0, 4.0]})
    return Case(
        {name: written(table.replace_schema_metadata({"n": name}), 2) for name in names},
        dict.fromkeys(names, table),
        [Predicate("day", ">", 2)],
        ["price"],
        dict.fromkeys(names, [1]),
        0,
        8,
    )


@cache
def _holes() -> Case:
    """Two row groups of three and two columns of three, with nothing fetched along."""
    table = pa.table({name: [1, 2, 3] for name in "abc"})
    held, named = {"s/h": written(table.replace_schema_metadata({"n": "h"}), 1)}, {"s/h": [0, 2]}
    return Case(held, {"s/h": table}, [], ["a", "c"], named, 0, 8)


def no_groups() -> Case:
    """A file without a row group, as a writer leaves it that was given no row, alone; and before one
    that has some."""
    case, sink = _small(("s/a", "s/b")), io.BytesIO()
    table = case.rows["s/a"].slice(0, 0).replace_schema_metadata({"n": "none"})
    pq.ParquetWriter(sink, table.schema).close()
    return case._replace(
        files=case.files | {"s/a": sink.getvalue()},
        rows=case.rows | {"s/a": table},
        groups=case.groups | {"s/a": []},
    )


def two_on_one_column() -> list[Case]:
    """Two predicates on a column, each of which leaves out a row."""
    case = _small()._replace(groups={"s/a": [0, 1]}, columns=["day"])
    two = [Predicate("day", ">", 1), Predicate("day", "<", 4)]
    equal = [Predicate("day", ">=", 2), Predicate("day", ">=", 3)]
    return [case._replace(predicates=its) for its in (two, two[::-1], equal, equal[::-1])]


def put_anew() -> list[Case]:
    """Files of one name, and of one length, that hold other rows."""
    case, cases = _small(), []
    for days, groups in (([1, 2, 3, 4], [1]), ([4, 3, 2, 1], [0]), ([5, 1, 1, 5], [0, 1])):
        table = pa.table({"day": days, "price": [float(it) for it in days]})
        held = written(table, 2, compression="none", use_dictionary=False)
        its = {"files": {"s/a": held}, "rows": {"s/a": table}, "groups": {"s/a": groups}}
        cases.append(case._replace(**its))
    return cases


def in_numbers() -> list[Case]:
    """More than ten row groups; whole numbers beyond 2^53 beside a null; a group of one value."""
    case, cases = _small(), []
    for days, size, predicates in (
        ([*range(12)], 1, []),
        ([2**53, None, 2**53 + 1, 2], 4, [Predicate("day", "=", 2**53 + 1)]),
        ([2, 2, 1, 2], 2, [Predicate("day", "=", 2)]),
    ):
        table = pa.table({"day": days, "price": [float(at) for at in range(len(days))]})
        its = {"files": {"s/a": written(table, size)}, "rows": {"s/a": table}}
        groups = {"s/a": [*range(len(days) // size)]}
        cases.append(case._replace(**its, groups=groups, predicates=predicates))
    return cases


def days() -> Case:
    """Three files, of which the one in the middle has nothing to read."""
    case = _small(("s/a", "s/b", "s/c"))
    table = pa.table({"day": [0, 1, 2, 2], "price": [1.0, 2.0, 3.0, 4.0]})
    held = written(table.replace_schema_metadata({"n": "s/b"}), 2)
    return case._replace(files=case.files | {"s/b": held}, rows=case.rows | {"s/b": table},
                         groups=case.groups | {"s/b": []})  # fmt: skip


def failing(number: int) -> tuple[tuple, Callable[[], bool]]:
    """The arguments of a scan of two files whose store fails at a certain request, and whether it
    has."""
    case = _small(("s/a", "s/b"))
    store = case.store(number)
    return case.arguments(store), lambda: store.requests.total() >= number


def no_range(number: int) -> tuple[tuple, Callable[[], bool]]:
    """The same with a store that finds that there is no such range, which is a ``ValueError``."""
    case, asked = _small(), []

    def failing(kind: str, name: str) -> None:
        asked.append(name)
        if len(asked) == number:
            raise InvalidRange(f"{name} has become shorter")

    store = case.store()
    store.others = failing
    return case.arguments(store), lambda: len(asked) >= number


def expect_refused(scan: Callable) -> None:
    case = _small()

    def refused(error, naming: str, most: int, **other) -> None:
        arguments = dict(zip(("store", "files", "predicates", "columns", "prune", "ranges", "tail"),
                             case.arguments(case.store())))  # fmt: skip
        arguments |= other
        raises(error, scan, *arguments.values(), naming=naming)
        at_most(
            arguments["store"].bytes_moved, most, "what was fetched before the refusal", "bytes"
        )

    refused(ValueError, "", 0, files=[])
    for tail in (7, 0, -8):
        refused(ValueError, str(tail), 0, tail=tail)
    footer = footer_length(case.files["s/a"])
    refused(KeyError, "Price", footer, columns=["price", "Price"])
    month = {"predicates": [Predicate("month", "=", 1)]}
    refused(KeyError, "month", footer, **month)
    # nor is it a column where no row group is left, or where there is none
    refused(KeyError, "month", footer, **month, prune=lambda footer, predicates: [])
    empty = no_groups()
    most = footer_length(empty.files["s/a"])
    refused(KeyError, "month", most, **month, store=empty.store(), prune=empty.prune)
    # a scan of several is refused as one
    store = case.store()
    store.bucket.objects["s/text"] = b"no Parquet at all, but some text", 0.0
    refused(
        ValueError,
        "s/text",
        8 + footer + len(case.files["s/a"]),
        store=store,
        files=["s/a", "s/text"],
    )
    store = case.store()
    store.bucket.objects["s/short"] = b"PAR1", 0.0
    refused(ValueError, "s/short", 8, store=store, files=["s/short"])
