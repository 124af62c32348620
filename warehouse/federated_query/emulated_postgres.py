"""A source inside this process: DuckDB, which answers as PostgreSQL does in all that the lab is
about (whole-number division, NULL order, padded ``char``, collation).

Graded checks have no server. A test holds this one against a live PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from warehouse.federated_query.federation import (
    Query,
    RemoteTable,
    SourceError,
    SourceGone,
    evaluated,
    quoted,
    sums_as_int64,
)

#: What makes DuckDB answer as PostgreSQL does; and that a query cannot reach files, Python or these
#: settings.
SETTINGS = (
    "integer_division=true",
    "default_null_order='nulls_last_on_asc_first_on_desc'",
    "python_enable_replacements=false",
    "enable_external_access=false",
    "lock_configuration=true",
)


#: Texts and names in quotes.
QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")


class Cursor:
    """An answer on its way. ``next()`` gives the next Arrow table of a few rows, None at the end.
    Raises ``SourceGone``."""

    def __init__(
        self, source: EmulatedPostgres, answer: pa.Table, batch_rows: int, breaks_after: int | None
    ):
        self._source, self._answer, self._batch_rows, self._breaks_after, self._at = (
            source,
            answer,
            batch_rows,
            breaks_after,
            0,
        )

    def next(self) -> pa.Table | None:
        if self._breaks_after is not None and self._at >= self._breaks_after:
            raise SourceGone(f"the connection to the source broke after {self._at} batches")
        start = self._at * self._batch_rows
        if start >= max(1, self._answer.num_rows):
            return None
        batch = self._answer.slice(start, self._batch_rows).combine_chunks()
        self._at += 1
        self._source.bytes_fetched += batch.nbytes
        return batch


@contextmanager
def _in_its_own_words() -> Iterator[None]:
    """What DuckDB raises, as what a source raises."""
    try:
        yield
    except duckdb.Error as error:
        raise SourceError(
            f"the source refuses the query: {str(error).splitlines()[0][:200]}"
        ) from error
    except RuntimeError as error:
        if "nterrupted" not in str(error):
            raise
        # by a check's time limit
        raise SourceError("the source was interrupted: the query took too long") from error


class EmulatedPostgres:
    """Tables that answer as PostgreSQL would. ``queries`` and ``bytes_fetched`` count.

    ``batch_rows``: the rows of a batch, or a tuple of them, for each query in turn. ``breaks``: for
    each query in turn the number of batches after which the connection breaks, None where it holds,
    -1 where there is none to be had in the first place.
    """

    TESTS_ONLY = ("breaks", "batch_rows", "run", "answer")

    def __init__(
        self,
        tables: Mapping[str, tuple[RemoteTable, pa.Table]],
        batch_rows: int | tuple = 500,
        breaks: tuple = (),
    ):
        self.batch_rows, self.breaks = batch_rows, tuple(breaks)
        self.queries, self.bytes_fetched = [], 0
        self._tables = {name: table for name, (table, _) in tables.items()}
        self._chars = {
            name
            for table, _ in tables.values()
            for name, type_ in table.columns.items()
            if type_ == "char"
        }
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
        for name, (table, rows) in tables.items():
            self._connection.register("given", rows)
            text = "varchar" if table.collation == "C" else "varchar collate en_us"
            types = {
                "integer": "integer",
                "float": "double",
                "date": "date",
                "text": text,
                "char": "varchar",
            }
            made = ", ".join(
                f"{quoted(column)} {types[kind]}" for column, kind in table.columns.items()
            )
            self._connection.execute(f"create table {quoted(name)} ({made})")
            chosen = [
                f"rtrim({quoted(column)})" if kind == "char" else quoted(column)
                for column, kind in table.columns.items()
            ]
            rows_of = f"select {', '.join(chosen)} from given"
            self._connection.execute(f"insert into {quoted(name)} {rows_of}")
            self._connection.unregister("given")
        for setting in SETTINGS:
            self._connection.execute(f"set {setting}")

    def execute(self, sql: str) -> Cursor:
        """Send a query. Raises ``SourceError`` with the source's words where it does not understand
        it."""
        if type(sql) is not str:
            raise TypeError(f"a query is text, not {type(sql).__name__}")
        at = len(self.queries)
        breaks_after = self.breaks[at] if at < len(self.breaks) else None
        if breaks_after == -1:
            self.queries.append(sql)
            raise SourceGone("the source cannot be reached")
        answer = self.run(sql)
        self.queries.append(sql)
        sizes = self.batch_rows if isinstance(self.batch_rows, tuple) else (self.batch_rows,)
        return Cursor(self, answer, sizes[min(at, len(sizes) - 1)], breaks_after)

    def __repr__(self) -> str:
        size = f"batches of {self.batch_rows} rows"
        return f"<a source, {size}{', the connections break after batch ' + str(self.breaks) if self.breaks else ''}>"

    def run(self, sql: str) -> pa.Table:
        self._refuse_what_duckdb_alone_understands(sql)
        with _in_its_own_words():
            answer = self._connection.sql(sql)
            if answer is None:
                raise SourceError("only queries can be sent to the source")
            return self._as_postgres(answer.to_arrow_table())

    def _refuse_what_duckdb_alone_understands(self, sql: str) -> None:
        """``in ()``, ``count()``, a year of fewer than four digits, ``==``, ``group by all``, and a name in
        quotes that has other capitals than the column's or table's. What stands in a text or a name
        is none of these."""
        outside = QUOTED.sub("''", sql)
        if re.search(r"(?i)\bin\s*\(\s*\)", outside):
            raise SourceError('the source refuses the query: syntax error at or near ")"')
        if re.search(r"(?i)\bcount\s*\(\s*\)", outside):
            raise SourceError("the source refuses the query: count(*) must be used to count rows")
        for text in QUOTED.finditer(sql):
            is_date = re.search(r"(?i)\bdate\s*$", sql[: text.start()])
            if is_date and re.match(r"'\d{1,3}-", text[0]):
                raise SourceError(
                    f"the source refuses the query: date/time field value out of range: {text[0]}"
                )
        if found := re.search(r"(?i)==|\b(group|order)\s+by\s+all\b", outside):
            raise SourceError(f"the source refuses the query: syntax error at or near {found[0]!r}")
        known = {
            *self._tables,
            *(name for table in self._tables.values() for name in table.columns),
        }
        folded = {name.lower() for name in known}
        own = set(re.findall(r'(?i)\bas\s+("(?:[^"]|"")*")', sql))
        for one in {one for one in QUOTED.findall(sql) if one[0] == '"'} - own:
            name = one[1:-1].replace('""', '"')
            if name not in known and name.lower() in folded:
                raise SourceError(f"the source refuses the query: {name!r} does not exist")

    def answer(self, query: Query, table: str) -> pa.Table:
        """What the source answers to a query that is sent as it stands."""
        kinds = self._tables[table].columns
        with _in_its_own_words():
            rows = self._connection.table(quoted(table))
            divided = evaluated(
                query, rows, lambda column: "//" if kinds[column] == "integer" else "/"
            )
            return self._as_postgres(divided.to_arrow_table())

    def _as_postgres(self, answer: pa.Table) -> pa.Table:
        """A ``char(8)`` comes with its blanks."""
        answer = sums_as_int64(answer)
        for at, field in enumerate(answer.schema):
            if field.name in self._chars and pa.types.is_string(field.type):
                padded = [
                    None if value is None else value.ljust(8)
                    for value in answer[field.name].to_pylist()
                ]
                answer = answer.set_column(at, field.name, pa.array(padded, pa.string()))
        return answer.combine_chunks()
