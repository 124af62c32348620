"""TPC-H tables, generated once by tpchgen-cli and cached as Parquet.

The cache is the folder named by ``WAREHOUSE_DATA`` or, without it, ``data`` beside the course's
``labs`` folder. Only what makes or finds data belongs here; no lab's answer may.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.checks import host
from warehouse.checks.keep import kept
from warehouse.errors import CourseError

TABLES = ("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")

#: md5 of lineitem.parquet as tpchgen-cli 4.0.0 writes it: the figures of the book hold for these
#: bytes only.
LINEITEM_MD5 = {
    0.01: "1e49b9ef4aab37229c3aad93bbeb83f2",
    0.1: "e30c0d89dce5504f350cc360404d5cc9",
    1: "457232f3f69aa16ae7842de585c3911b",
}


class DataError(CourseError):
    """The data could not be made or found; the message says how to mend it."""


def folder(scale: float) -> Path:
    """The folder that holds, or will hold, the tables of one scale factor."""
    root = os.environ.get("WAREHOUSE_DATA")
    base = Path(root) if root else Path(__file__).resolve().parents[1] / "data"
    return base / f"tpch-sf{scale:g}"


def generator() -> str:
    """The path of the program that makes the tables. Raises ``DataError`` where it is not
    installed."""
    beside_python = Path(sys.executable).parent / "tpchgen-cli"
    found = str(beside_python) if beside_python.exists() else shutil.which("tpchgen-cli")
    if not found:
        raise DataError(
            "tpchgen-cli is not installed: run 'make setup' (or pip install -r requirements.txt)"
        )
    return found


def generate(scale: float = 0.1) -> Path:
    """Make all eight TPC-H tables at ``scale`` unless they are cached; return their folder.

    The tables are written to a temporary folder and moved into place at once, so an interrupted run
    leaves nothing half made. Raises ``DataError`` when the generator is missing or fails.
    """
    target = folder(scale)
    if all((target / f"{name}.parquet").exists() for name in TABLES):
        return target
    if host.current().make_tables(scale):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"{target.parent} cannot be made ({error}): set WAREHOUSE_DATA to a folder of your own"
        ) from error
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="making-") as making:
        command = [generator(), "parquet", "-s", f"{scale:g}", f"--output-dir={making}"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise DataError(f"tpchgen-cli failed ({done.returncode}): {done.stderr.strip()[-300:]}")
        target.mkdir(exist_ok=True)
        for name in TABLES:
            os.replace(Path(making) / f"{name}.parquet", target / f"{name}.parquet")
    return target


def verify(scale: float) -> None:
    """Raise ``DataError`` unless lineitem at ``scale`` is byte for byte the table the book was
    measured on."""
    path = folder(scale) / "lineitem.parquet"
    digest = hashlib.md5(path.read_bytes()).hexdigest()
    if digest != LINEITEM_MD5[scale]:
        raise DataError(
            f"{path} is not the expected table (md5 {digest}): delete its folder and run 'make "
            "data'"
        )


def table(name: str, scale: float = 0.1, columns: list[str] | None = None) -> pa.Table:
    """One TPC-H table as Arrow, made on first use.

    Strings are ``pa.string()`` (the generator writes string views, which fewer engines read); keys
    are int64, line numbers int32, money and quantities decimal128(15, 2), dates date32. ``scale``
    0.1 gives 600,572 lineitem rows. Raises ``DataError`` for an unknown table name.
    """
    if name not in TABLES:
        raise DataError(f"TPC-H has no table {name!r}; its tables are {', '.join(TABLES)}")
    return kept(lambda: _read(name, scale, columns), "table", name, scale, columns, seeded=False)


def _read(name: str, scale: float, columns: list[str] | None) -> pa.Table:
    raw = pq.read_table(generate(scale) / f"{name}.parquet", columns=columns)
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_string_view(f.type) else f.type, f.nullable)
        for f in raw.schema
    ]
    return raw.cast(pa.schema(fields)).combine_chunks()


if __name__ == "__main__":
    for factor in (0.01, 0.1):
        print(generate(factor))
        verify(factor)
