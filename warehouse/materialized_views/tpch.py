"""TPC-H's orders and lines as bags, a change of them, and views of lineitem that one may keep."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import numpy as np

from warehouse import data
from warehouse.checks import seed
from warehouse.materialized_views.records import Bag

#: Columns of the two bags. Both are joined by their first.
ORDERS = ["o_orderkey", "o_orderstatus"]
LINES = ["l_orderkey", "l_linenumber", "l_quantity"]


@cache
def bags(scale: float) -> tuple[Bag, Bag]:
    """Orders and lines at a scale factor. Quantities are whole numbers of hundredths."""
    orders = data.table("orders", scale, ORDERS)
    lines = data.table("lineitem", scale, LINES)
    columns = [lines[name].to_pylist() for name in LINES[:2]]
    columns.append([int(quantity * 100) for quantity in lines["l_quantity"].to_pylist()])
    left = zip(*(orders[name].to_pylist() for name in ORDERS))
    return dict.fromkeys(left, 1), dict.fromkeys(zip(*columns), 1)


def change(scale: float, share: float) -> tuple[Bag, Bag]:
    """The deltas of orders and lines where this share of the orders goes, with all their lines, and
    as many come, with as many lines."""
    orders, lines = bags(scale)
    rng = np.random.default_rng(seed("materialized_views", "change", scale))
    keys = np.array([row[0] for row in orders])
    gone = set(rng.choice(keys, max(1, round(share * len(keys))), replace=False).tolist())
    top = int(keys.max())
    new = {key: top + number for number, key in enumerate(sorted(gone), 1)}
    changes: list[Bag] = []
    for table in (orders, lines):
        delta = {}
        for row in table:
            if row[0] in gone:
                delta[row] = -1
                delta[(new[row[0]], *row[1:])] = 1
        changes.append(delta)
    return changes[0], changes[1]


#: Columns of lineitem that reports group by, with how many values each has.
DIMENSIONS = ("l_shipdate", "l_returnflag", "l_linestatus", "l_shipmode", "l_suppkey")


def group_bys() -> Iterator[tuple[str, ...]]:
    for count in range(1, 4):
        yield from combinations(DIMENSIONS, count)


@cache
def lattice(
    scale: float = 0.01,
) -> tuple[dict[str, int], dict[str, list[str]], dict[str, int], int]:
    """Views of lineitem by up to three columns, with their rows; which queries each of them answers
    (those that group by some of its columns), how often each query runs, and the table's rows."""
    table = data.table("lineitem", scale, list(DIMENSIONS))
    names = {group: ", ".join(name[2:] for name in group) for group in group_bys()}
    sizes = {names[group]: table.group_by(list(group)).aggregate([]).num_rows for group in names}
    answers: dict[str, list[str]] = {f"by {name}": [] for name in names.values()}
    for asked, view in product(names, names):
        if set(asked) <= set(view):
            answers[f"by {names[asked]}"].append(names[view])
    rng = np.random.default_rng(seed("materialized_views", "lattice"))
    weights = {query: int(rng.integers(0, 20)) for query in answers}
    return sizes, answers, weights, len(table)
