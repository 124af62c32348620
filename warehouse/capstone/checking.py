"""What the visible and the graded test cells of the capstone lab share: small tables on a cluster, and
plans over them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from warehouse.capstone import standins
from warehouse.capstone.loading import load
from warehouse.distribution.cluster import InProcess
from warehouse.plans import Join, Plan, Project, Scan, Sort

_SALES = Scan("sales", ["item", "pieces"], ["a", "p"], None)
_ITEMS = Scan("items", ["id", "name"], ["i", "name"], None)
PLANS: dict[str, Plan] = {
    "sort": Sort(
        Project(_SALES, ["n"], [["*", ["column", "p"], ["literal", 10]]]),
        [("n", True, False)],
        None,
    ),
    "join": Sort(
        Project(
            Join("inner", _SALES, _ITEMS, ["a"], ["i"], None),
            ["a", "name"],
            [["column", "a"], ["column", "name"]],
        ),
        [("a", False, False)],
        None,
    ),
}
_TABLES = {
    "sales": pa.table({"item": [1, 2, 3], "pieces": [1, 2, 3]}),
    "items": pa.table({"id": [1, 2], "name": ["one", "two"]}),
}
_LAYOUT = {"sales": ("item", "item"), "items": (None, "id")}


def two_tables(execute: Callable, plan: Plan) -> dict[str, list]:
    """What ``execute`` makes of a plan over two small tables on two slices, with the stand-ins as
    operators."""
    with InProcess(2) as cluster:
        catalogue = load(cluster, _TABLES, standins.exchange, _LAYOUT)
        return execute(cluster, catalogue, plan, standins.STANDINS).to_pydict()
