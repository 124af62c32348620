"""SQL texts of the student's, run in DuckDB: one SELECT each, in a database in memory that is closed to the outside."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import duckdb

from warehouse.checks import Wrong, kept
from warehouse.checks import calls as called
from warehouse.errors import CourseError
from warehouse.security import shop

#: What hidden rows hold. In an error message it is a leak.
SECRET = "secret"


class Told(NamedTuple):
    """What came of a query. ``rows``: in an order of their own, None where it failed; ``error``: its text."""

    names: list[str]
    rows: list[tuple] | None
    error: str

    @property
    def leaks(self) -> bool:
        return SECRET in self.error or SECRET in repr(self.rows)


_engines: list[duckdb.DuckDBPyConnection] = []
_numbers = itertools.count()


def room(optimizer: bool = True) -> duckdb.DuckDBPyConnection:
    """A database of its own, in one engine that is closed to the outside: to start an engine takes longer than many
    questions. Without its optimiser it plans small queries faster."""
    if not _engines:
        _engines.append(shop.connect(locked=False))
    its, name = _engines[0].cursor(), f"room_{next(_numbers)}"
    its.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
    if not optimizer:
        its.execute("PRAGMA disable_optimizer")
    return its


def one_select(sql: object) -> str | duckdb.Statement:
    """The text or the statement, if it is one SELECT and nothing else."""
    if type(sql) is not str:
        raise Wrong("SQL is a text", "str", type(sql).__name__, called.calls.text)
    if ";" not in sql and sql[:7].upper() == "SELECT ":
        return sql  # one statement, and no other kind of it begins so
    try:
        found = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise Wrong(
            "DuckDB cannot read this SQL", "one SELECT", f"{sql}\n{error}"[:900], called.calls.text
        ) from None
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise Wrong("this is not one SELECT", "one SELECT", sql[:900], called.calls.text)
    return found[0]


def ask(shop: duckdb.DuckDBPyConnection, sql: str | duckdb.Statement) -> Told:
    """What a query answers."""
    try:
        cursor = shop.execute(sql)
        rows = sorted(cursor.fetchall(), key=repr)
        return Told([column[0] for column in cursor.description], rows, "")
    except duckdb.Error as error:
        return Told([], None, str(error))


def ask_all(
    shop: Callable[[], duckdb.DuckDBPyConnection],
    texts: Sequence[object],
    key: object,
    abouts: Sequence[str] = (),
) -> list[Told]:
    """What each of the texts answers, each one SELECT. ``key``: what the shop holds. Where another student's texts were
    the same, so are the answers. ``abouts``: the call that each text came from."""
    asked = []
    for at, sql in enumerate(texts):
        called.calls.text = abouts[at] if abouts else called.calls.text
        asked.append(one_select(sql))

    def answers() -> list[tuple]:
        db = shop()
        return [tuple(ask(db, sql)) for sql in asked]

    try:
        found = kept(answers, "security", "asked", key, list(texts))
    except CourseError:  # values that are not kept
        found = answers()
    return [Told(*its) for its in found]


def expect_alike(got: Told, due: Told, about: str, sql: str) -> None:
    """The same rows, or failure on both sides; nothing of a hidden row in either."""
    given = f"{about}\nthe SQL that came back: {sql}"[:2_500]
    if got.leaks and not due.leaks:
        shown = (
            got.error
            if got.rows is None
            else repr([row for row in got.rows if SECRET in repr(row)][:3])
        )
        raise Wrong(
            "a row that the user does not see is shown", "nothing of it", shown[:400], given
        )
    if (got.rows is None) != (due.rows is None):
        expected = "an error" if due.rows is None else f"{len(due.rows)} rows: {due.rows[:4]}"
        came = got.error[:400] if got.rows is None else f"{len(got.rows)} rows: {got.rows[:4]}"
        raise Wrong(
            "the answer is not that of a table that holds her rows alone", expected, came, given
        )
    if got.rows != due.rows:
        more = [row for row in got.rows if row not in due.rows][:3]
        less = [row for row in due.rows if row not in got.rows][:3]
        what = f"{len(got.rows)} rows; too many: {more}, missing: {less}"
        raise Wrong("the rows are not hers", f"{len(due.rows)} rows: {due.rows[:4]}", what, given)
