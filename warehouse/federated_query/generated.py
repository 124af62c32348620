"""A table of orders, and queries over it, drawn at random."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from warehouse.federated_query.federation import Aggregate, Filter, Query

#: The columns of ``orders``, as a ``RemoteTable`` has them.
ORDERS = {
    "id": "integer",
    "quantity": "integer",
    "price": "float",
    "name": "text",
    "code": "char",
    "day": "date",
}


def orders(rng: np.random.Generator, rows: int = 3000) -> pa.Table:
    """Orders with what makes federation hard: nulls everywhere, upper and lower case, padded codes,
    negative numbers."""
    words = np.array(["Anna", "anna", "Bert", "berta", "Zoe", "zoe", "O'Hara", "émile", 'Q"q', ""])
    column = lambda values, type_: pa.array(values.tolist(), type_, mask=rng.random(rows) < 0.08)
    return pa.table(
        {
            "id": pa.array(rng.permutation(rows), pa.int32()),
            "quantity": column(rng.integers(-20, 50, rows), pa.int32()),
            "price": column(np.round(rng.normal(50, 30, rows), 2), pa.float64()),
            "name": column(rng.choice(words, rows), pa.string()),
            "code": column(
                np.array([f"{code:8}" for code in rng.choice(["A1", "B", "C33", "a1"], rows)]),
                pa.string(),
            ),
            "day": pa.array(
                [date.fromordinal(738_000 + int(d)) for d in rng.integers(0, 400, rows)],
                pa.date32(),
            ),
        }
    )


def random_query(rng: np.random.Generator) -> Query:
    """A query over ``orders`` whose answer is the same rows in the same order however it is
    computed."""
    filters = []
    for _ in range(int(rng.integers(0, 4))):
        kind = int(rng.integers(0, 8))
        filters.append(
            [
                lambda: Filter(
                    "quantity",
                    str(rng.choice(["=", "<>", "<", "<=", ">", ">="])),
                    int(rng.integers(-20, 50)),
                ),
                lambda: Filter(
                    "quantity",
                    str(rng.choice(["=", ">", "<="])),
                    int(rng.integers(-5, 10)),
                    int(rng.choice([2, 3, -4])),
                ),
                lambda: Filter(
                    "price", str(rng.choice(["<", ">="])), float(np.round(rng.normal(50, 30), 2))
                ),
                lambda: Filter(
                    "name",
                    str(rng.choice(["=", "<>"])),
                    str(rng.choice(["Anna", "zoe", "O'Hara", ""])),
                ),
                lambda: Filter(
                    "name",
                    str(rng.choice(["<", ">", ">="])),
                    str(rng.choice(["a", "B", "Zoe", "z"])),
                ),
                lambda: Filter(
                    "code", str(rng.choice(["=", "<>"])), str(rng.choice(["A1", "A1      ", "B"]))
                ),
                lambda: Filter(
                    "day",
                    "between",
                    tuple(
                        date.fromordinal(738_000 + d)
                        for d in sorted(map(int, rng.integers(0, 400, 2)))
                    ),
                ),
                lambda: Filter(
                    str(rng.choice(["price", "name"])), str(rng.choice(["is_null", "is_not_null"]))
                ),
            ][kind]()
        )
    if rng.random() < 0.4:
        group = str(rng.choice(["name", "day", "quantity", "code"]))
        pool = [Aggregate("count"), Aggregate("count", "price"), Aggregate("sum", "quantity"), Aggregate("min", "day"),
                Aggregate("max", "name"), Aggregate("avg", "quantity"), Aggregate("max", "price")]  # fmt: skip
        chosen = tuple(
            pool[int(i)]
            for i in sorted(rng.choice(len(pool), int(rng.integers(1, 4)), replace=False))
        )
        return Query(
            (), tuple(filters), chosen, (group,), ((group, bool(rng.random() < 0.5)),), None
        )
    columns = tuple(c for c in ORDERS if c == "id" or rng.random() < 0.4)
    order = (
        (str(rng.choice(["quantity", "name", "day", "price"])), bool(rng.random() < 0.5)),
        ("id", False),
    )
    columns = tuple(c for c in ORDERS if c in columns or c in dict(order))
    return Query(
        columns,
        tuple(filters),
        (),
        (),
        order,
        int(rng.integers(1, 40)) if rng.random() < 0.5 else None,
    )
