"""How many bytes documents take in Parquet files: as texts, as DuckDB's VARIANT, and as columns with a rest."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.super_spatial.records import Column, Shredded

TYPES = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "str": pa.string()}


def as_table(columns: list[Column], shredded: Shredded) -> pa.Table:
    """Columns of their kinds, called by their paths, and the rests as texts; null where a rest is empty."""
    arrays = [pa.array(its, TYPES[kind]) for its, (_, kind) in zip(shredded.values, columns)]
    rests = [json.dumps(rest) if rest != {} else None for rest in shredded.rests]
    names = [".".join(path) for path, _ in columns]
    return pa.table([*arrays, pa.array(rests, pa.string())], names=[*names, "rest"])


def parquet_bytes(documents: list, columns: list[Column], shredded: Shredded) -> dict[str, int]:
    """Bytes of the file, all compressed by zstd."""
    texts = pa.table({"document": [json.dumps(document) for document in documents]})
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, f"{at}.parquet") for at, name in enumerate(SHAPES)}
        pq.write_table(texts, files["texts"], compression="zstd")
        with duckdb.connect() as connection:
            connection.register("texts", texts)
            connection.execute(
                "copy (select document::json::variant as document from texts) to"
                f" '{files['VARIANT']}' (format parquet, compression zstd)"
            )
        pq.write_table(as_table(columns, shredded), files["columns and rests"], compression="zstd")
        return {name: file.stat().st_size for name, file in files.items()}


SHAPES = ("texts", "VARIANT", "columns and rests")
