"""The capstone lab's views: each shows the student's own part at work. One that follows controls is made with
``warehouse.drawing.live``."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from html import escape

import ipywidgets as widgets
import pyarrow as pa

from warehouse import plans
from warehouse.capstone import earlier, loading, standins, workload
from warehouse.capstone import own_sql as sql
from warehouse.capstone import yours as both
from warehouse.capstone.records import Distributed, Operators, Sized
from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import OverLimit
from warehouse.distribution.cluster import Uncopied
from warehouse.distribution.records import EVEN, table_bytes
from warehouse.drawing import live, shown, table
from warehouse.plans import Join, Plan, Scan, Sort, evaluate, front_end

SCALE, SLICES = 0.01, 4
SHOWN = 20  # rows of an answer
WHOLE_SECONDS = 120  # of all 22 queries, also with stand-ins, on a busy machine


def dealt(rows: pa.Table, slices: int) -> list[pa.Table]:
    """Row i on slice i % slices."""
    return loading.dealt(rows, EVEN, None, slices)


@cache
def _orders() -> pa.Table:
    return loading.tpch_tables(SCALE)["orders"]


def blocks(scan_slice: Callable) -> widgets.VBox:
    """The scan of query 6 over lineitem in the order of its dates: blocks of each column that are read."""
    wanted = ["l_shipdate", "l_discount", "l_quantity", "l_extendedprice"]
    lines = loading.tpch_tables(SCALE)["lineitem"].select(wanted)
    stored = loading.in_blocks(lines, "l_shipdate", 2048)
    year = widgets.IntSlider(value=1994, min=1992, max=1998, description="year")
    months = widgets.IntSlider(value=12, min=1, max=24, description="months")

    def draw() -> str:
        first = datetime.date(year.value, 1, 1)
        last = first + datetime.timedelta(days=30 * months.value)
        column = ["column", "l_shipdate"]
        test = ["and", [">=", column, ["literal", first]], ["<", column, ["literal", last]]]
        few = ["<", ["column", "l_quantity"], ["literal", 2_400]]
        stored.forget()
        got = scan_slice(stored, Scan("lineitem", wanted, wanted, ["and", test, few]))
        read = {name: sum(1 for place in stored.reads if place[0] == name) for name in wanted}
        rows = [[name, read[name], stored.num_blocks] for name in wanted]
        return f"<p>{len(got):,} rows are left.</p>" + table(["column", "blocks read", "of"], rows)

    return live(draw, year, months)


def exchanged(exchange: Callable, broadcast: Callable) -> widgets.HTML:
    """Orders, dealt out over four slices, exchanged by customer and broadcast: rows on each slice, and bytes."""

    def draw() -> str:
        rows = []
        for what in ("exchanged by customer", "exchanged again", "broadcast"):
            cluster = Uncopied(SLICES)
            data = Distributed(cluster.load("orders", dealt(_orders(), SLICES)))
            if what == "exchanged again":
                data = exchange(cluster, data, ["o_custkey"])
            cluster.reset_traffic()
            data = (
                broadcast(cluster, data)
                if what == "broadcast"
                else exchange(cluster, data, ["o_custkey"])
            )
            moved = cluster.traffic().moved
            lengths = [f"{len(part):,}" for part in cluster.fetch(data.parts)]
            rows.append([what, *lengths, f"{moved:,}"])
        head = ["orders", *(f"slice {s}" for s in range(SLICES)), "bytes"]
        return table(head, rows)

    return shown(draw)


def joined(join_slice: Callable) -> widgets.HTML:
    """The same two small tables under every kind of join."""
    left = pa.table({"k": pa.array([1, 2, None], pa.int64())})
    right = pa.table({"x": pa.array([1, 1, None], pa.int64()), "y": [5, 7, 9]})

    def draw() -> str:
        rows = []
        for kind in plans.KINDS:
            for residual in (None, ["<", ["column", "y"], ["literal", 5]]):
                got = join_slice(left, right, Join(kind, None, None, ["k"], ["x"], residual))
                rows.append(
                    [kind, "y < 5" if residual else "", str(list(zip(*got.to_pydict().values())))]
                )
        return table(["kind", "residual", "rows"], rows)

    return shown(draw)


def ways(plan_join: Callable) -> widgets.VBox:
    """The label and bytes for several placements, as the sizes change."""
    left = widgets.IntSlider(value=120, min=1, max=240, description="left, MB")
    right = widgets.IntSlider(value=36, min=1, max=240, description="right, MB")
    slices = widgets.IntSlider(value=4, min=1, max=32, description="slices")
    by = {"by the key": frozenset({("a",)}), "anyhow": frozenset()}

    def draw() -> str:
        rows = []
        for kind in ("inner", "anti"):
            for mine in (*by, "everywhere"):
                line = [f"{kind}, left {mine}"]
                for theirs in (*by, "everywhere"):
                    keys = frozenset(("x",) for _ in by.get(theirs, ()))
                    one = Sized(by.get(mine, frozenset()), mine == "everywhere", left.value * 10**6)
                    other = Sized(keys, theirs == "everywhere", right.value * 10**6)
                    join = Join(kind, None, None, ["a"], ["x"], None)
                    moved = plan_join(one, other, join, slices.value)
                    line.append(f"{moved.label}, {moved.bytes / 1e6:,.1f} MB")
                rows.append(line)
        return table(["", *(f"right {theirs}" for theirs in (*by, "everywhere"))], rows)

    return live(draw, left, right, slices)


def phases(aggregate: Callable) -> widgets.HTML:
    """Query 1's groups over four slices: bytes between slices by your aggregate, and if all rows travel."""
    step = next(one for one in plans.steps(plans.tpch(1).plan) if isinstance(one, plans.Aggregate))
    lines = loading.tpch_tables(SCALE)["lineitem"]
    source = evaluate.run(step.input, lambda name, names: lines.select(names))

    def draw() -> str:
        rows = []
        for name, function in (("yours", aggregate), ("all rows to slice 0", standins.aggregate)):
            cluster = Uncopied(SLICES)
            data = Distributed(cluster.load("rows", dealt(source, SLICES)))
            cluster.reset_traffic()
            result = function(cluster, data, step._replace(input=None), standins.exchange)
            moved = cluster.traffic().moved
            rows.append([name, sum(map(len, cluster.fetch(result.parts))), f"{moved:,}"])
        return table(["aggregate", "groups", "bytes between slices"], rows)

    return shown(draw)


def leader(top: Callable) -> widgets.HTML:
    """Bytes to the leader for the ten dearest orders, over one to eight slices."""
    sort = Sort(None, [("o_totalprice", True, False)], 10)

    def draw() -> str:
        rows = []
        for slices in (1, 2, 4, 8):
            cluster = Uncopied(slices)
            data = Distributed(cluster.load("orders", dealt(_orders(), slices)))
            cluster.reset_traffic()
            top(cluster, data, sort)
            rows.append(
                [slices, f"{sum(cluster.traffic().to_leader):,}", f"{table_bytes(_orders()):,}"]
            )
        return table(["slices", "bytes to the leader", "bytes of all orders"], rows)

    return shown(draw)


def engine(execute: Callable, operators: Operators) -> widgets.VBox:
    """Choose a query: its plan as a tree, with the label of each join, what it moved, and what the whole
    query moved and read."""
    number = widgets.IntSlider(value=3, min=1, max=22, description="query")

    @cache
    def lying() -> tuple:
        cluster = Uncopied(SLICES)
        catalogue = loading.load(cluster, loading.tpch_tables(SCALE), operators.exchange)
        return cluster, catalogue, workload.duckdb_over(SCALE)

    def draw() -> str:
        cluster, catalogue, duck = lying()
        labels: dict[str, str] = {}
        watched = _watched(operators, labels)
        run = workload.one(cluster, catalogue, execute, watched, number.value, duck)
        said = "DuckDB's rows" if run.same else "other rows than DuckDB's"
        text = "\n".join(tree(plans.tpch(number.value).plan, labels))
        return (
            f"<p>{run.rows:,} rows, {said}; {run.moved:,} bytes between slices, {run.to_leader:,} to the leader,"
            f" {run.blocks:,} blocks read.</p><pre>{text}</pre>"
        )

    return live(draw, number)


def _patiently(draw: Callable[[], str]) -> widgets.HTML:
    """As ``shown``, for what takes more than a view's ten seconds."""

    def longer() -> str:
        try:
            with time_limit(WHOLE_SECONDS):  # in the place of the other limit
                return draw()
        except OverLimit:
            return f"<p>This takes longer than {WHOLE_SECONDS} s: it was given up.</p>"

    return shown(longer)


def _watched(operators: Operators, labels: dict[str, str]) -> Operators:
    """These operators; what they say of each join is put into ``labels``, as ``tree`` wants it."""

    def plan_join(left: Sized, right: Sized, join: Join, slices: int) -> object:
        found = operators.plan_join(left, right, join, slices)
        labels.setdefault(repr(join[3:]), f"{found.label}, {found.bytes:,} bytes planned")
        return found

    return operators._replace(plan_join=plan_join)


def own_sql(execute: Callable, operators: Operators, text: str) -> widgets.HTML:
    """A query of your own on your engine: its plan, its first rows, and whether they are DuckDB's. DataFusion
    reads the SQL; where it is not installed a line says how to get it."""

    def draw() -> str:
        labels: dict[str, str] = {}
        try:
            done = sql.answered(text, execute, _watched(operators, labels), SCALE, SLICES)
        except front_end.NoFrontEnd as missing:
            return f"<p>{escape(str(missing))}</p>"
        except front_end.NotInPlans as refused:
            return f"<p>Not in the language of plans: {escape(str(refused))}</p>"
        first = [[str(value) for value in row] for row in done.rows[:SHOWN]]
        return (
            f"<p>{len(done.rows):,} rows, {done.verdict}; {done.moved:,} bytes between slices,"
            f" {done.to_leader:,} to the leader, {done.blocks:,} blocks read.</p>"
            f"{table(done.columns, first)}<pre>{escape(chr(10).join(tree(done.plan, labels)))}</pre>"
        )

    return _patiently(draw)


def yours(execute: Callable, operators: Operators) -> widgets.HTML:
    """Your engine over tables that parts of your earlier labs have stored: whose each part is, the 22 queries,
    where their blocks were found, and your runs up to now (``leaderboard``). Half a minute."""
    found = earlier.gathered()

    def draw() -> str:
        whole = both.run(execute, operators, found.parts, SCALE, SLICES)
        words = f"{found.yours} of {len(earlier.SEAMS)} parts of earlier labs are yours."
        queries = f"<pre>{workload.lines(whole.runs)}</pre>"
        board = both.kept(whole, SCALE, SLICES, found.yours)
        last = f"<p>{escape(board)}</p>" if isinstance(board, str) else board._repr_html_()
        read = both.stored(whole.read)._repr_html_()
        return f"<p>{words}</p>{found._repr_html_()}{queries}{read}{last}"

    return _patiently(draw)


def tree(plan: Plan, labels: dict[str, str], depth: int = 0) -> list[str]:
    """A line for each step of a plan, indented; labels of joins by the repr of their keys."""
    said = type(plan).__name__
    if isinstance(plan, Scan):
        said += f" {plan.table}"
    if isinstance(plan, Join):
        said += f" {plan.kind}: {labels.get(repr(plan[3:]), '')}"
    lines = ["  " * depth + said]
    for step in plans.inputs(plan):
        lines += tree(step, labels, depth + 1)
    return lines
