"""The materialized_views lab's views: each shows the student's own part at work."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from warehouse import plans
from warehouse.drawing import SHADES, live, rect, shown, svg, table, text
from warehouse.materialized_views import tpch
from warehouse.materialized_views.records import (
    Aggregate,
    Asked,
    Bag,
    Extreme,
    Query,
    Range,
    Row,
    State,
    View,
)
from warehouse.materialized_views.stored import Stored

SCALE = 0.01


def _bag(head: list[str], bag: Bag) -> str:
    rows = [["null" if value is None else value for value in row] for row in bag]
    return table([*head, "copies"], [[*row, bag[old]] for row, old in zip(rows, bag)])


def _changed(base: Bag, delta: Bag) -> Bag:
    total = {row: base.get(row, 0) + delta.get(row, 0) for row in {**base, **delta}}
    return {row: copies for row, copies in total.items() if copies}


SALES: Bag = {("mall", "ham", 3): 2, ("mall", "eel", 9): 1, ("port", "eel", None): 1}


def selected(delta_select: Callable) -> widgets.VBox:
    """The delta of a view ``select item where price <= N`` for a delta of sales."""
    delta = {("mall", "ham", 3): -1, ("mall", "ham", 4): 1, ("port", "eel", 6): 2}
    high = widgets.IntSlider(value=5, min=0, max=10, description="price up to")

    def draw() -> str:
        ranges = [Range(2, None, high.value)]
        view = delta_select(SALES, ranges, [1])
        change = delta_select(delta, ranges, [1])
        head = ["shop", "item", "price"]
        return (
            "<p>the change of the table:</p>"
            + _bag(head, delta)
            + "<p>the view, its change, and the view afterwards:</p>"
            + "".join(_bag(["item"], one) for one in (view, change, _changed(view, change)))
        )

    return live(draw, high)


def bars(label: str, values: dict[str, int]) -> str:
    """A bar for each number, all on one scale, with the number beside it."""
    most, shapes = max([1, *values.values()]), []
    for at, (name, value) in enumerate(values.items()):
        y = 24 * at
        shapes.append(text(146, y + 16, name, text_anchor="end", font_size=12))
        shapes.append(rect(152, y + 3, max(1, 340 * value / most), 17, fill=SHADES[at % 8]))
        shapes.append(text(158 + 340 * value / most, y + 16, f"{value:,}", font_size=12))
    size = (600, 24 * len(values))
    return svg(size, label, shapes, fill="currentColor", style="max-width:600px")


def joined(delta_join: Callable) -> widgets.VBox:
    """Rows that a refresh of orders joined with their lines touches, beside all rows of both."""
    percent = widgets.FloatSlider(
        value=0.1, min=0.1, max=20, step=0.1, description="% of orders", continuous_update=False
    )

    def draw() -> str:
        orders, lines = tpch.bags(SCALE)
        d_orders, d_lines = tpch.change(SCALE, percent.value / 100)
        left, right = Stored(orders, (0,)), Stored(lines, (0,))
        delta = delta_join(left, d_orders, right, d_lines, (0,), (0,))
        numbers = {
            "rows that changed": len(d_orders) + len(d_lines),
            "read by the refresh": left.rows_read + right.rows_read,
            "changed in the view": len(delta),
            "rows of both tables": len(orders) + len(lines),
        }
        return bars("rows that a refresh touches", numbers)

    return live(draw, percent)


STREAM: list[Bag] = [
    {("mall", 3): 2, ("port", None): 1},
    {("mall", 3): -1, ("mall", 7): 1, (None, 4): 1},
    {("port", None): -1, ("mall", -10): 1},
]


def grouped(refresh_groups: Callable, totals: Callable) -> widgets.HTML:
    """Counts, sums and averages by shop after each of three changes."""

    def draw() -> str:
        groups: dict[Row, State] = {}
        said = ""
        for number, delta in enumerate(STREAM, 1):
            groups = refresh_groups(groups, delta, [0], [1])
            lines = [
                ["null" if one is None else one for one in (*group, rows, *counts, *sums, *means)]
                for group, (rows, counts, sums, means) in totals(groups).items()
            ]
            head = ["shop", "count(*)", "count(price)", "sum(price)", "avg(price)"]
            said += f"<p>change {number}: {escape(str(delta))}</p>" + table(head, lines)
        return said

    return shown(draw)


def minima(refresh_min: Callable) -> widgets.VBox:
    """The smallest price of each shop after a change that can be chosen, and what was read for
    it."""
    base = {("mall", 3): 1, ("mall", 5): 2, ("port", 4): 2}
    before = {("mall",): Extreme(3, 1, 3, 3), ("port",): Extreme(4, 2, 2, 2)}
    changes: dict[str, Bag] = {
        "mall: a 2 comes": {("mall", 2): 1},
        "port: one of two 4s goes": {("port", 4): -1},
        "mall: the only 3 goes": {("mall", 3): -1},
        "mall: the only 3 goes, an 8 comes": {("mall", 3): -1, ("mall", 8): 1},
        "mall: the only 3 goes, a 2 comes": {("mall", 3): -1, ("mall", 2): 1},
        "port: both 4s go": {("port", 4): -2},
    }
    choice = widgets.Dropdown(options=list(changes), description="change")

    def draw() -> str:
        delta = changes[choice.value]
        after = Stored(_changed(base, delta), (0,))
        groups = refresh_min(before, delta, [0], 1, after)
        lines = [[*group, *state] for group, state in groups.items()]
        head = ["shop", "min(price)", "copies", "values", "rows"]
        read = f"{after.rows_read} rows read" if after.asked else "nothing read"
        return table(head, lines) + f"<p>{read}</p>"

    return live(draw, choice)


def kept_by_changes(obstacles: Callable) -> widgets.HTML:
    """The queries of TPC-H as views: what is in the way of a refresh by changes."""

    def draw() -> str:
        told = {number: obstacles(plans.tpch(number).plan) for number in range(1, 23)}
        lines = [
            [f"Q{number}", ", ".join(lines) or "nothing: kept by changes"]
            for number, lines in told.items()
        ]
        free = sum(not lines for lines in told.values())
        return f"<p>{free} of {len(told)} are kept by changes.</p>" + table(
            ["query", "in the way"], lines
        )

    return shown(draw)


def _by(columns: str, *aggregates: Aggregate, ranges: tuple[Range, ...] = ()) -> Query:
    return Query("lineitem", ranges, tuple(columns.split()), aggregates)


def rewritten(rewrite: Callable) -> widgets.HTML:
    """Which of three views answers each of some queries."""
    rows, total = Aggregate("count", None), Aggregate("sum", "quantity")
    values, mean = Aggregate("count", "quantity"), Aggregate("avg", "quantity")
    march = (Range("month", 3, 3),)
    held = [
        View("by month and mode", _by("month mode", rows, total, values), 8),
        View("March by flag", _by("flag", rows, total, ranges=march), 8),
        View("by flag, stale", _by("flag", rows, total), 7),
    ]
    asked = {
        "sum by mode": _by("mode", total),
        "average by mode, March": _by("mode", mean, ranges=march),
        "sum by flag": _by("flag", total),
        "sum by flag, March": _by("flag", total, ranges=march),
        "how many in month 13": _by("", rows, ranges=(Range("month", 13, 13),)),
    }

    def draw() -> str:
        lines = []
        for name, query in asked.items():
            for view in held:
                found = rewrite(query, view, 8)
                lines.append([name, view.name, "no" if found is None else str(found[1:])])
        return table(["query", "view", "rewritten"], lines)

    return shown(draw)


def chosen(choose_views: Callable) -> widgets.VBox:
    """What a choice among possible views of lineitem costs under a budget that can be moved."""
    sizes, answers, weights, base = tpch.lattice(SCALE)
    percent = widgets.IntSlider(
        value=10, min=0, max=100, step=5, description="budget, %", continuous_update=False
    )

    def draw() -> str:
        budget = base * percent.value // 100
        names = choose_views(sizes, answers, weights, budget, base)
        costs = [
            weights[query] * min([base, *(sizes[view] for view in views if view in names)])
            for query, views in answers.items()
        ]
        without = base * sum(weights.values())
        lines = [[name, f"{sizes[name]:,}"] for name in sorted(names, key=sizes.get)]
        numbers = {"rows read without": without, "rows read with them": sum(costs)}
        said = f"<p>{len(names)} of {len(sizes)} views, in {budget:,} rows:</p>"
        return said + table(["by", "rows"], lines) + bars("rows that all queries read", numbers)

    return live(draw, percent)


def cached(cache_type: Callable) -> widgets.VBox:
    """A morning of dashboards: who is answered from the cache, with commits as often as chosen."""
    every = widgets.IntSlider(value=12, min=1, max=40, description="commit every")

    def draw() -> str:
        cache, runs, versions = cache_type(4), [], {"sales": 1, "shops": 1}
        asked = [
            Asked("select count(*) from sales", ("sales",), (), False),
            Asked("select * from sales, shops", ("sales", "shops"), (), False),
            Asked("select count(*) from shops", ("shops",), (), False),
        ]
        questions = 60
        for number in range(questions):
            if number % every.value == every.value - 1:
                versions["sales"] += 1
            one = asked[number % len(asked)]

            def run(number: int = number) -> list:
                runs.append(number)
                return [(number,)]

            cache.ask(one, versions, {"sales", "shops"}, run)
        return bars("questions", {"questions": questions, "queries that ran": len(runs)})

    return live(draw, every)
