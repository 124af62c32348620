"""The table optimisation lab's own parts: graphs, the workload and its drift, and that plans and
measured bytes agree."""

from __future__ import annotations

import re

import nbformat
import numpy as np
import pytest

from autograder.paths import BOOK, source_notebook
from warehouse import data
from warehouse.distribution.cluster import InProcess
from warehouse.distribution.dask_cluster import DaskCluster
from warehouse.table_optimization import joingraph
from warehouse.table_optimization.joingraph import Edge
from warehouse.table_optimization.joinruns import lay_out, measured, run_join
from warehouse.table_optimization.workload import LINES_ORDERS, LINES_PART, Join, sizes, week

ORDERS_LAYOUT = {"lineitem": "l_orderkey", "orders": "o_orderkey"}
PART_LAYOUT = {"lineitem": "l_partkey", "part": "p_partkey", "partsupp": "ps_partkey"}


def test_random_graphs_are_connected_and_well_formed():
    edges = joingraph.random_graph(np.random.default_rng(1), 60, 4, 250)
    assert all(edge.left < edge.right and edge.weight >= 1 for edge in edges)
    assert len({table for edge in edges for table in (edge.left, edge.right)}) == 60


def test_the_workload_is_the_same_every_time_and_drifts(monkeypatch):
    assert week(1) == week(1) != week(3)
    cost = {(number, name): joingraph.workload_bytes(week(number), sizes(), keys)
            for number in (1, 3) for name, keys in (("orders", ORDERS_LAYOUT), ("part", PART_LAYOUT), ("even", {}))}  # fmt: skip
    assert cost[1, "orders"] < cost[1, "even"] / 2 and cost[3, "part"] < cost[3, "even"] / 2
    assert cost[1, "orders"] < cost[1, "part"] and cost[3, "part"] < cost[3, "orders"]
    with pytest.raises(ValueError, match="4"):
        week(4)
    public = week(1)
    monkeypatch.setenv("COURSE_SEED", "autumn")
    assert week(1) != public


def test_a_plan_knows_every_way_to_place_a_join():
    join, bytes_of = Join("a", "x", "b", "y"), {"a": 1000, "b": 100}
    assert joingraph.join_bytes(join, bytes_of, {"a": "x", "b": "y"}, 4) == 0
    assert joingraph.join_bytes(join, bytes_of, {"a": "x"}, 4) == 75
    assert joingraph.join_bytes(join, bytes_of, {"b": "y"}, 4) == 300
    assert joingraph.join_bytes(join, bytes_of, {}, 4) == 300
    assert joingraph.join_bytes(join, {"a": 1000, "b": 900}, {"a": "other"}, 4) == 1900 * 3 // 4
    assert joingraph.fits(Edge("a", "x", "b", "y", 1), {"a": "x", "b": "y"})


@pytest.mark.parametrize("join", [LINES_ORDERS, LINES_PART])
def test_measured_bytes_are_near_the_plan_and_the_answer_is_the_same(join):
    tables = {
        "lineitem": data.table("lineitem", 0.01, ["l_orderkey", "l_partkey"]),
        "orders": data.table("orders", 0.01, ["o_orderkey", "o_custkey"]),
        "part": data.table("part", 0.01, ["p_partkey", "p_size"]),
    }
    bytes_of = {name: table.nbytes for name, table in tables.items()}
    for keys in ({}, ORDERS_LAYOUT, PART_LAYOUT):
        with InProcess(4) as cluster:
            lay_out(cluster, tables, {name: key for name, key in keys.items() if name in tables})
            cluster.reset_traffic()
            assert run_join(cluster, join, keys, bytes_of) == len(tables["lineitem"])
            planned = joingraph.join_bytes(join, bytes_of, keys, 4)
            assert cluster.traffic().moved == pytest.approx(planned, rel=0.05, abs=20_000)


@pytest.fixture(scope="module")
def reference():
    """The names that the lab's reference solution defines."""
    names: dict = {"__name__": "__main__"}
    for cell in nbformat.read(source_notebook("table_optimization"), as_version=4).cells:
        if cell["id"] == "setup" or cell.metadata.get("nbgrader", {}).get("solution"):
            exec(cell.source, names)
    return names


@pytest.mark.parametrize("number", [1, 3])
def test_the_layout_recommended_moves_at_most_half_of_evens_bytes_on_the_cluster_of_processes(
    reference, number
):
    recommended = reference["improved_keys"](reference["join_graph"](week(number), sizes()))
    with DaskCluster(4) as cluster:
        even, answers = measured(cluster, week(number), {})
        moved, same = measured(cluster, week(number), recommended)
    assert same == answers
    print(f"week {number}: {even:,} bytes even, {moved:,} as recommended, {moved / even:.1%}")
    assert 0 < moved <= even / 2


def test_the_adviser_changes_its_mind_after_the_drift_and_says_what_that_costs(reference):
    keys: dict = {}
    changed = []
    for number in (1, 2, 3):
        edges = reference["join_graph"](week(number), sizes())
        advice = reference["advise"](edges, sizes(), keys, reference["improved_keys"], 4, 2)
        before = joingraph.workload_bytes(week(number), sizes(), keys)
        if advice.pays:
            assert advice.moved == sum(sizes()[table] * 3 // 4 for table in advice.changes) > 0
            keys = keys | advice.changes
            assert joingraph.workload_bytes(week(number), sizes(), keys) < before
        changed.append(advice.changes if advice.pays else {})
    assert changed[0]["lineitem"] == "l_orderkey" and changed[2]["lineitem"] == "l_partkey"


def test_the_chapters_figure_shows_the_workloads_own_weights(reference, monkeypatch):
    monkeypatch.delenv("COURSE_SEED", raising=False)  # the book is built without
    script = (BOOK / "figures" / "table_optimization.js").read_text()
    shown = {
        tuple(sorted((a, b))): [int(part) for part in weights.split(",")]
        for a, b, weights in re.findall(
            r'\["(\w+)", "\w+", "(\w+)", "\w+", \[([\d, ]+)\]\]', script
        )
    }
    graphs = [reference["join_graph"](week(number), sizes()) for number in (1, 2, 3)]
    workload = {(edge.left, edge.right): [] for edge in graphs[0]}
    for graph in graphs:
        for edge in graph:
            workload[edge.left, edge.right].append(max(1, round(edge.weight / 1e6)))
    assert shown == workload
