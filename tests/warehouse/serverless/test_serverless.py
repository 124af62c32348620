"""What the serverless lab lends: its simulators beside second ones, the yardsticks, its views."""

from __future__ import annotations

import numpy as np
import pytest

from solved import solved
from warehouse.checks import Wrong
from warehouse.serverless import day, nodes, views
from warehouse.serverless.records import Observation


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("serverless")


def by_unit(arrivals: list[float], budget: float, decide) -> list[tuple]:
    """The same day another way: every piece of work has the minute in which it came, the oldest is done first, and
    sums are made anew each minute."""
    orders, waiting, done, paid, told = [0], [], 0.0, [], []
    for minute, arrived in enumerate(arrivals):
        came = arrivals[minute - 1] if minute else 0.0
        asked = Observation(
            60.0 * minute, sum(waiting), came, orders[minute], float(sum(paid)), budget
        )
        orders.append(decide(asked))
        waiting.append(arrived)
        room = 60.0 * orders[minute]
        served = 0.0
        while waiting and room > 0:
            part = min(room, waiting[0])
            served, room, waiting[0] = served + part, room - part, waiting[0] - part
            if waiting[0] <= 0:
                waiting.pop(0)
        done += served
        paid.append(60 * orders[minute])
        told.append((served, sum(waiting), orders[minute], sum(paid)))
    return told


@pytest.mark.parametrize("times", [1.6, 0.8])
@pytest.mark.parametrize("who", ["the lab's", "by what waits", "until it is spent"])
def test_the_day_agrees_with_a_second_one(notebook, who, times):
    for seed in range(3):
        arrivals = day.workload(np.random.default_rng(seed), 480)[:240]
        budget = times * sum(arrivals)
        scalers = {
            "the lab's": lambda: notebook["Autoscaler"]().decide,
            "by what waits": lambda: day.by_backlog,
            "until it is spent": lambda: day.until_spent,
        }
        minutes = day.simulate(arrivals, budget, scalers[who]())
        for minute, due in zip(minutes, by_unit(arrivals, budget, scalers[who]())):
            got = (minute.served, minute.waits, minute.rpus, minute.paid)
            assert got == pytest.approx(due, rel=1e-9, abs=1e-6)


def test_nothing_is_lost_and_late_is_what_the_task_says(notebook):
    arrivals = day.workload(np.random.default_rng(1))
    minutes = day.simulate(arrivals, 1e9, notebook["Autoscaler"]().decide)
    assert sum(m.served for m in minutes) + minutes[-1].waits == pytest.approx(sum(arrivals))
    assert [m.late for m in minutes] == [m.waits > 60 * m.rpus for m in minutes]
    assert day.late_seconds(minutes) == 60 * sum(m.late for m in minutes) > 0
    assert minutes[0].rpus == 0 and minutes[0].late


@pytest.mark.parametrize("seed", range(3))
def test_a_day_has_bursts_a_quiet_hour_and_no_more_work_than_512_rpus_do(seed):
    arrivals = np.array(day.workload(np.random.default_rng(seed)))
    assert len(arrivals) == day.MINUTES and arrivals.max() < 60 * day.MOST
    quiet = arrivals.reshape(-1, 60).sum(axis=1)
    assert (quiet == 0).sum() == 1
    assert 6 * 15 <= (arrivals > 60 * 120).sum() <= 6 * 40


@pytest.mark.parametrize("ordered", [7, -8, 520, 8.0, True, None, "8", np.float64(8)])
def test_what_is_no_capacity_is_refused(ordered):
    told = Observation(0.0, 0.0, 0.0, 0, 0.0, 1.0)
    with pytest.raises(Wrong) as caught:
        day.simulate([1.0], 1.0, lambda asked: ordered)
    assert repr(ordered)[:10] in str(caught.value.got)
    assert day.as_capacity(np.int64(16), told) == 16


def test_yardsticks_do_what_they_say():
    arrivals = day.workload(np.random.default_rng(2))
    budget = 0.5 * sum(arrivals)
    for kept in (day.always(96), day.always(512), day.by_backlog):
        assert day.simulate(arrivals, budget, kept)[-1].paid <= budget
    assert day.simulate(arrivals, budget, day.until_spent)[-1].paid > budget


def test_windows_with_and_without_a_grey_node_are_the_same_otherwise():
    made = nodes.windows(np.random.default_rng(1), speed=0.3, skew=3.0)
    sound = nodes.windows(np.random.default_rng(1), speed=1.0, skew=3.0)
    for at, (window, without) in enumerate(zip(made, sound)):
        assert window.keys() == without.keys() == set(nodes.names(8))
        for name in window:
            factor = 0.3 if name == "node 3" and at >= 20 else 1.0
            assert window[name][1] * factor == pytest.approx(without[name][1])
        assert sum(rows for rows, _ in window.values()) == pytest.approx(nodes.ROWS)
        assert window["node 1"][0] == pytest.approx(3 * window["node 2"][0])


def test_what_is_replaced_is_as_fast_as_without(notebook):
    made = nodes.windows(np.random.default_rng(1))
    sound = nodes.windows(np.random.default_rng(1), speed=1.0)
    nobody = nodes.healed(made, sound, lambda window: set())
    assert nobody == [nodes.query_seconds(window) for window in made]
    took = nodes.healed(made, sound, notebook["HealthMonitor"]().observe)
    assert took[:24] == nobody[:24]
    assert took[24:] == [nodes.query_seconds(window) for window in sound[24:]]
    assert max(took[24:]) < min(nobody[24:])


def moved(view, number: int, value: float) -> str:
    view.children[number].value = value
    return view.children[-1].value


def test_views_show_the_students_part(notebook):
    view = views.bill(notebook["rpu_seconds"])
    assert "1,200" in view.children[-1].value
    assert "1,200" not in moved(view, 0, 61)
    curve = views.curve(notebook["fit_scaling"], notebook["choose_rpus"])
    assert moved(curve, 0, 0.0) != moved(curve, 0, 1.0)
    assert "chosen" in curve.children[-1].value
    day_of = views.day_of(notebook["Autoscaler"])
    assert "until the money is spent" in moved(day_of, 0, 0.8)
    assert "Your pool" in moved(views.pool(notebook["warm_pool"]), 1, 12.0)
    watch = views.watch(notebook["HealthMonitor"])
    assert "node 3 in window 23" in watch.children[-1].value
    assert "Named: nobody" in moved(watch, 0, 1.0)
    slices = views.slices(notebook["heal"])
    assert "3 of 24 slices move" in slices.children[-1].value
    assert "0 of 24" in moved(slices, 0, 4)


def test_views_show_a_stub_as_not_started():
    def stub(*arguments):
        raise NotImplementedError

    class Stub:
        decide = observe = stub

    shown = [
        views.bill(stub),
        views.curve(stub, stub),
        views.day_of(Stub),
        views.pool(stub),
        views.watch(Stub),
        views.slices(stub),
    ]
    for view in shown:
        assert "Not started yet" in view.children[-1].value
