"""What the capstone lab imports: its loader, its stand-ins, its views, with the reference and without."""

from __future__ import annotations

import os
import signal
from functools import partial

import numpy as np
import psutil
import pyarrow as pa
import pytest

from autograder.quality import sampling
from conftest import sample_seed
from tests.solved import solved
from warehouse.capstone import loading, standins, views, workload
from warehouse.capstone.records import Distributed, Operators
from warehouse.distribution.cluster import InProcess, SliceLost, Uncopied, shared
from warehouse.zone_maps.records import ZoneMap


@pytest.fixture(scope="module")
def names():
    return solved("capstone")


@pytest.fixture(scope="module")
def reference(names):
    return Operators(*(names[part] for part in Operators._fields))


def test_blocks_are_in_order_and_their_zones_true():
    table = pa.table({"k": [3, 1, None, 2], "f": [1.0, float("nan"), 2.0, None]})
    stored = loading.in_blocks(table, "k", 2)
    assert stored.zones["k"] == [ZoneMap(1, 2, 0, 2), ZoneMap(3, 3, 1, 2)]
    assert [zone.null_count for zone in stored.zones["f"]] == [1, 0]
    assert stored.zones["f"][0] == ZoneMap(None, None, 1, 2)
    assert stored.read("k", 0).to_pylist() == [1, 2]


@pytest.mark.parametrize("slices", [1, 2, 3, 5])
def test_the_reference_gives_duckdbs_answers_however_many_slices(names, reference, slices):
    runs = workload.run(Uncopied(slices), names["execute"], reference, 0.01)
    assert [run.number for run in runs if not run.same] == []
    if slices == 1:
        assert sum(run.moved for run in runs) == 0


def test_the_reference_moves_what_the_chapter_says_and_the_standins_far_more(names, reference):
    moved = {}
    for name, operators in (("reference", reference), ("standins", standins.STANDINS)):
        runs = workload.run(Uncopied(4), names["execute"], operators, 0.01)
        assert all(run.same for run in runs), name
        moved[name] = {run.number: run.moved for run in runs}
    assert sum(moved["reference"].values()) < 1_600_000 < sum(moved["standins"].values()) / 20
    assert moved["reference"][2] < 1_000 and moved["reference"][21] < 1_000
    assert moved["reference"][1] < 10_000


def test_functions_that_travel_give_the_same(names, reference):
    numbers = (3,)
    for made in (InProcess(3), Uncopied(3)):
        runs = workload.run(made, names["execute"], reference, 0.01, numbers)
        assert all(run.same for run in runs)


def dying(victim, right, *given):
    """The operator ``right``, in whose call the process ``victim`` is killed as the system kills one that takes
    too much memory: at once, without a last word."""
    if os.getpid() == victim:
        os.kill(victim, signal.SIGKILL)
    return right(*given)


#: One a day, another the next: each starts two clusters. Both where this lab's tests alone are run.
KILLED = ("scan_slice", "join_slice")
KILLED = KILLED if sample_seed() == sampling.EACH else sampling.some(KILLED, 1, sample_seed())


@pytest.mark.parametrize("operator", KILLED)
def test_a_worker_killed_in_mid_query_is_named_ends_with_all_others_and_the_next_query_answers(
    names, reference, operator
):
    first = shared(2)
    workers = [psutil.Process(one.pid) for one in first._workers.processes]
    breaking = partial(dying, workers[1].pid, getattr(reference, operator))
    with pytest.raises(SliceLost, match="slice 1 was killed by signal 9.*open a new cluster"):
        workload.run(
            first, names["execute"], reference._replace(**{operator: breaking}), 0.01, (3,)
        )
    with pytest.raises(
        SliceLost, match="slice 1 was killed by signal 9"
    ):  # and not for ever nothing
        workload.run(first, names["execute"], reference, 0.01, (3,))
    second = shared(2)
    try:
        gone, alive = psutil.wait_procs(workers, timeout=60)
        assert len(gone) == 2 and not alive
        assert [
            run.same for run in workload.run(second, names["execute"], reference, 0.01, (3,))
        ] == [True]
    finally:
        second.close()


def test_right_parts_are_taken_and_others_are_lent(names, capsys):
    assert standins.operators(names).top is names["top"]
    assert capsys.readouterr().out == ""
    wrong = names | {"top": lambda *asked: standins.top(*asked).slice(1), "join_slice": None}
    chosen = standins.operators(wrong)
    assert chosen.top is standins.top and chosen.join_slice is standins.join_slice
    assert chosen.aggregate is names["aggregate"]
    said = capsys.readouterr().out
    assert "top gives a wrong answer" in said and "join_slice is not defined" in said


def test_a_standins_exchange_cuts_copies():
    table = pa.table({"k": np.arange(5)})
    cluster = Uncopied(2)
    data = Distributed(cluster.load("t", [table, table]), frozenset(), True)
    parts = cluster.fetch(standins.exchange(cluster, data, ["k"]).parts)
    assert sum(map(len, parts)) == 5


def test_every_view_can_be_drawn(names, reference):
    views.blocks(names["scan_slice"])
    views.exchanged(names["exchange"], names["broadcast"])
    views.joined(names["join_slice"])
    views.ways(names["plan_join"])
    views.phases(names["aggregate"])
    views.leader(names["top"])
    views.engine(names["execute"], reference)


def test_a_line_for_every_query():
    run = workload.Run(3, True, 10, 1_000, 20, 7, 0.5, 0.1)
    assert len(workload.lines([run, run]).splitlines()) == 4
