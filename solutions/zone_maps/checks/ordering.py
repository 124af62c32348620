"""Judgements of sorts, curves and the upkeep of a sorted table: each calls the student's functions,
which it is given, and raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import (
    RIGHT_PARTS,
    held,
    keys_of_views,
    keys_told,
    keys_written,
    sorted_told,
    state_written,
    states_of,
    states_told,
)
from solutions.zone_maps.checks.inputs import OLD, Q6_RANGES
from solutions.zone_maps.checks.oracles import Rows, in_order, zones_of
from solutions.zone_maps.checks.pruning import Lender, same_rows, with_right_parts
from solutions.zone_maps.checks.together import Pool, odd, prepared, texts_of, written
from warehouse.checks import (
    Wrong,
    at_least,
    at_most,
    every_failure_comes_out,
    fields,
    in_notebook,
    no_slower_than,
    raises,
    run,
    run_each,
    same,
    same_array,
    same_table,
)
from warehouse.checks.compare import calls, show
from warehouse.checks.plain_data import difference
from warehouse.zone_maps.blocks import BlockTable, ReadError, SortedTable, q6_columns
from warehouse.zone_maps.checking import FailingTable, block_table, rows_of


def expect_sorted(compound_sort: Callable, given: pa.Table | dict[str, list], keys: list) -> None:
    table = given if isinstance(given, pa.Table) else pa.table(given)
    expect_each_sorted(compound_sort, [(table, keys)])


def expect_each_sorted(compound_sort: Callable, cases: list[tuple[pa.Table, list[str]]]) -> None:
    """``cases``: (table, keys), sent across together."""
    for (table, keys), got in run_each(compound_sort, cases):
        named = zip(table.column_names, table.columns)  # two may have one name
        columns = ", ".join(f"{name}: {values.shown(column)}" for name, column in named)
        same_rows(got, in_order(table, keys), f"{columns}; by {keys}")


def expect_no_such_keys(compound_sort: Callable) -> None:
    """What must be refused, also without rows: no keys, and keys that are no columns."""
    table = pa.table({"k": [3, 1], "l": [2, 2]})
    for rows in (table, table.slice(0, 0)):
        expect_sorted(compound_sort, rows, ["k"])
        raises(ValueError, compound_sort, rows, [])
        raises(ValueError, compound_sort, rows, ["k", "quay"], naming="quay")
        raises(ValueError, compound_sort, rows, ["K", "k"], naming="K")


#: By name: what ``compound_sort`` is given.
GENERATED_TABLES: dict[str, Callable[[], list]] = {
    "three keys": values.grids,
    "ties": values.tied,
    "nulls and NaN": partial(values.sortable, nulls=True),
    "all types and names": partial(values.sortable, nulls=False),
}


def expect_generated_sorted(compound_sort: Callable, name: str) -> None:
    """As ``expect_each_sorted``, of the generated tables of that name."""
    make = GENERATED_TABLES[name]

    def given() -> list:
        pool = Pool()
        cases = [[pool.table(table), keys] for table, keys in make()]
        return [pool.columns(), cases]

    sent, right = prepared(
        f"tables, {name}", given, lambda: [written(in_order(*case)) for case in make()]
    )
    wrong = odd(texts_of(compound_sort, sorted_told, sent), right)
    if wrong:
        cases = make()
        expect_each_sorted(compound_sort, [cases[at] for at in wrong])


def expect_schema_kept(compound_sort: Callable) -> None:
    """Metadata, of the table and of a column, and what may be null; with rows and without."""
    schema = pa.schema(
        [
            pa.field("k", pa.int32(), nullable=False, metadata={"unit": "day"}),
            pa.field("tags", pa.list_(pa.string())),
        ],
        metadata={"loaded by": "nightly"},
    )
    table = pa.table({"k": [3, 1, 2], "tags": [["x"], [], None]}, schema=schema)
    expect_sorted(compound_sort, {"k": [2, 1]}, ["k"])
    for rows in (table, table.slice(0, 0)):
        got = run(compound_sort, rows, ["k"])
        told = got.schema.to_string() if type(got) is pa.Table else show(got)
        if type(got) is not pa.Table or not got.schema.equals(schema, check_metadata=True):
            raise Wrong("the schema must stay, all of it", schema.to_string(), told, calls.text)


def expect_other_columns_kept(compound_sort: Callable) -> None:
    """Columns beside the key of types that no key has, with values that Python's own types lose."""
    table = pa.table(
        {
            "k": [3, 1, 2],
            "moment": pa.array([1, 2**60 + 1, None], pa.timestamp("ns")),
            "word": pa.array(["b", "a", "b"]).dictionary_encode(),
            "pair": [{"a": 1}, None, {"a": 3}],
            "raw": [b"", None, b"\xff"],
            "half": pa.array(np.array([1, 2, 3], np.float16)),
        }
    )
    same_table(run(compound_sort, table, ["k"]), table.take(pa.array([1, 2, 0])))
    expect_sorted(compound_sort, pa.table([["b", "a"], [2, 1], [3, 4]], ["l", "k", "l"]), ["k"])


def _sorted_dates(compound_sort: Callable, table: pa.Table) -> pa.Table:
    """The ship dates alone of ``table``, as sorted by them."""
    got = run(compound_sort, table, ["l_shipdate"])
    alike = type(got) is pa.Table and got.schema.equals(table.schema)
    if not alike or got.num_rows != table.num_rows:
        same_table(got, table)
    return got.select(["l_shipdate"])


def expect_sorted_at_speed(compound_sort: Callable, ratio: float, rows: int) -> None:
    """The first ``rows`` of lineitem by ship date and quantity, at ``ratio`` of the speed of Arrow's
    sort."""
    table, keys = q6_columns(0.01).select([*Q6_RANGES]).slice(0, rows), ["l_shipdate", "l_quantity"]
    by_arrow = lambda: table.sort_by([(key, "ascending") for key in keys])
    same_table(_sorted_dates(compound_sort, table), by_arrow().select(keys[:1]))
    what = f"compound_sort of {rows:,} rows by two keys"
    no_slower_than(lambda: compound_sort(table, [*keys]), by_arrow, ratio, what, rounds=2)


def expect_skipped_by_q6(compound_sort: Callable, percent: float) -> None:
    """Of lineitem SF0.01 by ship date, in blocks of 1,024 rows."""
    got = _sorted_dates(compound_sort, q6_columns(0.01).select([*Q6_RANGES]))
    dates = inputs.whole_numbers(got["l_shipdate"])
    ranges = {"l_shipdate": Q6_RANGES["l_shipdate"]}
    skipped = oracles.share_skipped({"l_shipdate": dates}, 1024, ranges)
    at_least(skipped, percent, "the share of blocks that query 6 skips", "%")


def expect_each_keys(z_order: Callable, cases: list[tuple[list[Rows], int]]) -> None:
    """``cases``: (columns, bits), sent across together."""
    asked = [([np.asarray(column) for column in columns], bits) for columns, bits in cases]
    for (columns, bits), got in run_each(z_order, asked):
        right = oracles.curve_keys(columns, bits)
        if keys_written(got) != keys_written(right):
            what = f"the keys of {', '.join(map(show, columns))}, {bits} bits of each,"
            same_array(got, right, what)


def expect_keys_kept(z_order: Callable, cases: list[tuple[list[np.ndarray], int]]) -> None:
    """The keys of every case must stay as they are when those of the next are made."""

    def keys_of_all(cases: list) -> list:
        # nothing in it that the student may not see: the process can go on
        return in_notebook(held, z_order, cases, keeps=True)

    for (columns, bits), got in zip(cases, run(keys_of_all, cases)):
        what = f"after z_order of other columns, the keys of {', '.join(map(show, columns))}, "
        same_array(got, oracles.curve_keys(columns, bits), what + f"{bits} bits of each,")


def expect_keys_of_views(z_order: Callable, cases: list[tuple]) -> None:
    """``cases``: (columns, bits, kind of view)."""
    for columns, bits, kind in cases:

        def keys_of_a_view(columns: list, bits: int, kind: int = kind) -> object:
            return in_notebook(keys_of_views, z_order, kind, columns, bits, keeps=True)

        what = f"the keys of a view of {', '.join(map(show, columns))} ({bits} bits each)"
        same_array(run(keys_of_a_view, columns, bits), oracles.curve_keys(columns, bits), what)


def _views() -> list[tuple]:
    cases = values.arrays_of_types()[::2]
    kinds = [values.VIEWS[number % len(values.VIEWS)] for number in range(len(cases))]
    return [(*case, kind) for case, kind in zip(cases, kinds)]


#: By name: columns, and how those are judged of which another text came back than the right one.
GENERATED_KEYS: dict[str, tuple[Callable[[], list], Callable]] = {
    "different values": (values.different, expect_each_keys),
    "grids of bits": (values.grids_of_bits, expect_each_keys),
    "all types": (values.arrays_of_types, expect_each_keys),
    "views": (_views, expect_keys_of_views),
}


def expect_generated_keys(z_order: Callable, name: str) -> None:
    """As ``expect_each_keys``, of the generated columns of that name, or of views of them."""
    make, judge = GENERATED_KEYS[name]

    def right() -> list[str]:
        return [keys_written(oracles.curve_keys(columns, bits)) for columns, bits, *_ in make()]

    sent, known = prepared(
        f"keys, {name}", lambda: [[[*case, *[None] * (3 - len(case))] for case in make()]], right
    )
    wrong = odd(texts_of(z_order, keys_told, sent), known)
    if wrong:
        cases = make()
        judge(z_order, [cases[at] for at in wrong])


def expect_no_keys(z_order: Callable) -> None:
    """What must be refused: no columns, columns of different lengths, bits that do not fit."""
    a, none = np.array([3, 1, 2, 4]), np.empty(0, np.int64)
    expect_each_keys(z_order, [([a, a], 2)])
    # one value beside many numpy would repeat
    for columns in ([], [a, np.arange(5)], [none, a], [a, a, none], [a, a[:1]], [a[:1], a]):
        raises(ValueError, z_order, columns, 4)
    for columns, bits in ([a], 0), ([a], -1), ([a], 33), ([a] * 3, 22), ([a] * 65, 1), ([none], 0):
        raises(ValueError, z_order, columns, bits)


def expect_keys_at_speed(z_order: Callable, column: np.ndarray, ratio: float) -> None:
    no_slower_than(
        lambda: z_order([column, column], 31),
        # one alone is so short that a moment of another process's decides
        lambda: [np.argsort(column, kind="stable") for _ in range(20)],
        ratio,
        f"z_order of {len(column):,} rows",
        rounds=2,
    )


def expect_skipped(
    z_order: Callable, by_query_6: float, by_a_month: float, by_1_percent_of_parts: float
) -> None:
    """Percent of blocks of lineitem SF0.01: along (date, discount, quantity), 1,024 rows a block, and
    along (date, part), 512 rows a block."""
    columns = q6_columns(0.01)
    table = {name: inputs.whole_numbers(columns[name]) for name in [*Q6_RANGES, "l_partkey"]}

    def skipped(names: list[str], bits: int, block_rows: int, *asked: dict) -> list[float]:
        keys = run(z_order, [table[name] for name in names], bits)
        order = _order_along(keys, len(table["l_shipdate"]))
        along = {name: table[name][order] for name in names}
        return [oracles.share_skipped(along, block_rows, ranges) for ranges in asked]

    month = {"l_shipdate": (inputs.day_number(1995, 3, 1), inputs.day_number(1995, 3, 31))}
    parts = {"l_partkey": (701, 720)}  # of 2,000
    (share,) = skipped([*Q6_RANGES], 5, 1024, Q6_RANGES)
    at_least(share, by_query_6, "the share of blocks that query 6 skips", "%")
    by_date, by_part = skipped(["l_shipdate", "l_partkey"], 8, 512, month, parts)
    at_least(by_date, by_a_month, "the share of blocks that a month of dates skips", "%")
    what = "the share of blocks that 1 % of the parts skips"
    at_least(by_part, by_1_percent_of_parts, what, "%")


#: Of the laws: their check looks at what is kept between two of its calls, and they are made of calls
#: that are looked at one by one besides.
MANY_KEYS = {"keys_of_all": "z_order is called again under its own name"}


def _order_along(keys: object, rows: int) -> np.ndarray:
    """Row numbers in the order of ``keys``, of which there must be ``rows``, at most 16 bits each:
    these numpy sorts quickest."""
    fit = type(keys) is np.ndarray and keys.dtype == np.uint64 and keys.shape == (rows,)
    if not fit or int(keys.max()) >= 2**16:
        asked = "16 bits in all were asked for, one uint64 key a row"
        raise Wrong(asked, f"{rows:,} keys below 65,536", show(keys))
    return np.argsort(keys.astype(np.uint16), kind="stable")


# Append and vacuum.


#: Of the laws: what is made once, since a few of its calls are made again under another name.
MANY_HISTORIES = {
    "histories": "three of them are made again, as append_and_vacuum",
    "states": "asked for where the histories were told wrong",
}


class Upkeep(Lender):
    """The student's ``append`` and ``vacuum`` and the ``globals()`` of the notebook, where right
    zone maps and a right order are lent.

    Limits: blocks that may be read of the table given, and written of the table returned.
    """

    UNTOUCHED = {"read_sorted": 0, "read_unsorted": 0, "wrote_sorted": 0, "wrote_unsorted": 0}

    def __init__(self, append: Callable, vacuum: Callable, names: dict):
        super().__init__(names, **RIGHT_PARTS)
        self._append, self._vacuum = append, vacuum
        self._known: dict[bool, dict[int, list]] = {}  # by whether the histories hold nulls

    def append(self, stored: SortedTable, rows: pa.Table) -> SortedTable:
        return self._step(self._append, stored, rows)

    def vacuum(self, stored: SortedTable) -> SortedTable:
        return self._step(self._vacuum, stored)

    @with_right_parts
    def _step(self, function: Callable, stored: SortedTable, *rows: pa.Table) -> SortedTable:
        got = run(function, stored, *rows)
        _expect_sorted_table(got, stored.keys)
        return got

    def expect_appended(self, stored: SortedTable, rows: pa.Table, **limits: int) -> None:
        got = self.append(stored, rows)
        _expect_within(limits, stored, got)
        _expect_regions(got, _content(stored.sorted), _joined(_content(stored.unsorted), rows))

    def expect_vacuumed(self, stored: SortedTable, **limits: int) -> None:
        got = self.vacuum(stored)
        _expect_within(limits, stored, got)
        everything = _joined(*map(_content, stored[1:]))
        _expect_regions(got, in_order(everything, stored.keys), everything.slice(0, 0))

    @with_right_parts
    def expect_cheap_append(self) -> None:
        """Of the unsorted region a short last block is read, and no other; of the sorted one none."""
        for block_rows, old, read, wrote in (2, 5, 3, 6), (2, 4, 0, 3), (5, 3, 3, 3), (1, 3, 0, 6):
            stored = inputs.stored_as(OLD, inputs.rows_with(range(old)), block_rows)
            limits = {**self.UNTOUCHED, "read_unsorted": read, "wrote_unsorted": wrote}
            self.expect_appended(stored, inputs.rows_with([7, 7], first=13), **limits)

    @with_right_parts
    def expect_cheap_vacuum(self) -> None:
        """Of three blocks of four rows and one of two, the full ones that lie before the first new
        row stay."""
        for days, before in (
            ([251, 201, 221], 3),
            ([13, 29], 1),
            ([21, None], 2),
            ([None, None], 3),
            ([-1], 0),
        ):
            old = inputs.rows_with(range(0, 28, 2))
            stored = inputs.stored_as(old, inputs.rows_with(days, first=14), 4)
            wrote = -(-(14 + len(days)) // 4) - before
            self.expect_vacuumed(stored, read_sorted=3 * (4 - before), wrote_sorted=3 * wrote)

    @with_right_parts
    def expect_refusals(self) -> None:
        """Rows of another schema must not be taken, and nothing be read for it."""
        right = inputs.rows_with([1, 7], first=20)
        self.expect_appended(inputs.stored_as(OLD, OLD, 3), right)
        for other in (
            pa.table({"day": [1], "item": [2]}),
            right.set_column(0, "day", pa.array([1.5, 2.0])),
            right.set_column(0, "day", pa.array([1, 2], "int32")),
            right.select(["item", "day", "at"]),
            right.rename_columns(["Day", "item", "at"]),
            right.append_column("more", pa.array([1, 2])),
            pa.table({"day": pa.array([], "int64")}),
            right.slice(0, 0).set_column(0, "day", pa.array([], "int32")),
        ):
            stored = inputs.stored_as(OLD, OLD, 3)
            raises(ValueError, self._append, stored, other)
            at_most(stored.sorted.blocks_read + stored.unsorted.blocks_read, 0, "what was read")

    @with_right_parts
    def expect_failures(self) -> None:
        """A read that fails, whichever it is, must come out of append and of vacuum."""
        new = inputs.rows_with([0, 3], first=20)

        def table(number: int) -> tuple[SortedTable, Callable[[], bool]]:
            late = inputs.rows_with([7, 1, 2], first=10)
            stored = inputs.stored_as(OLD.slice(0, 4), late, 4)
            failing = [FailingTable(region, number) for region in stored[1:]]
            stored = SortedTable(stored.keys, *failing)
            return stored, lambda: any(region.failed for region in failing)

        def to_append(number: int) -> tuple:
            stored, failed = table(number)
            return (stored, new), failed

        def to_vacuum(number: int) -> tuple:
            stored, failed = table(number)
            return (stored,), failed

        every_failure_comes_out(self._append, to_append, ReadError, "the table")
        every_failure_comes_out(self._vacuum, to_vacuum, ReadError, "the table")
        self.expect_appended(inputs.stored_as(OLD, inputs.NONE, 3), new)

    def expect_steps(self) -> None:
        """After every step of histories without nulls each region must hold its rows, the sorted one
        in order of the keys, in blocks as large as before."""
        for history, step, state, right in self._odd_steps(False):
            keys, block_rows = history[1:3]
            got_keys, *regions = state
            if got_keys != keys:
                raise Wrong("the sort keys must stay what they were", str(keys), str(got_keys))
            for name, region, asked in zip(("sorted", "unsorted"), regions, right):
                found, numbers = (sorted(rows["at"].to_pylist()) for rows in (region[0], asked))
                if found != numbers:
                    what = f"the {name} region must hold other rows"
                    raise Wrong(what, f"at: {numbers}", f"at: {found}", _told(history, step))
                if region[1] != block_rows:
                    what = f"the rows a block of the {name} region"
                    raise Wrong(what, str(block_rows), str(region[1]), _told(history, step))
            ordered, asked = regions[0][0].select(keys), right[0].select(keys)
            if not ordered.equals(asked):  # 0.0 and -0.0 are ties
                same_rows(ordered, asked, f"sorted, {_told(history, step)}")

    def expect_schema_kept(self) -> None:
        """Metadata, of the table and of a column, and what may be null, in the emptied region."""
        schema = pa.schema(
            [
                pa.field("day", pa.int64(), nullable=False, metadata={"unit": "day"}),
                pa.field("note", pa.string()),
            ],
            metadata={"loaded by": "nightly"},
        )
        rows = pa.table({"day": [1, 4, 9], "note": ["a", None, "c"]}, schema=schema)
        _, _, emptied = self.vacuum(inputs.stored_as(rows, rows, 2, ["day"]))
        if not emptied.schema.equals(schema, check_metadata=True):
            what = "the unsorted region must have the schema that it had, all of it"
            raise Wrong(what, schema.to_string(), emptied.schema.to_string(), calls.text)

    def expect_order(self) -> None:
        """Histories with nulls and ties: vacuum must leave the very order."""
        for history, step, state, (ordered, _) in self._odd_steps(True):
            if not state[1][0].equals(ordered):
                same_rows(state[1][0], ordered, f"the sorted region, {_told(history, step)}")

    def expect_zones(self) -> None:
        """After every step of histories without nulls, and once the last is done, every zone map must
        be that of the rows in its block; and so after some with nulls."""
        for nothing in (False, True):
            for history, step, (_, *regions), _ in self._odd_steps(nothing, all_of_them=False):
                for name, (rows, block_rows, zones) in zip(("sorted", "unsorted"), regions):
                    for column in rows.column_names:
                        right = oracles.plain_zeros(zones_of(rows[column], block_rows))
                        got = oracles.plain_zeros(zones.get(column))
                        if difference(got, right) is not None:
                            what = f"zone maps of {column}, {name} region, {_told(history, step)}:"
                            same(got, right, what)

    def _odd_steps(self, nothing: bool, all_of_them: bool = True) -> list[tuple]:
        """(History, step, what was written down, the right rows of both regions) of every step of
        the histories in which not all is as it must be. Where one failed it is made once more, to be
        told in which line; not ``all_of_them``: it is left out, and another check's matter."""
        states = self._odd_states(nothing)
        histories, done = values.histories(nothing) if states else [], []
        for at, of_one in states.items():
            history = histories[at]
            right = _right_steps(history)
            for step in range(len(history[3])):
                if step < len(of_one) and of_one[step] is not None:
                    done.append((history, step, of_one[step], right[step]))
                elif all_of_them:
                    self._once_more(history, step)
        lost = not any(state[1][0].num_rows for *_, state, _ in done)
        if states and len(states) == len(histories) and lost:
            first = histories[0]
            raise Wrong("no vacuum left any rows", given=_told(first, len(first[3])))
        return done

    def _once_more(self, history: tuple, step: int) -> None:
        schema, keys, block_rows, batches = history
        stored = inputs.stored_as(schema.empty_table(), schema.empty_table(), block_rows, keys)
        for rows in batches[: step + 1]:
            stored = self.vacuum(stored) if rows is None else self.append(stored, rows)
        changes = "the answer to the same input changes from call to call"
        raise Wrong(changes, given=_told(history, step))

    def _odd_states(self, nothing: bool) -> dict[int, list]:
        """By number: the states of histories that are not told as they must be."""
        if nothing in self._known:
            return self._known[nothing]
        (sent, again), right = prepared(
            f"histories, {nothing}", partial(_sent, nothing), partial(_right_texts, nothing)
        )

        def histories() -> list:
            return in_notebook(partial(states_told, self._append, self._vacuum), *sent)

        def append_and_vacuum(columns: dict, batches: list) -> list:
            # within partial they go by name, and are found again where a new process has begun
            return in_notebook(partial(states_told, self._append, self._vacuum), columns, batches)

        def states(some: list) -> list:
            return in_notebook(partial(states_of, self._append, self._vacuum), some)

        with self.lending():
            wrong = odd(run(histories), right)
            made = values.histories(nothing) if wrong else []
            found = run(states, [made[at] for at in wrong]) if wrong else []
            if not nothing:  # few enough to be made again by the laws, and of rows not seen before
                run(append_and_vacuum, *again)
        self._known[nothing] = dict(zip(wrong, found))
        return self._known[nothing]


def _sent(nothing: bool) -> list:
    """Histories as ``states_told`` gets them; and three of them of other rows."""

    def packed(histories: list[tuple]) -> list:
        pool, sent = Pool(), []
        for schema, keys, block_rows, batches in histories:
            places = [rows and [pool.table(rows), len(rows["day"].chunk(0))] for rows in batches]
            sent.append([pool.table(schema.empty_table()), list(keys), block_rows, places])
        return [pool.columns(), sent]

    histories = values.histories(nothing)
    return [packed(histories), packed([_of_other_rows(history) for history in histories[:3]])]


def _of_other_rows(history: tuple) -> tuple:
    schema, keys, block_rows, batches = history
    return schema, keys, block_rows, [rows and _shifted(rows) for rows in batches]


def _shifted(rows: pa.Table) -> pa.Table:
    return rows.set_column(2, "at", pc.add(rows["at"], 10**6))


def _right_steps(history: tuple) -> list[tuple[pa.Table, pa.Table]]:
    """The rows of both regions after every step."""
    schema, keys, _, batches = history
    found, ordered, arrived = [], schema.empty_table(), schema.empty_table()
    for rows in batches:
        if rows is None:
            ordered, arrived = in_order(_joined(ordered, arrived), keys), schema.empty_table()
        else:
            arrived = _joined(arrived, rows)
        found.append((ordered, arrived))
    return found


def _right_texts(nothing: bool) -> list[list[str]]:
    def region(rows: pa.Table, block_rows: int) -> tuple:
        return (
            rows,
            block_rows,
            {name: zones_of(rows[name], block_rows) for name in rows.column_names},
        )

    return [
        [
            state_written((history[1], *(region(rows, history[2]) for rows in regions)))
            for regions in _right_steps(history)
        ]
        for history in values.histories(nothing)
    ]


def _told(history: tuple, step: int) -> str:
    schema, keys, block_rows, batches = history
    steps = ["vacuum" if rows is None else rows.to_pydict() for rows in batches[: step + 1]]
    return f"of day {schema.field('day').type}, keys {keys}, blocks of {block_rows}, after {steps}"


def _content(region: BlockTable) -> pa.Table:
    """All rows, without a block counted as read."""
    return region.as_data()[0]


def _joined(*tables: pa.Table) -> pa.Table:
    return pa.concat_tables(tables)


def _expect_sorted_table(got: object, keys: Sequence[str]) -> None:
    """``got`` must be a ``SortedTable`` by these keys, of two ``BlockTable``."""
    got_keys, in_sorted, in_unsorted = fields(got, SortedTable)
    if tuple(got_keys) != tuple(keys):
        raise Wrong("the sort keys must stay what they were", repr(tuple(keys)), repr(got_keys))
    block_table(in_sorted, "the sorted region")
    block_table(in_unsorted, "the unsorted region")


def _expect_within(limits: dict[str, int], stored: SortedTable, got: SortedTable) -> None:
    """The counts of both tables must be within the limits: look before either is read."""
    for limit, most in limits.items():
        verb, name = limit.split("_")
        given, made = getattr(stored, name), getattr(got, name)
        counted = given.blocks_read if verb == "read" else made.blocks_written
        if verb == "wrote" and made is given:
            counted = 0
        at_most(counted, most, f"what it {verb} of the {name} region", "blocks of a column")


def _expect_regions(got: SortedTable, in_sorted: pa.Table, in_unsorted: pa.Table) -> None:
    same_rows(rows_of(got.sorted), in_sorted, f"the sorted region, after {calls.text}")
    same_rows(rows_of(got.unsorted), in_unsorted, f"the unsorted region, after {calls.text}")
