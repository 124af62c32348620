"""What is sent to the student's process, to call the student's functions there: a function and
whatever it names. None of it may hold or tell what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa

from solutions.zone_maps.checks.inputs import blocks_of, stored_as
from solutions.zone_maps.checks.oracles import (
    always,
    in_order,
    may_hold,
    plain_zeros,
    zones_of,
)
from solutions.zone_maps.checks.together import array_of, table_of, written
from solutions.zone_maps.checks.values import view
from warehouse.zone_maps.blocks import BlockTable
from warehouse.zone_maps.records import Predicate, ZoneMap
from warehouse.zone_maps.standins import lent

#: What ``append`` and ``vacuum`` are lent.
RIGHT_PARTS = {"zones_of": zones_of, "sort_rows": in_order}


def _told(student: Callable, text: Callable[[object], str], cases: Iterable[tuple]) -> list:
    """Of every case the text of what came back; of what failed None."""
    texts: list[str | None] = []
    for args in cases:
        try:
            texts.append(text(student(*args)))
        except Exception as error:
            if type(error) is NotImplementedError:
                raise
            texts.append(None)
    return texts


def zones_told(build_zone_map: Callable, columns: dict, cases: list[list]) -> list:
    """``cases``: [where the chunks lie, whether it is chunked, rows a block]."""

    def column(places: list, chunked: bool) -> pa.Array | pa.ChunkedArray:
        arrays = [array_of(columns, place) for place in places]
        return pa.chunked_array(arrays) if chunked else arrays[0]

    given = ((column(places, chunked), size) for places, chunked, size in cases)
    return _told(build_zone_map, lambda zones: repr(plain_zeros(zones)), given)


def zones_of_slices(
    build_zone_map: Callable, column: pa.Array, slices: list[list[int]], size: int
) -> list:
    """Of every [start, length] the zone maps of that slice: all have the same buffers."""
    return [build_zone_map(column.slice(start, length), size) for start, length in slices]


def answers_of_one_list(may_match: Callable, zone: list, fillings: list[list]) -> list:
    """What is said of one list of "in", which its caller fills anew before each call."""
    wanted, found = [], []
    for values in fillings:
        wanted[:] = values
        found.append(may_match(ZoneMap(*zone), "in", wanted))
    return found


def answers_told(may_match: Callable, cases: list[list]) -> list:
    """``cases``: [minimum, maximum, nulls, rows, operator, value]; a "between" has a list."""
    given = (
        (ZoneMap(*zone), op, tuple(value) if op == "between" else value)
        for *zone, op, value in cases
    )
    return _told(may_match, repr, given)


def sorted_told(compound_sort: Callable, columns: dict, cases: list[list]) -> list:
    """``cases``: [where the columns lie, keys]."""
    given = ((table_of(columns, places), list(keys)) for places, keys in cases)
    return _told(compound_sort, written, given)


def keys_told(z_order: Callable, cases: list[list]) -> list:
    """``cases``: [columns, bits, kind of view or None]. Views are made here: an array that is sent
    lies as it did not. One that is changed has no right keys."""

    def keys(columns: list, bits: int, kind: int | None) -> object:
        if kind is None:
            return z_order(columns, bits)
        made, changed = keys_of_views(z_order, kind, columns, bits)
        return None if changed else made

    return _told(keys, keys_written, cases)


def keys_of_views(
    z_order: Callable, kind: int, columns: list, bits: int
) -> tuple[object, list[int]]:
    """The keys of views of the columns, and which of these are not as they were."""
    views = [view(column, kind) for column in columns]
    before = [(column.tobytes(), column.flags.writeable) for column in views]
    keys = z_order([*views], bits)
    after = [(column.tobytes(), column.flags.writeable) for column in views]
    return keys, [at for at, was in enumerate(before) if after[at] != was]


def held(student: Callable, cases: list[tuple]) -> list:
    """The answers of every case, as they are when all have been given."""
    return [student(*case) for case in cases]


def keys_of_one_array(z_order: Callable, fillings: list[list], bits: int) -> list:
    """The keys of one array in one list, which its caller fills anew before each call."""
    columns, found = [np.array(fillings[0])], []
    for rows in fillings:
        columns[0][:] = rows
        found.append(z_order(columns, bits))
    return found


def keys_written(keys: object) -> str:
    if type(keys) is not np.ndarray:
        return type(keys).__name__
    return f"{keys.dtype} {keys.tolist()}"


def scans_told(scan: Callable, pruned: bool, columns: dict, questions: list[list]) -> list:
    """Of every [where the table's columns lie, rows a block, columns with zone maps, predicates,
    columns] what the scan gave, as a text, and the [column, block] that it read. What failed is None.
    Not ``pruned``: zone maps rule nothing out, so that every row is looked at."""
    found = []
    with lent(getattr(scan, "__globals__", {}), prune=may_hold if pruned else always):
        for places, block_rows, zoned, predicates, shown in questions:
            blocks = blocks_of(table_of(columns, places), block_rows, zoned)
            asked = [
                Predicate(name, op, tuple(value) if op == "between" else value)
                for name, op, value in predicates
            ]
            (text,) = _told(scan, rows_written, [(blocks, asked, list(shown))])
            found.append(text and [text, [list(read) for read in blocks.reads.elements()]])
    return found


def rows_written(table: object) -> str:
    """As ``written``, of rows alone: what an empty answer looks like is not asked there."""
    return written(table) if type(table) is not pa.Table or table.num_rows else "no rows"


def scans_of(scan: Callable, blocks: tuple, questions: list[tuple]) -> list[pa.Table]:
    """What the scan gives of a table (rows, rows a block, zone maps) for every (predicates,
    columns)."""
    with lent(getattr(scan, "__globals__", {}), prune=may_hold):
        return [scan(BlockTable(*blocks), list(asked), list(shown)) for asked, shown in questions]


def scans_to_time(
    scan: Callable,
    predicates: list,
    shown: list[str],
    rows: pa.Table,
    zones: list[list],
    asked: list[list],
) -> tuple[Callable, ...]:
    """Of every [rows a block, whether it is pruned, times] of ``asked`` a scan that is ready to run so
    many times, where the table and what it prunes with lie with it. Gives what the last run gave.
    ``zones``: [rows a block, zone maps of these]."""

    def ready(table: BlockTable, prune: Callable, times: int) -> Callable[[], object]:
        def ready_scan() -> object:
            got = None
            with lent(getattr(scan, "__globals__", {}), prune=prune):
                for _ in range(times):
                    got = scan(table, list(predicates), list(shown))
            return got

        return ready_scan

    return tuple(
        ready(BlockTable(rows, size, dict(zones)[size]), may_hold if pruned else always, times)
        for size, pruned, times in asked
    )


def states_of(append: Callable, vacuum: Callable, histories: list[tuple]) -> list[list]:
    """Of every (schema, keys, rows a block, batches) the table after each batch (an Arrow table; None:
    a vacuum), up to the first that fails, all written down once the last step is done: keys, then of
    each region rows, rows a block, zone maps. A table begins empty. What is no ``SortedTable`` is
    written down as None."""
    told = []
    with lent(getattr(append, "__globals__", {}), **RIGHT_PARTS):
        for schema, keys, block_rows, batches in histories:
            nothing = schema.empty_table()
            stored, states = stored_as(nothing, nothing, block_rows, keys), []
            for rows in batches:
                try:
                    stored = vacuum(stored) if rows is None else append(stored, rows)
                except Exception as error:
                    if type(error) is NotImplementedError:
                        raise
                    break
                states.append(stored)
            told.append(states)
    return [[_written_down(stored) for stored in states] for states in told]


def _written_down(stored: object) -> tuple | None:
    parts = tuple(stored) if isinstance(stored, tuple) else ()
    if len(parts) != 3 or not all(type(region) is BlockTable for region in parts[1:]):
        return None
    return (tuple(parts[0]), *(region.as_data() for region in parts[1:]))


def states_told(
    append: Callable, vacuum: Callable, columns: dict, histories: list[list]
) -> list[list]:
    """As ``states_of``, each state as a text. ``histories``: [where a table of no rows lies, keys,
    rows a block, batches], a batch [where its columns lie, where it is cut in two] or None."""
    states = states_of(append, vacuum, [history_of(columns, *history) for history in histories])
    return [[state_written(state) for state in of_one] for of_one in states]


def history_of(
    columns: dict, nothing: list, keys: list[str], block_rows: int, batches: list
) -> tuple:
    def batch(places: list, cut: int) -> pa.Table:
        whole = table_of(columns, places)
        return pa.concat_tables([whole.slice(0, cut), whole.slice(0, 0), whole.slice(cut)])

    schema = table_of(columns, nothing).schema
    return schema, tuple(keys), block_rows, [given and batch(*given) for given in batches]


def state_written(state: tuple | None) -> str:
    if state is None:
        return ""
    keys, *regions = state
    told = [
        (written(rows), size, [plain_zeros(zones.get(name)) for name in rows.column_names])
        for rows, size, zones in regions
    ]
    return f"{keys} {told}"
