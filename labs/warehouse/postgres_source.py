"""A live PostgreSQL as a source: the same interface as ``federation.EmulatedPostgres``, Arrow batches through ADBC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa

from warehouse.federation import TYPES, RemoteTable, SourceError
from warehouse.histories.engines import postgres


class LiveCursor:
    """An answer on its way from the server. ``next()`` gives the next Arrow table, None at the end."""

    def __init__(self, source: PostgresSource, sql: str):
        self._source, self._cursor = source, source._connection.cursor()
        try:
            self._cursor.execute(sql)
            self._batches = self._cursor.fetch_record_batch()
        except Exception as error:  # whatever the driver raises, in the words of the source
            self._cursor.close()
            source._connection.rollback()
            raise SourceError(f"the source refuses the query: {str(error).splitlines()[0][:200]}") from error

    def next(self) -> pa.Table | None:
        try:
            batch = self._batches.read_next_batch()
        except StopIteration:
            self._cursor.close()
            return None
        self._source.bytes_fetched += batch.nbytes
        return pa.table(batch).replace_schema_metadata(None)


class PostgresSource:
    """A connection to a server. ``queries`` and ``bytes_fetched`` count."""

    def __init__(self, uri: str):
        import adbc_driver_postgresql.dbapi as adbc

        self._connection = adbc.connect(uri)
        self.queries, self.bytes_fetched = [], 0

    def execute(self, sql: str) -> LiveCursor:
        """Send a query. Raises ``SourceError`` with the server's words where it does not understand it."""
        cursor = LiveCursor(self, sql)
        self.queries.append(sql)
        return cursor

    def close(self) -> None:
        self._connection.close()


@contextmanager
def live_source(tables: Mapping[str, tuple[RemoteTable, pa.Table]]) -> Iterator[PostgresSource]:
    """A server with these tables (``PG_URI`` or one of its own, which ends with the block)."""
    import psycopg

    with postgres() as uri:
        with psycopg.connect(uri, autocommit=True) as connection:
            for name, (table, rows) in tables.items():
                made = ", ".join(
                    f'"{c}" {TYPES[t]}' + (' collate "C"' if t in ("text", "char") else "") for c, t in table.columns.items()
                )
                connection.execute(f'drop table if exists "{name}"')
                connection.execute(f'create table "{name}" ({made})')
                with connection.cursor().copy(f'copy "{name}" from stdin') as copy:
                    for row in zip(*(rows[column].to_pylist() for column in table.columns)):
                        copy.write_row(row)
        source = PostgresSource(uri)
        try:
            yield source
        finally:
            source.close()
