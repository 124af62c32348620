"""Judgements of zone maps, of what is asked of them, and of scans: each calls the student's
functions, which it is given, and raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import scans_of
from solutions.zone_maps.checks.inputs import Q6, Q6_SHOWN
from solutions.zone_maps.checks.oracles import zone_of, zones_of
from warehouse import data
from warehouse.checks import (
    Wrong,
    every_failure_comes_out,
    in_notebook,
    kept,
    no_slower_than,
    raises,
    run,
    run_each,
    same,
    same_table,
    seed,
)
from warehouse.checks.compare import calls, is_bool
from warehouse.zone_maps.blocks import BlockTable, ReadError
from warehouse.zone_maps.checking import FailingTable
from warehouse.zone_maps.records import Predicate, ZoneMap
from warehouse.zone_maps.standins import lent

Predicates = Sequence[Predicate]


def same_rows(got: object, expected: pa.Table, given: str) -> None:
    """As ``same_table``, of columns by their places, since two may have one name. A failure shows
    ``given``, which says more of a small table than how many rows it has."""
    names = expected.column_names
    try:
        if len({*names}) < len(names) and type(got) is pa.Table and got.column_names == names:
            places = [f"{name}, column {place}," for place, name in enumerate(names)]
            got, expected = got.rename_columns(places), expected.rename_columns(places)
        same_table(got, expected)
    except Wrong as wrong:
        shown = given if len(given) <= 1000 else given[:800] + " ... " + given[-160:]
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


#: Of the laws: what is made once, since a few of its calls are made again under another name.
MANY_SCANS = {"scans": "a few of them are made again, as scan"}


class Scanner:
    """The student's ``scan`` and the ``globals()`` of the notebook, where right pruning is lent.

    A case of its methods is the names of the columns shown, in one text, and tuples of column,
    operator and value. Tables are in blocks of three rows.
    """

    def __init__(self, scan: Callable, names: dict):
        self.scan, self.names = scan, names
        self._asked: dict[tuple, list] = {}  # generated questions
        self._known: dict[tuple, list] = {}  # what was found of them

    def __call__(self, table: BlockTable, predicates: Predicates, columns: list[str]) -> object:
        with lent(self.names, prune=oracles.may_hold):
            return run(self.scan, table, predicates, columns)

    def expect_rows(self, table: pa.Table, *cases: tuple) -> None:
        for columns, predicates in map(_read, cases):
            got = self(inputs.blocks_of(table, 3), predicates, columns)
            asked = values.Question(table, 3, table.column_names, predicates, columns)
            same_rows(got, _right_rows(asked), str(asked))

    def expect_answers(self, of_types: bool = False, unzoned: float = 0) -> None:
        """The rows of generated questions must be right. What an empty answer looks like is another
        check's matter."""
        pruned = of_types or unzoned > 0
        known = kept(
            lambda: [_right_rows(asked) for asked in values.questions(of_types, unzoned)],
            "right rows of questions",
            seed(of_types, unzoned),
        )
        for (asked, found), right in zip(self._found(of_types, unzoned, pruned), known):
            if found is None:  # once more, to be told in which line it fails
                table = inputs.blocks_of(asked.table, asked.block_rows, asked.zoned)
                with lent(self.names, prune=oracles.may_hold if pruned else oracles.always):
                    run(self.scan, table, asked.predicates, asked.columns)
                raise Wrong(
                    "the answer to the same input changes from call to call", given=str(asked)
                )
            got, _ = found
            if right.num_rows or type(got) is not pa.Table or got.num_rows:
                same_rows(got, right, str(asked))

    def expect_reads(self, rule: str, table: pa.Table, *cases: tuple) -> None:
        """``rule``: the one of ``_judge_reads`` that must hold, of these cases, and of generated ones
        that did not fail."""
        self.expect_rows(inputs.days(), ("fare", ("day", "=", 5)))  # who reads nothing
        for columns, predicates in map(_read, cases):
            blocks = inputs.blocks_of(table, 3)
            self(blocks, predicates, columns)
            asked = values.Question(table, 3, table.column_names, predicates, columns)
            _judge_reads(rule, asked, list(blocks.reads.elements()), may_be_read(asked))
        for unzoned in (0, 0.6):
            known = kept(
                lambda unzoned=unzoned: [may_be_read(q) for q in values.questions(False, unzoned)],
                "what may be read for questions",
                seed(unzoned),
            )
            for (asked, found), blocks in zip(self._found(False, unzoned, True), known):
                if found is not None:
                    _judge_reads(rule, asked, found[1], blocks)

    def _found(self, of_types: bool, unzoned: float, pruned: bool) -> list[tuple]:
        """(Question, what came and what was read; None where the scan failed)."""
        if (of_types, unzoned) not in self._asked:
            self._asked[of_types, unzoned] = values.questions(of_types, unzoned)
        asked = self._asked[of_types, unzoned]
        key = (of_types, unzoned, pruned)
        if key not in self._known:

            def scans(questions: list[tuple]) -> list:
                # within partial it goes by name, and is found again where a new process has begun
                return in_notebook(partial(scans_of, self.scan, pruned), questions)

            def scan(questions: list[tuple]) -> list:
                return scans(questions)

            prune = oracles.may_hold if pruned else oracles.always
            with lent(self.names, prune=prune):
                self._known[key] = run(scans, [tuple(question) for question in asked])
                if unzoned:  # few enough to be made again by the laws
                    run(scan, [tuple(question) for question in asked[::12]])
        return list(zip(asked, self._known[key]))

    def expect_refusals(self) -> None:
        """A name that is no column's, of a predicate or shown, whatever the zones say."""
        self.expect_rows(inputs.days(), ("day", ("day", "=", 5)))
        for case in (
            ("day", ("fee", "=", 5)),
            ("day fee", ("day", "=", 99)),
            ("fee",),
            ("day", ("day", "=", 99), ("fee", "is_null")),
            ("day", ("day", "=", 5), ("fee", "=", 5)),
        ):
            columns, predicates = _read(case)
            for rows in (inputs.days(), inputs.days().slice(0, 0)):
                table = inputs.blocks_of(rows, 3)
                with lent(self.names, prune=oracles.may_hold):
                    raises(ValueError, self.scan, table, predicates, columns, naming="fee")
                if table.blocks_read:
                    wrong = "nothing may be read before a name is refused"
                    raise Wrong(wrong, "no block", f"{table.blocks_read} blocks", calls.text)

    def expect_failures(self) -> None:
        """A read that fails, whichever it is, must come out."""

        def make(number: int) -> tuple:
            table = FailingTable(inputs.blocks_of(inputs.days(), 3), number)
            asked = [Predicate("day", ">", 4), Predicate("note", "<>", "e")]
            return (table, asked, ["fare", "day"]), lambda: table.failed

        with lent(self.names, prune=oracles.may_hold):
            every_failure_comes_out(self.scan, make, ReadError, "the table")
        self.expect_rows(inputs.days(), ("fare", ("day", "=", 5)))

    def expect_rows_of_duckdb(self, cases: list[tuple]) -> None:
        """Of 20,000 rows of lineitem."""
        names = ["l_orderkey", "l_shipdate", "l_shipmode", "l_discount", "l_comment"]
        stored = data.table("lineitem", 0.01, names).slice(0, 20_000)
        table = pa.table({name: stored[name] for name in names})  # of columns that may be null
        zones = kept(
            lambda: {name: zones_of(table[name], 1000) for name in names},
            "lineitem SF0.01, zones",
            seeded=False,
        )
        blocks = BlockTable(table, 1000, zones)
        for columns, predicates in map(_read, cases):
            got = self(blocks, predicates, columns)
            right = kept(
                partial(oracles.duckdb_rows, table, predicates, columns),
                "DuckDB's rows",
                str((columns, predicates)),
                seeded=False,
            )
            same_table(got, right)

    def expect_speed_of_q6(self, beside_unpruned: float, beside_arrow: float) -> None:
        """Query 6 of TPC-H on SF0.1, at least so many times as fast as the student's own scan that
        prunes nothing, and as Arrow's filter of the whole table."""
        self.expect_rows(inputs.days(), ("fare", ("day", "between", (5, 7))))
        rows = inputs.q6_rows()
        fine, coarse = (inputs.q6_blocks(rows, size) for size in (2048, 16_384))

        def by_arrow() -> pa.Table:
            days, discounts, quantities = (pc.field(name) for name in inputs.Q6_RANGES)
            (first, last), (low, high), most = (asked.value for asked in Q6)
            among = (days >= first) & (days <= last) & (discounts >= low) & (discounts <= high)
            return rows.filter(among & (quantities < most)).select(Q6_SHOWN)

        def unpruned() -> object:
            with lent(self.names, prune=oracles.always):
                return self.scan(fine, [*Q6], Q6_SHOWN)

        with lent(self.names, prune=oracles.may_hold):
            same_table(run(self.scan, coarse, [*Q6], Q6_SHOWN), by_arrow())
            what = "query 6, beside Arrow's filter of the whole table,"
            no_slower_than(
                lambda: self.scan(coarse, [*Q6], Q6_SHOWN), by_arrow, beside_arrow, what, rounds=3
            )
            what = "query 6 with zone maps, beside your scan without them,"
            no_slower_than(
                lambda: self.scan(fine, [*Q6], Q6_SHOWN),
                unpruned,
                beside_unpruned,
                what,
                rounds=2,
                peer_is_theirs=True,
            )


def _read(case: tuple) -> tuple[list[str], list[Predicate]]:
    columns, *predicates = case
    return columns.split(), [Predicate(*predicate) for predicate in predicates]


def _right_rows(asked: values.Question) -> pa.Table:
    hits = oracles.hits(asked.table, asked.predicates)
    return asked.table.filter(pa.array(hits, pa.bool_())).select(asked.columns)


def may_be_read(asked: values.Question) -> list[tuple[str, bool]]:
    """Of every block the column whose zone map rules it out ("" where none does), and whether a row
    of it matches."""
    blocks = []
    for start in range(0, asked.table.num_rows, asked.block_rows):
        rows = asked.table.slice(start, asked.block_rows)
        out = [
            column
            for column, op, value in asked.predicates
            if column in asked.zoned
            and not oracles.may_hold(zone_of(rows[column].to_pylist()), op, value)
        ]
        blocks.append((out[0] if out else "", any(oracles.hits(rows, asked.predicates))))
    return blocks


def _judge_reads(
    rule: str, asked: values.Question, reads: list[tuple[str, int]], blocks: list[tuple[str, bool]]
) -> None:
    """``reads``: (column, block); ``blocks``: as of ``may_be_read``. ``rule``: "skips", nothing of a
    block that a zone map rules out; "late", of the others the columns of the predicates, and what is
    shown beside hits alone; "once", nothing twice."""
    filters = {predicate.column for predicate in asked.predicates}
    if rule == "once":
        twice = sorted({read for read in reads if reads.count(read) > 1})
        if twice:
            column, block = twice[0]
            wrong = f"block {block} of {column} was read {reads.count(twice[0])} times"
            raise Wrong(wrong, "once", str(reads.count(twice[0])), str(asked))
        return
    for block, (out, hit) in enumerate(blocks):
        read = sorted({column for column, at in reads if at == block})
        if rule == "skips" and out and read:
            wrong = f"block {block} is ruled out by the zone map of {out}"
            raise Wrong(wrong, "nothing read of it", f"read of it: {read}", str(asked))
        if rule == "late" and not out:
            may_be = sorted(filters | {*asked.columns} if hit else filters)
            if not {*read} <= {*may_be}:
                wrong = f"block {block} holds {'a row' if hit else 'no row'} that matches"
                raise Wrong(
                    wrong, f"read of it: at most {may_be}", f"read of it: {read}", str(asked)
                )
