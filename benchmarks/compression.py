"""The reference solution of the compression lab beside Parquet and DuckDB: prints a table, writes
compression.json.

The book quotes that file and nothing typed by hand. Run by ``make bench``.
"""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path

import pyarrow as pa
from reference import solution
from rich.console import Console
from rich.table import Table

from warehouse import data, peers
from warehouse.checks.timing import best_seconds

SCALE = 0.1


def measure() -> dict:
    names, lineitem = solution("compression"), data.table("lineitem", SCALE)
    encode, decode = names["encode_table"], names["decode_table"]

    def sizes(table: pa.Table) -> dict:
        return {
            "ours": len(encode(table)),
            "parquet": len(peers.parquet(table)),
            "parquet_zstd": len(peers.parquet(table, compression="zstd")),
            "duckdb": peers.duckdb_bytes(table),
        }

    encoded, file = encode(lineitem), peers.parquet(lineitem)
    assert decode(encoded).equals(lineitem), "the reference does not bring lineitem back"
    mine, theirs = best_seconds(lambda: decode(encoded), lambda: peers.read_parquet(file), rounds=9)
    return {
        "scale": SCALE,
        "rows": lineitem.num_rows,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "total": sizes(lineitem),
        "columns": [
            {"name": name, **sizes(lineitem.select([name]))} for name in lineitem.column_names
        ],
        "decode": {
            "ours_ms": round(mine * 1e3, 1),
            "parquet_ms": round(theirs * 1e3, 1),
            "ratio": round(theirs / mine, 2),
        },
    }


def show(figures: dict) -> None:
    table = Table(title=f"lineitem SF{figures['scale']:g}, {figures['rows']:,} rows, kB")
    for heading in ("column", "ours", "Parquet", "Parquet zstd", "DuckDB file", "ours / Parquet"):
        table.add_column(heading, justify="left" if heading == "column" else "right")
    for row in [*figures["columns"], {"name": "the whole table", **figures["total"]}]:
        counts = [row[key] for key in ("ours", "parquet", "parquet_zstd", "duckdb")]
        table.add_row(
            row["name"],
            *(f"{count / 1e3:,.0f}" for count in counts),
            f"{counts[0] / counts[1]:.2f}",
        )
    Console().print(table)
    decode = figures["decode"]
    print(f"decoding, one thread: ours {decode['ours_ms']} ms, pyarrow {decode['parquet_ms']} ms")
    print(f"{decode['ratio']}x")


if __name__ == "__main__":
    result = measure()
    Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    show(result)
