"""A live PostgreSQL as a source: the same interface as ``EmulatedPostgres``, Arrow
batches through ADBC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pyarrow as pa

from warehouse.federated_query.federation import TYPES, RemoteTable, SourceError, SourceGone
from warehouse.postgres import postgres

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Connection


class LiveCursor:
    """An answer on its way from the server. ``next()`` gives the next Arrow table, None at the end.
    Raises ``SourceGone``."""

    def __init__(self, source: PostgresSource, connection: Connection, sql: str):
        self._source, self._connection, self._cursor = source, connection, connection.cursor()
        try:
            self._cursor.execute(sql)
            self._batches = self._cursor.fetch_record_batch()
        except Exception as error:  # whatever the driver raises, in the words of the source
            raise self._judged(error) from error

    def next(self) -> pa.Table | None:
        try:
            batch = self._batches.read_next_batch()
        except StopIteration:
            self._cursor.close()
            return None
        except Exception as error:  # as above; what came before is not all of the answer
            raise self._judged(error) from error
        self._source.bytes_fetched += batch.nbytes
        return pa.table(batch).replace_schema_metadata(None)

    def _judged(self, error: Exception) -> SourceError | SourceGone:
        """Is it the query or the connection? A connection that still answers something simple is
        not broken."""
        words = str(error).splitlines()[0][:200]
        try:
            self._cursor.close()
            self._connection.rollback()
            with self._connection.cursor() as probe:
                probe.execute("select 1")
                probe.fetchall()
        except Exception:  # the driver has many words for a connection that is no more
            self._source.forget(self._connection)
            return SourceGone(f"the connection to the source broke: {words}")
        return SourceError(f"the source refuses the query: {words}")


class PostgresSource:
    """A connection to a server, made anew when it is lost. ``queries`` and ``bytes_fetched``
    count."""

    def __init__(self, uri: str):
        self._uri, self._connection = uri, None
        self.queries, self.bytes_fetched = [], 0

    def execute(self, sql: str) -> LiveCursor:
        """Send a query. Raises ``SourceError`` with the server's words where it does not understand
        it, ``SourceGone`` where it cannot be reached."""
        import adbc_driver_postgresql.dbapi as adbc

        if self._connection is None:
            try:
                self._connection = adbc.connect(self._uri)
            except adbc.Error as error:
                raise SourceGone(
                    f"the source cannot be reached: {str(error).splitlines()[0][:200]}"
                ) from error
        cursor = LiveCursor(self, self._connection, sql)
        self.queries.append(sql)
        return cursor

    def forget(self, connection: Connection) -> None:
        """This connection is broken: the next query gets another."""
        if connection is self._connection:
            self._connection = None
        with suppress(Exception):  # it is dead, and the driver may say so once more
            connection.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@contextmanager
def live_source(tables: Mapping[str, tuple[RemoteTable, pa.Table]]) -> Iterator[PostgresSource]:
    """A server with these tables (``PG_URI`` or one of its own, which ends with the block)."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    with postgres() as uri:
        with psycopg.connect(uri, autocommit=True) as connection:
            for name, (table, rows) in tables.items():
                of_type = {
                    kind: SQL(text + ' collate "C"' * (kind in ("text", "char")))
                    for kind, text in TYPES.items()
                }
                made = SQL(", ").join(
                    SQL("{} {}").format(Identifier(column), of_type[kind])
                    for column, kind in table.columns.items()
                )
                named = Identifier(name)
                connection.execute(SQL("drop table if exists {}").format(named))
                connection.execute(SQL("create table {} ({})").format(named, made))
                with connection.cursor().copy(SQL("copy {} from stdin").format(named)) as copy:
                    for row in zip(*(rows[column].to_pylist() for column in table.columns)):
                        copy.write_row(row)
        source = PostgresSource(uri)
        try:
            yield source
        finally:
            source.close()
