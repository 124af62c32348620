"""The views of the lab on semi-structured and spatial data: each shows the student's own part at work. One that follows
controls is made with ``warehouse.drawing.live``."""

from __future__ import annotations

import json
from collections.abc import Callable

import ipywidgets as widgets

from warehouse.drawing import live, shown, table
from warehouse.super_spatial.records import OPERATORS

ORDER = {
    "user": {"name": "Kim", "mail": None},
    "items": [{"sku": "A55", "price": 5}, {"sku": 7, "price": None}],
    "paid": False,
}
PATHS = (
    ["user", "name"],
    ["user", "mail"],
    ["items", 0, "price"],
    ["items", -1, "price"],
    ["items", "price"],
    ["user", 0],
    ["paid"],
    ["items", 9, "price"],
)
VALUES = (None, True, 1, 1.5, "1", "P", "P ", [1], {"a": 1})


def found(navigate: Callable) -> widgets.HTML:
    """What some paths find in an order, and what they say if they are strict."""

    def draw() -> str:
        lines = []
        for path in PATHS:
            try:
                strict = json.dumps(navigate(ORDER, path, True))
            except LookupError as error:
                strict = f"error: {error}"
            lines.append([json.dumps(path), json.dumps(navigate(ORDER, path)), strict])
        return f"<p>{json.dumps(ORDER)}</p>" + table(["path", "finds", "strict"], lines)

    return shown(draw)


def compared(compare: Callable) -> widgets.VBox:
    """Every pair of some values by one operator."""
    operator = widgets.Dropdown(options=OPERATORS, description="operator")

    def draw() -> str:
        words = {True: "true", False: "false", None: "unknown"}
        lines = [
            [json.dumps(a), *(words[compare(operator.value, a, b)] for b in VALUES)] for a in VALUES
        ]
        return table([f"row {operator.value} column", *map(json.dumps, VALUES)], lines)

    return live(draw, operator)
