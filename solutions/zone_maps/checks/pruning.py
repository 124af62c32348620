"""Judgements of zone maps, of what is asked of them, and of scans: each calls the student's
functions, which it is given, and raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import scan_twice
from solutions.zone_maps.checks.inputs import Q6, Q6_SHOWN
from solutions.zone_maps.checks.oracles import zone_of, zones_of
from warehouse import data
from warehouse.checks import (
    Wrong,
    in_notebook,
    no_slower_than,
    raises,
    run,
    run_each,
    same,
    same_table,
)
from warehouse.checks.compare import is_bool
from warehouse.zone_maps.blocks import BlockTable
from warehouse.zone_maps.records import Predicate, ZoneMap
from warehouse.zone_maps.standins import lent

Predicates = Sequence[Predicate]


def same_rows(got: object, expected: pa.Table, given: str) -> None:
    """As ``same_table``; a failure shows ``given``, which says more of a small table than how many
    rows it has."""
    try:
        same_table(got, expected)
    except Wrong as wrong:
        shown = given if len(given) <= 400 else given[:300] + " ... " + given[-80:]
        raise Wrong(wrong.message, wrong.expected, wrong.got, shown) from None


# Zone maps, and what is asked of them.


def expect_zones(build_zone_map: Callable, *cases: tuple) -> None:
    """``cases``: (Python values, rows a block) and the Arrow type, where it cannot be guessed."""
    expect_zones_of(
        build_zone_map, [(pa.array(rows, *type_), size) for rows, size, *type_ in cases]
    )


def expect_zones_of(build_zone_map: Callable, cases: list[tuple]) -> None:
    """``cases``: (column, rows a block), sent across together. 0.0 and -0.0 are equal: either may
    stand for both."""
    for (column, block_rows), got in run_each(build_zone_map, cases):
        what = f"the list of zone maps of {values.shown(column)}, {block_rows} a block,"
        same(plain_zeros(got), plain_zeros(zones_of(column, block_rows)), what)


def expect_ends_of(build_zone_map: Callable, cases: list[tuple]) -> None:
    """As ``expect_zones_of``, of the smallest and largest values alone."""
    for (column, block_rows), got in run_each(build_zone_map, cases):
        what = f"the list of smallest and largest of {values.shown(column)}, {block_rows} a block,"
        same(_ends(plain_zeros(got)), _ends(plain_zeros(zones_of(column, block_rows))), what)


def _ends(zones: object) -> object:
    records = type(zones) is list and all(
        isinstance(zone, tuple) and type(zone).__name__ == "ZoneMap" for zone in zones
    )
    return [tuple(zone[:2]) for zone in zones] if records else zones


def expect_no_zones(build_zone_map: Callable) -> None:
    """What must be refused: blocks of no rows, and nested columns, empty ones too."""
    for none in (0, -8):
        raises(ValueError, build_zone_map, pa.array([1, 2]), none)
    for kind in (pa.list_(pa.int8()), pa.struct({"a": pa.int8()}), pa.map_("int8", "int8")):
        for rows in ([None, None], []):
            naming = str(kind).partition("<")[0]
            raises(TypeError, build_zone_map, pa.array(rows, kind), 2, naming=naming)


def with_values(cases: list[tuple]) -> list[tuple]:
    """Of ``cases`` as of ``expect_zones_of`` those with a value in every block: blocks of nulls are
    another check's matter."""
    return [case for case in cases if all(zone.minimum is not None for zone in zones_of(*case))]


def plain_zeros(zones: object) -> object:
    if type(zones) is not list:
        return zones
    plain = lambda value: 0.0 if type(value) is float and value == 0 else value
    return [
        ZoneMap(*map(plain, zone)) if isinstance(zone, ZoneMap) and len(zone) == 4 else zone
        for zone in zones
    ]


def expect_zones_of_parquet(build_zone_map: Callable, block_rows: int) -> pa.Table:
    """The zone maps must be the statistics that Parquet keeps of ship dates and parts, of which
    there are 73 full blocks of 8,192. Returns the table."""
    table = data.table("lineitem", 0.1, ["l_shipdate", "l_partkey"])
    table = table.slice(0, 73 * 8192).combine_chunks()
    for name, expected in oracles.parquet_zones(table, block_rows).items():
        same(
            run(build_zone_map, table[name], block_rows),
            expected,
            f"the list of zone maps of {name}",
        )
    return table


def expect_answers(may_match: Callable, zone: ZoneMap, *cases: tuple[str, object, bool]) -> None:
    """``cases``: (operator, value, the right answer), sent across together."""
    got = run_each(may_match, [(zone, op, value) for op, value, _ in cases])
    for (op, value, expected), (_, answer) in zip(cases, got):
        is_bool(answer, expected, f"may a block with {zone} hold a row that is {op} {value!r}?")


def expect_random_answers(may_match: Callable, cases: list[tuple], answers: set[bool]) -> None:
    """``cases``: (rows of a block, operator, value), of which those with one of ``answers``. A block
    of one or two values holds just its ends: who sees that may skip it, so that is not asked."""
    asked, given = [], []
    for rows, op, value in cases:
        zone = zone_of(rows)
        right = oracles.may_hold(zone, op, value)
        hit = any(oracles.row_matches(row, op, value) for row in rows)
        if right in answers and (hit or not right or zone.rows - zone.null_count > 2):
            asked.append((zone, op, value, right))
            given.append((rows, op, value))
    got = run_each(may_match, [(zone, op, value) for zone, op, value, _ in asked])
    for (zone, op, value, right), (rows, *_), (_, answer) in zip(asked, given, got):
        if any(oracles.row_matches(row, op, value) for row in rows):
            what = f"the block {rows} holds a row that is {op} {value!r}: it must not be skipped"
        elif right:
            what = f"{zone} may hold a row that is {op} {value!r}: the block must not be skipped"
        else:
            what = f"{zone} rules out every row that is {op} {value!r}: the block must be skipped"
        is_bool(answer, right, what)


# Scans.


class Scanner:
    """The student's ``scan`` and the ``globals()`` of the notebook, where right pruning is lent.

    A case of its methods is the names of the columns shown, in one text, and tuples of column,
    operator and value. Tables are in blocks of three rows.
    """

    def __init__(self, scan: Callable, names: dict):
        self.scan, self.names = scan, names

    def __call__(self, table: BlockTable, predicates: Predicates, columns: list[str]) -> object:
        with lent(self.names, prune=oracles.may_hold):
            return run(self.scan, table, predicates, columns)

    def expect_rows(self, table: pa.Table, *cases: tuple, zoned: list[str] | None = None) -> None:
        """``zoned``: the columns that have zone maps (None: all)."""
        for columns, predicates in map(_read, cases):
            got = self(inputs.blocks_of(table, 3, zoned), predicates, columns)
            expected = table.filter(pa.array(oracles.hits(table, predicates), pa.bool_()))
            given = f"{columns} of {table.to_pydict()} where {predicates}"
            same_rows(got, expected.select(columns), given)

    def expect_rows_unpruned(self, table: pa.Table, predicates: Predicates) -> None:
        """The rows alone must be right, whatever is skipped; then those of a small table too, with
        pruning. What an empty answer looks like is another check's matter."""

        def scan(table: pa.Table, predicates: Predicates) -> tuple:
            # within partial it goes by name, and is found again where a new process has begun
            return in_notebook(partial(scan_twice, self.scan), table, predicates)

        with lent(self.names, prune=oracles.always):
            got, of_days = run(scan, table, predicates)
        expected = table.filter(pa.array(oracles.hits(table, predicates), pa.bool_()))
        if expected.num_rows or type(got) is not pa.Table or got.num_rows:
            same_rows(got, expected.select(["k", "x"]), f"{table.to_pydict()} where {predicates}")
        same_table(of_days, inputs.days().slice(4, 1).select(["fare"]))

    def expect_reads(
        self,
        table: pa.Table,
        *cases: tuple,
        zoned: list[str] | None = None,
        each_once: bool = False,
    ) -> None:
        """Of every block just what the task allows must be read. ``each_once``: once, too."""
        for columns, predicates in map(_read, cases):
            blocks = inputs.blocks_of(table, 3, zoned)
            self(blocks, predicates, columns)
            for block in range(blocks.num_blocks):
                reads = sorted(name for name, at in blocks.reads.elements() if at == block)
                zones = {name: of_column[block] for name, of_column in blocks.zones.items()}
                _judge_reads(
                    block,
                    table.slice(3 * block, 3),
                    zones,
                    predicates,
                    columns,
                    reads if each_once else sorted(set(reads)),
                )

    def expect_refusals(self, naming: str, *cases: tuple) -> None:
        for columns, predicates in map(_read, cases):
            table = inputs.blocks_of(inputs.days(), 3)
            with lent(self.names, prune=oracles.may_hold):
                raises(ValueError, self.scan, table, predicates, columns, naming=naming)

    def expect_rows_of_duckdb(self, cases: list[tuple]) -> None:
        """Of 20,000 rows of lineitem."""
        names = ["l_orderkey", "l_shipdate", "l_shipmode", "l_discount", "l_comment"]
        stored = data.table("lineitem", 0.01, names).slice(0, 20_000)
        table = pa.table({name: stored[name] for name in names})  # of columns that may be null
        blocks = inputs.blocks_of(table, 1000)
        for columns, predicates in map(_read, cases):
            got = self(blocks, predicates, columns)
            same_table(got, oracles.duckdb_rows(table, predicates, columns))

    def expect_speed_of_q6(self, beside_unpruned: float, beside_duckdb: float) -> None:
        """Query 6 of TPC-H on SF1, at least so many times as fast as the student's own scan that
        prunes nothing, and as DuckDB."""
        self.expect_rows(inputs.days(), ("fare", ("day", "between", (5, 7))))
        # before six million rows are sorted for a scan that is slow
        simple = pa.table({"x": np.arange(100_000) % 1000, "y": np.arange(100_000)})
        few, blocks = [Predicate("x", "<", 10)], inputs.blocks_of(simple, 10_000)
        with lent(self.names, prune=oracles.always):
            run(self.scan, blocks, few, ["y"])
            no_slower_than(
                lambda: self.scan(blocks, few, ["y"]),
                lambda: simple.filter(pc.less(simple["x"], 10)),
                0.02,
                "a scan of 100,000 rows",
                rounds=1,
            )
        rows = inputs.q6_rows()
        fine, coarse = (inputs.q6_blocks(rows, size) for size in (8192, 65_536))
        connection = duckdb.connect(config={"threads": 1})
        connection.register("given", rows)
        connection.execute("create table lineitem as select * from given")
        shown = ", ".join(Q6_SHOWN)
        query = f"select {shown} from lineitem where {oracles.where(Q6)}"

        def unpruned() -> object:
            with lent(self.names, prune=oracles.always):
                return self.scan(fine, Q6, Q6_SHOWN)

        with lent(self.names, prune=oracles.may_hold):
            found = run(self.scan, coarse, Q6, Q6_SHOWN)
            right = connection.sql(query).to_arrow_table().cast(rows.select(Q6_SHOWN).schema)
            same_table(found, right)
            no_slower_than(
                lambda: self.scan(fine, Q6, Q6_SHOWN),
                unpruned,
                beside_unpruned,
                "query 6 with zone maps, beside your scan without them,",
                rounds=3,
                peer_is_theirs=True,
            )
            no_slower_than(
                lambda: self.scan(coarse, Q6, Q6_SHOWN),
                lambda: connection.sql(query).to_arrow_table(),
                beside_duckdb,
                "query 6, beside DuckDB,",
                rounds=7,
            )


def _read(case: tuple) -> tuple[list[str], list[Predicate]]:
    columns, *predicates = case
    return columns.split(), [Predicate(*predicate) for predicate in predicates]


def _judge_reads(
    block: int,
    rows: pa.Table,
    zones: dict[str, ZoneMap],
    predicates: Predicates,
    columns: list[str],
    reads: list[str],
) -> None:
    """``rows`` and ``zones`` are the block's, ``reads`` the columns of it that were read."""
    filters = sorted({predicate.column for predicate in predicates})
    for column, op, value in predicates:
        if column in zones and not oracles.may_hold(zones[column], op, value):
            why, expected, right = f"block {block} is ruled out by {column}", [], not reads
            break
    else:
        if any(oracles.hits(rows, predicates)):
            expected = sorted({*filters, *columns})
            why, right = f"block {block} holds rows that match", reads == expected
        else:  # a scan may stop as soon as no row is left, whichever predicate it takes first
            why, expected = f"block {block} may hold a row that matches, and does not", filters
            known = [predicate for predicate in predicates if predicate.column in reads]
            once = len(set(reads)) == len(reads) and set(reads) <= set(filters)
            right = once and not any(oracles.hits(rows, known))
    if not right:
        given = f"{predicates}, columns {columns}"
        raise Wrong(why, f"read of it: {expected}", f"read of it: {reads}", given)
