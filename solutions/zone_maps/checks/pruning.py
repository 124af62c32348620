"""Judgements of zone maps, of what is asked of them, and of scans: each calls the student's
functions, which it is given, and raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps

import pyarrow as pa
import pyarrow.compute as pc

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import (
    answers_told,
    rows_written,
    scans_of,
    scans_to_time,
    scans_told,
    zones_told,
)
from solutions.zone_maps.checks.inputs import Q6, Q6_SHOWN
from solutions.zone_maps.checks.oracles import plain_zeros, zone_of, zones_of
from solutions.zone_maps.checks.together import Pool, odd, prepared, texts_of
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
from warehouse.checks.plain_data import difference
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
        got, right = plain_zeros(got), plain_zeros(zones_of(column, block_rows))
        if difference(got, right) is not None:
            same(
                got,
                right,
                f"the list of zone maps of {values.shown(column)}, {block_rows} a block,",
            )


def expect_generated_zones(build_zone_map: Callable, name: str) -> None:
    """As ``expect_zones_of``, of the generated columns of that name."""
    make, judge = GENERATED_COLUMNS[name]

    def given() -> list:
        pool, sent = Pool(), []
        for column, size in make():
            chunked = isinstance(column, pa.ChunkedArray)
            chunks = column.chunks if chunked else [column]
            sent.append([[pool.array(chunk) for chunk in chunks], chunked, size])
        return [pool.columns(), sent]

    sent, right = prepared(
        f"columns, {name}", given, lambda: [repr(plain_zeros(zones_of(*case))) for case in make()]
    )
    wrong = odd(texts_of(build_zone_map, zones_told, sent), right)
    if wrong:
        cases = make()
        judge(build_zone_map, [cases[at] for at in wrong])


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
    """What must be refused: blocks of no rows, and nested columns; of columns without rows, too."""
    for rows, none in (([1, 2], 0), ([1, 2], -8), ([], 0), ([], -8)):
        raises(ValueError, build_zone_map, pa.array(rows, pa.int64()), none)
    lists = pa.list_(pa.int8()), pa.list_(pa.int8(), 2), pa.large_list(pa.int8())
    for kind in (*lists, pa.struct({"a": pa.int8()}), pa.map_("int8", "int8")):
        for rows in ([None, None], []):
            naming = str(kind).partition("<")[0]
            raises(TypeError, build_zone_map, pa.array(rows, kind), 2, naming=naming)


def with_values(cases: list[tuple]) -> list[tuple]:
    """Of ``cases`` as of ``expect_zones_of`` those with a value in every block: blocks of nulls are
    another check's matter."""
    return [case for case in cases if all(zone.minimum is not None for zone in zones_of(*case))]


#: By name: columns, and how one is judged of which another text came back than the right one.
GENERATED_COLUMNS: dict[str, tuple[Callable[[], list], Callable]] = {
    "whole numbers with nulls": (
        lambda: with_values(values.columns(values.WHOLE, 12, nulls=0.4)),
        expect_zones_of,
    ),
    "floats with NaN": (
        lambda: values.columns(values.FLOATS, 20, nulls=0.3, nans=0.4),
        expect_zones_of,
    ),
    "all types": (lambda: with_values(values.columns_of_types()), expect_ends_of),
    "chunks": (lambda: values.columns(("int8", "int64"), 20, chunked=True), expect_zones_of),
}


def expect_zones_of_parquet(build_zone_map: Callable, ratio: float) -> None:
    """The zone maps must be the statistics that Parquet keeps of 57,344 ship dates and parts, 14
    full blocks of 4,096; those of the dates come at ``ratio`` of Arrow's speed."""
    table = data.table("lineitem", 0.01, ["l_shipdate", "l_partkey"])
    table = table.slice(0, 14 * 4096).combine_chunks()
    known = kept(lambda: oracles.parquet_zones(table, 4096), "Parquet's zone maps", seeded=False)
    for name, expected in known.items():
        what = f"the list of zone maps of {name}"
        same(run(build_zone_map, table[name], 4096), expected, what)
    dates = table["l_shipdate"]
    no_slower_than(
        lambda: build_zone_map(dates, 4096),
        lambda: oracles.extremes(dates, 4096),
        ratio,
        "build_zone_map of 57,344 ship dates",
        rounds=2,
    )


def expect_answers(may_match: Callable, zone: ZoneMap, *cases: tuple[str, object, bool]) -> None:
    """``cases``: (operator, value, the right answer), sent across together."""
    got = run_each(may_match, [(zone, op, value) for op, value, _ in cases])
    for (op, value, expected), (_, answer) in zip(cases, got):
        is_bool(answer, expected, f"may a block with {zone} hold a row that is {op} {value!r}?")


def expect_counts(may_match: Callable) -> None:
    """``is_null`` and ``is_not_null``, whatever the value, of blocks with and without values."""
    blocks = [(1, 9, 0, 4), (1, 9, 3, 4), ("", "", 0, 1)]
    blocks += [(None, None, nulls, 4) for nulls in (4, 0, 1)]
    for zone in (ZoneMap(*block) for block in blocks):
        null, value = zone.null_count > 0, zone.null_count < zone.rows
        cases = [("is_null", given, null) for given in (None, 0, [])]
        cases += [("is_not_null", given, value) for given in (None, 5)]
        expect_answers(may_match, zone, *cases)


def expect_nothing_to_match(may_match: Callable, blocks: list[tuple[ZoneMap, object]]) -> None:
    """``blocks``: (zone map, None or NaN), which match under no comparison, and change nothing of
    what a list holds besides."""
    for zone, x in blocks:
        v = zone.minimum
        cases = [("in", [x], False), ("in", [x, v], True), ("in", [v, x], True)]
        cases += [("between", ends, False) for ends in ((x, v), (v, x), (x, x))]
        cases += [("between", (v, v), True), *((op, x, False) for op in oracles.COMPARE)]
        expect_answers(may_match, zone, *cases)


def expect_no_operators(may_match: Callable, *names: str) -> None:
    """Operators that are none, of a block with values and of one without."""
    for op in names:
        for zone in (ZoneMap(1, 9, 0, 4), ZoneMap(None, None, 4, 4)):
            raises(ValueError, may_match, zone, op, 5, naming=op)


def expect_generated_answers(
    may_match: Callable, answers: set[bool], of_types: bool = False
) -> None:
    """Of ``values.blocks(of_types)`` under their conditions, those that have one of ``answers``."""

    def given() -> list:
        cases = asked_with(values.blocks(of_types), answers)
        plain = lambda op, value: list(value) if op == "between" else value
        return [[[*zone, op, plain(op, value)] for zone, op, value, _, _ in cases]]

    def right() -> list[str]:
        return [repr(case[3]) for case in asked_with(values.blocks(of_types), answers)]

    sent, known = prepared(f"blocks, {of_types}, {sorted(answers)}", given, right)
    wrong = odd(texts_of(may_match, answers_told, sent), known)
    if wrong:
        cases = asked_with(values.blocks(of_types), answers)
        _expect_answers_with(may_match, [cases[at] for at in wrong])


def expect_random_answers(may_match: Callable, cases: list[tuple], answers: set[bool]) -> None:
    """``cases``: (rows of a block, operator, value), of which those with one of ``answers``."""
    _expect_answers_with(may_match, asked_with(cases, answers))


def asked_with(cases: list[tuple], answers: set[bool]) -> list[tuple]:
    """Of (rows of a block, operator, value) those with one of ``answers``: (zone map, operator, value,
    the right answer, rows). A block of one or two values holds just its ends: who sees that may skip
    it, so that is not asked."""
    asked = []
    for rows, op, value in cases:
        zone = zone_of(rows)
        right = oracles.may_hold(zone, op, value)
        hit = any(oracles.row_matches(row, op, value) for row in rows)
        if right in answers and (hit or not right or zone.rows - zone.null_count > 2):
            asked.append((zone, op, value, right, rows))
    return asked


def _expect_answers_with(may_match: Callable, asked: list[tuple]) -> None:
    """``asked``: as of ``asked_with``."""
    got = run_each(may_match, [(zone, op, value) for zone, op, value, *_ in asked])
    for (zone, op, value, right, rows), (_, answer) in zip(asked, got):
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


class Lender:
    """Lends right parts to the notebook whose ``globals()`` are ``names``: once, however many of its
    methods that ask for it call each other. To lend and to take back is a trip each."""

    def __init__(self, names: dict, **parts: Callable):
        self.names, self._parts, self._lends = names, parts, False

    @contextmanager
    def lending(self) -> Iterator[None]:
        if self._lends:
            yield
            return
        self._lends = True
        try:
            with lent(self.names, **self._parts):
                yield
        finally:
            self._lends = False


def with_right_parts(method: Callable) -> Callable:
    """Decorator: a method of a ``Lender`` that needs what is lent."""

    @wraps(method)
    def lending(self: Lender, *args: object, **named: object) -> object:
        with self.lending():
            return method(self, *args, **named)

    return lending


class Scanner(Lender):
    """The student's ``scan`` and the ``globals()`` of the notebook, where right pruning is lent.

    A case of its methods is the names of the columns shown, in one text, and tuples of column,
    operator and value. Tables are in blocks of three rows.
    """

    def __init__(self, scan: Callable, names: dict):
        super().__init__(names, prune=oracles.may_hold)
        self.scan = scan
        self._asked: dict[tuple, list] = {}  # generated questions
        self._known: dict[tuple, list] = {}  # what was found of them

    @with_right_parts
    def __call__(self, table: BlockTable, predicates: Predicates, columns: list[str]) -> object:
        return run(self.scan, table, predicates, columns)

    @with_right_parts
    def expect_rows(self, table: pa.Table, *cases: tuple) -> None:
        for columns, predicates in map(_read, cases):
            got = self(inputs.blocks_of(table, 3), predicates, columns)
            asked = values.Question(table, 3, table.column_names, predicates, columns)
            same_rows(got, _right_rows(asked), str(asked))

    def expect_answers(self, of_types: bool = False, unzoned: float = 0) -> None:
        """The rows of generated questions must be right. What an empty answer looks like is another
        check's matter."""
        pruned = of_types or unzoned > 0
        told = [found and found[0] for found in self._found(of_types, unzoned, pruned)]
        for at in odd(told, self._sent(of_types, unzoned)[1]):  # closely, to be told what is wrong
            asked = values.questions(of_types, unzoned)[at]
            right = _right_rows(asked)
            table = inputs.blocks_of(asked.table, asked.block_rows, asked.zoned)
            with lent(self.names, prune=oracles.may_hold if pruned else oracles.always):
                got = run(self.scan, table, asked.predicates, asked.columns)
            if right.num_rows or type(got) is not pa.Table or got.num_rows:
                same_rows(got, right, str(asked))
            if rows_written(got) == rows_written(right):
                changes = "the answer to the same input changes from call to call"
                raise Wrong(changes, given=str(asked))

    @with_right_parts
    def expect_reads(self, rule: str, table: pa.Table, *cases: tuple) -> None:
        """``rule``: the one of ``_judge_reads`` that must hold, of these cases, and of generated ones
        that did not fail."""
        self.expect_rows(inputs.days(), ("fare", ("day", "=", 5)))  # who reads nothing
        for columns, predicates in map(_read, cases):
            blocks = inputs.blocks_of(table, 3)
            self(blocks, predicates, columns)
            asked = values.Question(table, 3, table.column_names, predicates, columns)
            filters = {predicate.column for predicate in predicates}
            reads = list(blocks.reads.elements())
            _judge_reads(rule, filters, columns, reads, may_be_read(asked), asked.__str__)
        for unzoned in (0, 0.6):
            (_, questions), _, known = self._sent(False, unzoned)
            for at, made in zip(
                _asked_pruned(questions, unzoned), self._found(False, unzoned, True)
            ):
                *_, predicates, columns = questions[at]
                if made is not None:
                    filters = {column for column, *_ in predicates}
                    shown = lambda at=at, unzoned=unzoned: str(values.questions(False, unzoned)[at])
                    reads = list(map(tuple, made[1]))
                    _judge_reads(rule, filters, columns, reads, known[at], shown)

    def _sent(self, of_types: bool, unzoned: float) -> list:
        if (of_types, unzoned) not in self._asked:
            self._asked[of_types, unzoned] = _prepared_questions(of_types, unzoned)
        return self._asked[of_types, unzoned]

    def _found(self, of_types: bool, unzoned: float, pruned: bool) -> list:
        """Of every generated question [what came, as a text, what was read]; None where the scan
        failed."""
        key = (of_types, unzoned, pruned)
        if key not in self._known:
            (columns, every), *_ = self._sent(of_types, unzoned)
            half = pruned and not of_types
            questions = [every[at] for at in _asked_pruned(every, unzoned)] if half else every

            def scans() -> list:
                return in_notebook(partial(scans_told, self.scan, pruned), columns, questions)

            def scan(columns: dict, questions: list) -> list:
                # within partial it goes by name, and is found again where a new process has begun
                return in_notebook(partial(scans_told, self.scan, pruned), columns, questions)

            with lent(self.names, prune=oracles.may_hold if pruned else oracles.always):
                self._known[key] = run(scans)
                if unzoned:  # few enough to be made again by the laws
                    run(scan, columns, questions[::12])
        return self._known[key]

    @with_right_parts
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
                raises(ValueError, self.scan, table, predicates, columns, naming="fee")
                if table.blocks_read:
                    wrong = "nothing may be read before a name is refused"
                    raise Wrong(wrong, "no block", f"{table.blocks_read} blocks", calls.text)

    @with_right_parts
    def expect_failures(self) -> None:
        """A read that fails, whichever it is, must come out."""

        def make(number: int) -> tuple:
            table = FailingTable(inputs.blocks_of(inputs.days(), 6), number)
            asked = [Predicate("day", ">", 4), Predicate("note", "<>", "e")]
            return (table, asked, ["fare", "day"]), lambda: table.failed

        every_failure_comes_out(self.scan, make, ReadError, "the table")
        self.expect_rows(inputs.days(), ("fare", ("day", "=", 5)))

    def expect_rows_of_duckdb(self, cases: list[tuple]) -> None:
        """Of 2,000 rows of lineitem."""
        names = ["l_orderkey", "l_shipdate", "l_shipmode", "l_discount", "l_comment"]
        stored = data.table("lineitem", 0.01, names).slice(0, 2000)
        table = pa.table({name: stored[name] for name in names})  # of columns that may be null
        zones = kept(
            lambda: {name: zones_of(table[name], 200) for name in names},
            "lineitem SF0.01, zones",
            seeded=False,
        )
        asked = [(predicates, columns) for columns, predicates in map(_read, cases)]

        def scans() -> list:
            return in_notebook(partial(scans_of, self.scan), (table, 200, zones), asked)

        with self.lending():
            found = run(scans)
        for (predicates, columns), got in zip(asked, found):
            right = kept(
                partial(oracles.duckdb_rows, table, predicates, columns),
                "DuckDB's rows",
                str((columns, predicates)),
                seeded=False,
            )
            same_rows(got, right, f"lineitem, where {[*map(tuple, predicates)]}")

    def expect_speed_of_q6(self, beside_unpruned: float, beside_arrow: float) -> None:
        """Query 6 of TPC-H, at least so many times as fast as the student's own scan that
        prunes nothing, and as Arrow's filter of the whole table."""
        self.expect_rows(inputs.days(), ("fare", ("day", "between", (5, 7))))
        rows = inputs.q6_rows()
        times = 3  # beside one short run a busy machine's way there and back is long
        zones = [[size, inputs.q6_zones(rows, size)] for size in (16_384, 1024)]
        asked = [[16_384, True, 1], [1024, True, times], [1024, False, 1]]
        coarse, fine, unpruned = in_notebook(
            scans_to_time, self.scan, Q6, Q6_SHOWN, rows, zones, asked
        )

        def by_arrow() -> pa.Table:
            days, discounts, quantities = (pc.field(name) for name in inputs.Q6_RANGES)
            most, (first, last), (low, high) = (asked.value for asked in Q6)
            among = (days >= first) & (days <= last) & (discounts >= low) & (discounts <= high)
            return rows.filter(among & (quantities < most)).select(Q6_SHOWN)

        with self.lending():
            right = by_arrow()
            for scan in (coarse, fine):
                same_rows(scan(), right, "query 6")
            what = "query 6, beside Arrow's filter of the whole table,"
            no_slower_than(coarse, by_arrow, beside_arrow, what, rounds=1)
            what = "query 6 with zone maps three times, beside your scan without them,"
            ratio = beside_unpruned / times
            no_slower_than(fine, unpruned, ratio, what, rounds=1, peer_is_theirs=True)


def _asked_pruned(questions: list, unzoned: float) -> range:
    """Which of the questions without types are asked where zone maps rule blocks out: every second,
    since the rows are looked at in all of them; of those with columns without zone maps all."""
    return range(0, len(questions), 1 if unzoned else 2)


def _prepared_questions(of_types: bool, unzoned: float) -> list:
    """[[columns, questions], the right rows of each as a text, what may be read for each], as
    ``scans_told`` gets and gives them."""

    def make() -> list:
        pool, questions, known = Pool(), [], []
        made = values.questions(of_types, unzoned)
        for asked in made:
            predicates = [
                [name, op, list(value) if op == "between" else value]
                for name, op, value in asked.predicates
            ]
            places = pool.table(asked.table)
            questions.append([places, asked.block_rows, asked.zoned, predicates, asked.columns])
            known.append([list(block) for block in may_be_read(asked)])
        return [
            [pool.columns(), questions],
            [rows_written(_right_rows(asked)) for asked in made],
            known,
        ]

    return kept(make, "questions", seed(of_types, unzoned))


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
    rule: str,
    filters: set[str],
    columns: Sequence[str],
    reads: list[tuple[str, int]],
    blocks: Sequence[Sequence],
    shown: Callable[[], str],
) -> None:
    """Raise ``Wrong`` where more was read than may be.

    ``rule``: "skips", nothing of a block that a zone map rules out; "late", of the others the columns
    of the predicates, and what is shown beside hits alone; "once", nothing twice.
    ``filters``: the columns of the predicates.
    ``columns``: those shown.
    ``reads``: (column, block).
    ``blocks``: as of ``may_be_read``.
    ``shown``: what was asked, as a text.
    """
    if rule == "once":
        twice = sorted({read for read in reads if reads.count(read) > 1})
        if twice:
            column, block = twice[0]
            wrong = f"block {block} of {column} was read {reads.count(twice[0])} times"
            raise Wrong(wrong, "once", str(reads.count(twice[0])), shown())
        return
    for block, (out, hit) in enumerate(blocks):
        read = {column for column, at in reads if at == block}
        if rule == "skips" and out and read:
            wrong = f"block {block} is ruled out by the zone map of {out}"
            raise Wrong(wrong, "nothing read of it", f"read of it: {sorted(read)}", shown())
        if rule == "late" and not out:
            may_be = filters | {*columns} if hit else filters
            if not read <= may_be:
                wrong = f"block {block} holds {'a row' if hit else 'no row'} that matches"
                most = f"read of it: at most {sorted(may_be)}"
                raise Wrong(wrong, most, f"read of it: {sorted(read)}", shown())
