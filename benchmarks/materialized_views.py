"""The rows that a refresh of orders joined with their lines reads, beside those that computing the
view again would: prints a table, writes materialized_views.json.

Made by the reference solution of the lab, on a thousandth of TPC-H's orders that go with all their
lines, and as many that come; and for larger changes. The book quotes that file and nothing typed by
hand. Run by ``make bench``.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from autograder.paths import source_notebook
from warehouse.materialized_views import tpch
from warehouse.materialized_views.stored import Stored

SCALE = 0.1
SHARES = (0.001, 0.01, 0.1, 0.3, 0.5)


def delta_join():
    """The reference's function."""
    names: dict = {}
    wanted = ("setup", "delta_join")
    for cell in nbformat.read(source_notebook("materialized_views"), as_version=4).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in wanted:
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names["delta_join"]


def measure(scale: float, share: float) -> dict:
    """What a change of this share of the orders costs, in rows. Raises ``ValueError`` where the view's
    rows afterwards are not as many as the change says."""
    orders, lines = tpch.bags(scale)
    changes = tpch.change(scale, share)
    left, right = Stored(orders, (0,)), Stored(lines, (0,))
    delta = delta_join()(left, changes[0], right, changes[1], (0,), (0,))
    # every line has one order, before and afterwards: the view has a row for each line
    if sum(delta.values()) != sum(changes[1].values()):
        raise ValueError("the view's change has other rows than its lines' change")
    return {
        "share": share,
        "changed": len(changes[0]) + len(changes[1]),
        "read": left.rows_read + right.rows_read,
        "stored": len(orders) + len(lines),
    }


def main() -> None:
    rows = [measure(SCALE, share) for share in SHARES]
    table = Table("orders that change", "rows changed", "rows read", "rows stored")
    for row in rows:
        table.add_row(*(f"{number:,}" for number in row.values()))
    Console().print(table)
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"scale": SCALE, "refreshes": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
