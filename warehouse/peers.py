"""What real engines make of the same data: the sizes and speeds that labs and benchmarks stand
beside their own."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq


def parquet(table: pa.Table, **options: object) -> bytes:
    """The table as a Parquet file in memory. No options: pyarrow's default (dictionaries, then
    snappy)."""
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def read_parquet(file: bytes) -> pa.Table:
    """A Parquet file in memory as a table, on one thread."""
    return pq.read_table(pa.BufferReader(file), use_threads=False)


def duckdb_bytes(table: pa.Table) -> int:
    """The size of a DuckDB database file that holds this table alone, in bytes, after a
    checkpoint."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "peer.duckdb"
        with duckdb.connect(str(path)) as connection:
            # with more, the layout and so the size depend on who writes first
            connection.execute("set threads = 1")
            connection.register("given", table)
            connection.execute("create table stored as select * from given")
            connection.execute("checkpoint")
        return path.stat().st_size
