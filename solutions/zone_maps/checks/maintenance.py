"""Judgements of the upkeep of a sorted table: each calls the student's functions, which it is given, and
raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from solutions.zone_maps.checks import inputs, made_histories, oracles
from solutions.zone_maps.checks.drivers import (
    RIGHT_PARTS,
    state_written,
    states_of,
    states_told,
)
from solutions.zone_maps.checks.inputs import OLD
from solutions.zone_maps.checks.oracles import in_order, zones_of
from solutions.zone_maps.checks.scanning import Lender, same_rows, with_right_parts
from solutions.zone_maps.checks.together import Pool, odd, prepared
from warehouse.checks import (
    Wrong,
    at_most,
    every_failure_comes_out,
    fields,
    in_notebook,
    raises,
    run,
    same,
)
from warehouse.checks.compare import calls
from warehouse.checks.plain_data import difference
from warehouse.zone_maps.blocks import BlockTable, ReadError, SortedTable
from warehouse.zone_maps.checking import FailingTable, block_table, rows_of

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
        stored = inputs.stored_as(
            inputs.rows_with(range(8)), inputs.rows_with([9], first=8), 4
        )  # no short block
        self.expect_vacuumed(stored, read_sorted=0, wrote_sorted=3)

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
        in order of the keys, in blocks as large as before; and a new row belongs in a block that ends
        in its first key."""
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
        ends_in_5 = inputs.rows_with([3, 5], [0, 9])
        self.expect_vacuumed(inputs.stored_as(ends_in_5, inputs.rows_with([5], [1], first=2), 2))
        many = inputs.rows_with(range(0, 80, 2))
        # the smallest new row in a block between others; few new ones; in order by the first key alone
        for new in ([61, 65, 3, 4, 67, 63], [7], [None, None, 3, 5]):
            self.expect_vacuumed(inputs.stored_as(many, inputs.rows_with(new, first=40), 2))
        self.expect_vacuumed(inputs.stored_as(inputs.NONE, inputs.rows_with([1, 1], [2, 1]), 1))
        late, early = (inputs.rows_with([1], [1], first=first) for first in (10, 5))
        self.expect_vacuumed(inputs.stored_as(late, early, 2, ["day", "item", "at"]))

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

        notes = {"day": [1, 2, 3, 4], "item": [0] * 4, "note": [None, "a", None, "b"]}
        rows = pa.table(notes)
        _, _, unsorted = self.append(inputs.stored_as(rows, rows, 2, ["day"]), rows.slice(0, 1))
        right = zones_of(_joined(rows, rows.slice(0, 1))["note"], 2)
        same(
            unsorted.zones.get("note"), right, "zone maps of note, unsorted region, after an append"
        )

    def _odd_steps(self, nothing: bool, all_of_them: bool = True) -> list[tuple]:
        """(History, step, what was written down, the right rows of both regions) of every step of
        the histories in which not all is as it must be. Where one failed it is made once more, to be
        told in which line; not ``all_of_them``: it is left out, and another check's matter."""
        states = self._odd_states(nothing)
        histories, done = made_histories.histories(nothing) if states else [], []
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
            made = made_histories.histories(nothing) if wrong else []
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

    histories = made_histories.histories(nothing)
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
        for history in made_histories.histories(nothing)
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
