"""What is sent to the student's process, to call the student's functions there: a function and
whatever it names. None of it may hold or tell what is expected."""

from __future__ import annotations

from collections.abc import Callable

from solutions.zone_maps.checks.inputs import blocks_of, stored_as
from solutions.zone_maps.checks.oracles import always, in_order, may_hold, zones_of
from solutions.zone_maps.checks.values import view
from warehouse.zone_maps.blocks import BlockTable
from warehouse.zone_maps.standins import lent

#: What ``append`` and ``vacuum`` are lent.
RIGHT_PARTS = {"zones_of": zones_of, "sort_rows": in_order}


def scans_of(scan: Callable, pruned: bool, questions: list[tuple]) -> list[tuple | None]:
    """Of every (table, rows a block, columns with zone maps, predicates, columns) what the scan gave,
    and the (column, block) that it read. What failed is None. Not
    ``pruned``: zone maps rule nothing out, so that every row is looked at."""
    found = []
    with lent(getattr(scan, "__globals__", {}), prune=may_hold if pruned else always):
        for table, block_rows, zoned, predicates, columns in questions:
            blocks = blocks_of(table, block_rows, zoned)
            try:
                got = scan(blocks, list(predicates), list(columns))
            except Exception as error:
                if type(error) is NotImplementedError:
                    raise
                found.append(None)
                continue
            found.append((got, list(blocks.reads.elements())))
    return found


def keys_of_views(z_order: Callable, kind: int, columns: list, bits: int) -> object:
    """The keys of views of the columns, which are made here: an array that is sent lies as it did not."""
    return z_order([view(column, kind) for column in columns], bits)


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
