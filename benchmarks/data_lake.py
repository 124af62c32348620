"""A month of TPC-H's query 6 out of a lake: bytes and requests, step by step, with the reference
solution of the data_lake lab, beside ``pyarrow.dataset``. Prints a table, writes data_lake.json.

The book quotes that file and nothing typed by hand. All figures are exact: they are the same on
every machine.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import nbformat
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from rich.console import Console
from rich.table import Table

from autograder.paths import source_notebook
from warehouse.data_lake import lineitem
from warehouse.data_lake.lake_store import LakeStore
from warehouse.data_lake.parquet_files import footer_length, parse_footer
from warehouse.data_lake.records import DataFile, Predicate

SCALE, GROUP_ROWS, TAIL, GAP = 0.1, 8_192, 8_192, 16_384
YEAR, MONTH = 1994, 3
#: Of the table whose files a join leaves out, and of the products on its other side.
FILES, KEYS = 400, 5


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("data_lake"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def everything(footer, predicates) -> list[int]:
    return list(range(len(footer.row_groups)))


def steps(names: dict) -> list[dict]:
    """What each step fetches, where the ones before it are taken too."""
    lake = lineitem.files(SCALE, GROUP_ROWS)
    predicates = lineitem.month(YEAR, MONTH)
    left = names["prune_partitions"](list(lake), predicates, lineitem.TYPES)
    dates = predicates[1:]
    first = next(iter(lake.values()))
    all_columns = parse_footer(first).columns
    prune, byte_ranges = names["row_groups"], names["byte_ranges"]

    def every_column(footer, groups, columns):
        return byte_ranges(footer, groups, all_columns, GAP)

    def some_columns(gap):
        return lambda footer, groups, columns: byte_ranges(footer, groups, columns, gap)

    plans = {
        "everything": (list(lake), everything, every_column),
        "partitions": (left, everything, every_column),
        "row groups": (left, prune, every_column),
        "columns": (left, prune, some_columns(GAP)),
        "columns, no gap": (left, prune, some_columns(0)),
        "columns, a gap of 256 kB": (left, prune, some_columns(262_144)),
    }
    done, sums = [], set()
    for name, (files, groups, ranges) in plans.items():
        store = LakeStore()
        store.bucket.objects.update({key: (held, 0.0) for key, held in lake.items()})
        rows = names["scan"](store, files, dates, lineitem.COLUMNS, groups, ranges, TAIL)
        sums.add((rows.num_rows, pc.sum(rows["l_extendedprice"]).as_py()))
        done.append({"step": name, "bytes": store.bytes_moved, "gets": store.requests["get"],
                     "rows": rows.num_rows, "handed_on": rows.nbytes})  # fmt: skip
    assert len(sums) == 1, "a step changes the answer"
    done.append({"step": "pyarrow.dataset", **by_dataset(lake, left), "rows": done[0]["rows"]})
    return done


class Counting(io.BytesIO):
    """A file that counts reads and their bytes."""

    def __init__(self, held: bytes):
        super().__init__(held)
        self.reads = self.count = 0

    def read(self, size: int | None = -1) -> bytes:
        held = super().read(size)
        self.reads, self.count = self.reads + 1, self.count + len(held)
        return held


def by_dataset(lake: dict, left: list[str]) -> dict:
    """What ``pyarrow.dataset`` reads of the same files for the same rows."""
    (_, _, first), (_, _, after) = lineitem.month(YEAR, MONTH)[1:]
    day, files = ds.field("l_shipdate"), []
    for name in left:
        files.append(Counting(lake[name]))
        fragment = ds.ParquetFileFormat().make_fragment(pa.PythonFile(files[-1], mode="r"))
        fragment.to_table(columns=lineitem.COLUMNS, filter=(day >= first) & (day < after))
    return {"bytes": sum(it.count for it in files), "gets": sum(it.reads for it in files)}


def planning(names: dict) -> dict:
    """Fifteen of a thousand files, through twenty manifests, and by every file's footer."""
    store = LakeStore()
    for number in range(20):
        files = [
            DataFile(f"part-{it:04d}", 1_000, {"day": (it, it)})
            for it in range(50 * number, 50 * number + 50)
        ]
        names["commit"](store, "sales", files, [])
    wanted = [Predicate("day", ">=", 120), Predicate("day", "<", 135)]
    before, moved = store.requests.copy(), store.bytes_moved
    found = names["plan_files"](store, "sales", wanted)
    asked = store.requests - before
    return {"files": 1_000, "manifests": 20, "planned": len(found), "lists": asked["list"],
            "gets": asked["get"], "bytes": store.bytes_moved - moved}  # fmt: skip


def footers() -> list[dict]:
    """What part of a file its footer is, by rows of a row group."""
    found = []
    for rows in (100, 500, 2_000, 8_192):
        held = lineitem.files(0.01, rows)[f"lineitem/year={YEAR}/part-0.parquet"]
        found.append({"group_rows": rows, "footer": footer_length(held), "file": len(held)})
    return found


def joins(names: dict) -> list[dict]:
    """Files of ``lineitem`` that some keys of ``part`` leave: of a table by date and one by part."""
    keys = lineitem.some_parts(SCALE, KEYS)
    found = []
    for order in ("l_shipdate", "l_partkey"):
        files = lineitem.with_bounds(SCALE, order, FILES, "l_partkey")
        ends = [min(keys), max(keys)]
        between = [it for it in files if _overlap(it.bounds["l_partkey"], ends)]
        left = names["prune_by_join"](files, "l_partkey", keys, "inner")
        found.append({"order": order, "files": FILES, "keys": KEYS,
                      "by_ends": len(between), "by_keys": len(left)})  # fmt: skip
    return found


def _overlap(one: tuple, other: list) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def measure() -> dict:
    names, lake = solution(), lineitem.files(SCALE, GROUP_ROWS)
    return {
        "scale": SCALE,
        "files": len(lake),
        "stored": sum(map(len, lake.values())),
        "row_groups": sum(len(parse_footer(held).row_groups) for held in lake.values()),
        "tail": TAIL,
        "gap": GAP,
        "steps": steps(names),
        "planning": planning(names),
        "joins": joins(names),
        "footers": footers(),
    }


def main() -> None:
    figures = measure()
    Path(__file__).with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n")
    table = Table("step", "bytes", "of stored", "GETs")
    for it in figures["steps"]:
        share = it["bytes"] / figures["stored"]
        table.add_row(it["step"], f"{it['bytes']:,}", f"{share:.2%}", str(it["gets"]))
    console = Console()
    console.print(table)
    console.print(figures["planning"], figures["footers"], figures["joins"])


if __name__ == "__main__":
    main()
