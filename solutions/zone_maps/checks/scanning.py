"""Judgements of scans, and what is lent to a part that is judged: each calls the student's functions,
which it is given, and raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps

import pyarrow as pa
import pyarrow.compute as pc

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import (
    rows_written,
    scans_of,
    scans_to_time,
    scans_told,
)
from solutions.zone_maps.checks.inputs import Q6, Q6_SHOWN
from solutions.zone_maps.checks.oracles import zone_of, zones_of
from solutions.zone_maps.checks.pruning import Predicates
from solutions.zone_maps.checks.together import Pool, odd
from warehouse import data
from warehouse.checks import (
    Wrong,
    every_failure_comes_out,
    in_notebook,
    kept,
    no_slower_than,
    raises,
    run,
    same_table,
    seed,
)
from warehouse.checks.compare import calls
from warehouse.zone_maps.blocks import BlockTable, ReadError
from warehouse.zone_maps.checking import FailingTable
from warehouse.zone_maps.records import Predicate
from warehouse.zone_maps.standins import lent


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
    def expect_rows(
        self, table: pa.Table, *cases: tuple, zoned: Sequence[str] | None = None
    ) -> None:
        """``zoned``: the columns that have zone maps, all of them by default."""
        for columns, predicates in map(_read, cases):
            got = self(inputs.blocks_of(table, 3, zoned), predicates, columns)
            have = table.column_names if zoned is None else list(zoned)
            asked = values.Question(table, 3, have, predicates, columns)
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
    def expect_neighbours_apart(self) -> None:
        """Of all types, rows of two values that are nearly alike, and a null."""
        for kind, low, high in inputs.NEIGHBOURS:
            table = pa.table({"t": pa.array([low, None, high, low], kind)})
            self.expect_rows(table, ("t", ("t", "<>", low)), ("t", ("t", "in", [high])))
        self.expect_rows(inputs.BLANKS, ("t", ("t", "=", "AIR")), ("t", ("t", "in", ["AIR "])))

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
        for missing, *case in (
            ("fee", "day", ("fee", "=", 5)),
            ("fee", "day fee", ("day", "=", 99)),
            ("fee", "fee"),
            ("fee", "day", ("day", "=", 99), ("fee", "is_null")),
            ("fee", "day", ("day", "=", 5), ("fee", "=", 5)),
            ("fee", "day fee", ("day", "=", 5)),
            ("are", "day", ("day", "=", 5), ("are", "=", 5)),  # a part of a name is no name
        ):
            columns, predicates = _read(case)
            for rows in (inputs.days(), inputs.days().slice(0, 0)):
                table = inputs.blocks_of(rows, 3)
                raises(ValueError, self.scan, table, predicates, columns, naming=missing)
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
