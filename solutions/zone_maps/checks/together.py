"""Many small cases in one message: tables go over as a few long columns, answers come back as texts.

A hundred tables sent as they are cost ten times as much to write and to read as the calls that they
are made for. What is sent, and the right texts, are the same for a class and made once. A text that
is not the right one decides nothing: its case is judged closely then, alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from warehouse.checks import in_notebook, kept, seed
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import NotStarted, OverLimit
from warehouse.errors import CourseError


class Pool:
    """Long columns, one of each type, of which tables and arrays are parts."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.Array]] = {}
        self._length: dict[str, int] = {}

    def array(self, array: pa.Array) -> list:
        """[type, first row, rows]: where the array lies."""
        kind = str(array.type)
        at = self._length.get(kind, 0)
        self._parts.setdefault(kind, []).append(array)
        self._length[kind] = at + len(array)
        return [kind, at, len(array)]

    def table(self, table: pa.Table) -> list[list]:
        """[name, where it lies] of every column."""
        return [[name, self.array(_whole(table[name]))] for name in table.column_names]

    def columns(self) -> dict[str, pa.Array]:
        return {kind: pa.concat_arrays(parts) for kind, parts in self._parts.items()}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def array_of(columns: dict[str, pa.Array], place: list) -> pa.Array:
    kind, at, rows = place
    return columns[kind].slice(at, rows)


def table_of(columns: dict[str, pa.Array], places: list[list]) -> pa.Table:
    return pa.table({name: array_of(columns, place) for name, place in places})


def written(table: object) -> str:
    """A table's schema and rows as a text; of what is no table the name of its class."""
    if type(table) is not pa.Table:
        return type(table).__name__
    fields = [(field.name, str(field.type), field.nullable) for field in table.schema]
    return f"{fields} {[column.to_pylist() for column in table.columns]}"


def prepared(key: str, given: Callable[[], list], right: Callable[[], list[str]]) -> list:
    """[what is sent, the right texts], kept for the class under ``key``."""
    return kept(lambda: [given(), right()], "zone_maps", key, seed(key))


def texts_of(student: Callable, driver: Callable, given: list) -> list:
    """``driver(student, *given)``, in the student's process: a text for every case. Empty where it
    came to no end: one by one the cases will tell why."""
    calls.start(getattr(student, "__name__", "the function"), ())
    try:
        got = in_notebook(driver, student, *given, keeps=True)
    except (CourseError, OverLimit):
        raise
    except NotImplementedError as stub:
        if type(stub) is NotImplementedError:
            raise NotStarted(getattr(student, "__name__", "the function")) from stub
        return []
    except Exception:
        return []
    return got if type(got) is list else []


def odd(got: Sequence, right: Sequence) -> list[int]:
    """The places of the texts that are not the right ones, or not there."""
    return [at for at, text in enumerate(right) if at >= len(got) or got[at] != text]
