"""What the concurrency_scaling lab lends: its simulator beside a second one that looks everything through at each step,
its traces, its views."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from judging import said, stub
from solved import solved
from warehouse.checks import Wrong
from warehouse.concurrency_scaling import clusters, views
from warehouse.concurrency_scaling.records import Query

DAYS = ("burst", "pulses", "hills")


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("concurrency_scaling")


def by_rescanning(queries: list[Query], length: float, decide) -> tuple[list[float], list]:
    """Waits and activations, by another way: no heap. Every cluster is a row of numbers; at each step the next moment is the
    least of all that could be next, and what runs is found by looking through all queries."""
    begins = [None] * len(queries)
    on = [None] * len(queries)
    rows = [{"comes": -inf, "asked": True, "out": inf, "id": 0}]  # the main cluster
    activations, tick, arrived = [], 0.0, 0
    come = 0

    def ends(number: int) -> float:
        return begins[number] + queries[number].seconds

    def runs(row: dict, now: float) -> int:
        mine = (n for n in range(come) if on[n] == row["id"] and begins[n] is not None)
        return sum(ends(number) > now for number in mine)

    made = 0
    now = -inf
    while True:
        nexts = [queries[come].arrival] if come < len(queries) else []
        nexts += [ends(n) for n in range(come) if begins[n] is not None and ends(n) > now]
        nexts += [row["comes"] for row in rows if row["comes"] > now]
        nexts += [tick] if tick is not None else []
        if not nexts:
            break
        now = min(nexts)
        while come < len(queries) and queries[come].arrival == now:
            come, arrived = come + 1, arrived + 1
        for row in rows[1:]:
            if row["out"] < inf and row["comes"] <= now and not runs(row, now):
                activations.append((row["comes"], now))
                row["id"] = None
        rows = [row for row in rows if row["id"] is not None]
        for row in sorted(rows, key=lambda row: row["id"]):
            for number in range(come if row["comes"] <= now and row["out"] == inf else 0):
                if begins[number] is None and runs(row, now) < clusters.SLOTS:
                    begins[number], on[number] = now, row["id"]
        if tick == now:
            waiting = [n for n in range(come) if begins[n] is None]
            there = [row for row in rows[1:] if row["out"] == inf]
            ready = sum(row["comes"] <= now for row in there)
            ended = [n for n in range(come) if begins[n] is not None and ends(n) <= now]
            mean = sum(queries[n].seconds for n in ended) / len(ended) if ended else 0.0
            told = clusters.Observation(
                now,
                len(waiting),
                now - queries[waiting[0]].arrival if waiting else 0.0,
                sum(runs(row, now) for row in rows),
                ready,
                len(there) - ready,
                arrived,
                mean,
            )
            arrived = 0
            wanted = decide(told)
            while len(there) < wanted:
                made += 1
                rows.append({"comes": now + 30.0, "out": inf, "id": made})
                there.append(rows[-1])
            while len(there) > wanted:
                out = min(there, key=lambda row: (row["comes"] <= now, runs(row, now), -row["id"]))
                there.remove(out)
                out["out"] = now
                if out["comes"] <= now and not runs(out, now):
                    activations.append((out["comes"], now))
                    rows.remove(out)
            to_come = come < len(queries)
            tick = now + 10 if now + 10 <= length or waiting or to_come else None
    activations += [(row["comes"], max(now, length)) for row in rows[1:]]
    return [begin - query.arrival for begin, query in zip(begins, queries)], activations


def flaps() -> object:
    """A policy that asks for and lets go of many, to no end: also of those that start."""
    rng = np.random.default_rng(5)
    return lambda told: int(rng.integers(0, 6))


@pytest.mark.parametrize("who", ["none", "four", "flaps", "scaler"])
def test_the_simulator_agrees_with_a_second_one(notebook, who):
    made = {
        "none": lambda: clusters.none,
        "four": lambda: clusters.always(4),
        "flaps": flaps,
        "scaler": lambda: notebook["Scaler"]().decide,
    }[who]
    for seed in range(2):
        rng = np.random.default_rng(seed)
        queries, length = clusters._trace(rng, [(40, 0.6), (40, 3.0), (150, 0.5)])
        day = clusters.simulate(queries, length, made())
        waits, activations = by_rescanning(queries, length, made())
        assert max(abs(a - b) for a, b in zip(day.waits, waits, strict=True)) < 1e-9
        both = zip(sorted(day.activations), sorted(activations), strict=True)
        assert all(one == pytest.approx(other, abs=1e-9) for one, other in both)


@pytest.mark.parametrize("name", DAYS)
def test_without_bursts_waits_are_those_of_five_slots(notebook, name):
    queries, length = getattr(clusters, name)(np.random.default_rng(7))
    day = clusters.simulate(queries, length, clusters.none)
    due = notebook["waits"](queries, clusters.SLOTS)
    assert max(abs(a - b) for a, b in zip(day.waits, due, strict=True)) < 1e-9
    assert day.activations == [] and day.paid() == 0


@pytest.mark.parametrize("name", DAYS)
def test_what_is_paid_is_what_the_lab_s_bill_says(notebook, name):
    queries, length = getattr(clusters, name)(np.random.default_rng(7))
    day = clusters.simulate(queries, length, notebook["Scaler"]().decide)
    assert day.paid() == round(notebook["bill"](day.activations, 0.0, 3600.0))
    assert all(gone >= ready >= 30.0 for ready, gone in day.activations)


def test_a_cluster_that_is_let_go_while_it_starts_is_paid_for_a_minute():
    once = iter([3])
    day = clusters.simulate([Query(200.0, 1.0)], 200.0, lambda told: next(once, 0))
    assert day.activations == [(30.0, 30.0)] * 3 and day.paid() == 180


def test_a_cluster_that_is_let_go_ends_its_queries_and_takes_no_more():
    queries = [Query(0.0, 100.0)] * 5 + [Query(35.0, 50.0)] * 2 + [Query(45.0, 1.0)]
    wanted = iter([1, 1, 1, 1])  # let go at second 40
    day = clusters.simulate(queries, 200.0, lambda told: next(wanted, 0))
    assert day.waits == [0.0] * 7 + [55.0]
    assert day.activations == [(30.0, 85.0)]


@pytest.mark.parametrize("answer", [None, 2.0, -1, 11, True, np.int64(3), "2"])
def test_an_answer_that_is_no_number_of_clusters_is_told(answer):
    with pytest.raises(Wrong, match="how many burst clusters"):
        clusters.simulate([Query(0.0, 1.0)], 100.0, lambda told: answer)


@pytest.mark.parametrize("name", DAYS)
def test_traces_have_the_rates_that_the_task_says(name):
    rates = []
    for seed in range(10):
        queries, length = getattr(clusters, name)(np.random.default_rng(seed))
        arrivals = [query.arrival for query in queries]
        assert arrivals == sorted(arrivals) and arrivals[0] > 0 and arrivals[-1] < length
        rates.append(len(queries) / length)
        assert 3.5 < np.mean([query.seconds for query in queries]) < 4.5
    due = {"burst": (600 * 0.6 + 300 * 10) / 900, "pulses": 12 * (40 * 6 + 50 * 0.4) / 1080,
           "hills": (450 * 2.4 + 720 * 0.6) / 1170}  # fmt: skip
    assert np.mean(rates) == pytest.approx(due[name], rel=0.05)


VIEWS = {
    "owners": "resize",
    "arrivals": "rehydrate",
    "longest": "waits",
    "curve": "erlang_c",
    "routed": "route",
    "day": "Scaler",
    "costs": "bill",
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_what_is_not_started_and_what_cannot_be_shown(name):
    assert "Not started yet" in said(getattr(views, name)(stub))
    assert "cannot be shown" in said(getattr(views, name)(lambda *arguments: object()))


def test_views_show_the_student_s_part(notebook):
    shown = {name: getattr(views, name)(notebook[part]) for name, part in VIEWS.items()}
    assert "your function: 6 of 32 slices move" in said(shown["owners"])
    shown["owners"].children[1].value = 3
    assert "your function: 8 of 32 slices move" in said(shown["owners"])
    assert "your order" in said(shown["arrivals"]) and "100%" not in said(shown["arrivals"])
    before = said(shown["longest"])
    shown["longest"].children[0].value = 60
    assert said(shown["longest"]) != before and "; the longest 0.0 s" in said(shown["longest"])
    assert "have to wait" in said(shown["curve"])
    assert "<td style='text-align:left;padding-right:1em'>b1</td>" in said(shown["routed"])
    assert "waits" in said(shown["routed"])
    for name in views.DAYS:
        shown["day"].children[0].value = name
        assert "your scaler" in said(shown["day"]) and "<svg" in said(shown["day"])
    assert ">800<" in said(shown["costs"]) and "173.87 $" in said(shown["costs"])
