"""The simulator of the workload day: a day by hand, and random ones played a second time, quarter second by quarter
second."""

from __future__ import annotations

from math import ceil
from types import SimpleNamespace

import numpy as np
import pytest

from warehouse.capstone.day import baselines, measuring, policies
from warehouse.capstone.day.records import Failed, Load, Money, Select, Traffic
from warehouse.capstone.day.simulator import FROM_CACHE, Simulation
from warehouse.workload_management import slots

RPUS = 32
PLENTY = Money(1e12, 1e12, 1e12)


def templates(seconds):
    """Templates that take so many seconds on any cluster."""
    return {
        number: SimpleNamespace(seconds=lambda rpus, took=took: took)
        for number, took in seconds.items()
    }


def asked(**given):
    """Policies, the lent ones where nothing is said."""
    facts = SimpleNamespace(took=[1.0], load_budget=0.0)
    made = {
        "cache": policies.Nothing(),
        "foresight": policies.OneForAll(facts),
        "lane": slots.fifo(),
        "scaler": policies.Decide(lambda told: 0),
        "autoscaler": policies.Decide(lambda told: 0),
    }
    return made | given


def played(selects, loads=(), seconds=None, length=600.0, money=PLENTY, **given):
    day = Traffic(list(selects), list(loads), [], length)
    took = templates(seconds or {6: 10.0})
    return Simulation(day, took, RPUS, money, asked(**given), length).run()


def select(number, arrival, template=6, literals=0):
    return Select(number, arrival, template, literals, 1.0)


def test_a_day_by_hand():
    """Seven queries of 10 s at once: five run, two wait, for there are no others. The load of 960 RPU-seconds comes
    in the first minute. RPUs are asked for at its end and are there a minute later."""
    told = []

    def decide(observation):
        told.append(observation)
        return 8 if observation.backlog else 0

    one = played(
        [select(n, 1.0, literals=n) for n in range(7)],
        [Load(0, 30.0, ("lineitem",), 960.0)],
        autoscaler=policies.Decide(decide),
    )
    assert one.answers == [10.0] * 5 + [20.0] * 2
    assert one.ran == list(range(7))
    # asked for at 60, in force from 120 to 180 and, since 960 wait at 120 too, to 240: 480 each
    assert one.commits == [240.0 - 30.0]
    assert [seen.rpus for seen in told[:5]] == [0, 0, 8, 8, 8]
    assert [seen.backlog for seen in told[:5]] == [0, 960, 960, 480, 0]
    assert one.paid == Money(RPUS * 600.0, 0.0, 3 * 480.0)
    assert one.late == 3 - 1  # at 60 and 120 more waits than is done in a minute
    assert [m.rpus for m in one.minutes[:6]] == [0, 0, 0, 8, 8, 8]


def test_a_burst_cluster_takes_who_waits_and_the_lane_hears_of_it():
    lane, heard = slots.fifo(), []
    ended = lane.ended
    lane.ended = lambda *given: (heard.append(given[0]), ended(*given))[1]
    one = played(
        [select(n, 1.0, literals=n) for n in range(12)],
        seconds={6: 100.0},
        lane=lane,
        scaler=policies.Decide(lambda told: 1 if told.now < 100 else 0),
    )
    # asked for at 0, ready at 30; five of the seven that wait begin there, the last two at 101
    assert one.answers == [100.0] * 5 + [129.0] * 5 + [200.0] * 2
    assert sorted(heard) == list(range(12))
    assert one.paid.bursts == RPUS * 100


def test_an_answer_that_is_being_computed_is_waited_for_and_a_load_makes_it_stale():
    cache = baselines.Unlimited(None)
    one = played(
        [select(0, 0.0), select(1, 4.0), select(2, 50.0), select(3, 400.0)],
        [Load(0, 60.0, ("lineitem",), 480.0)],
        cache=cache,
        autoscaler=policies.Decide(lambda told: 8 if told.backlog else 0),
    )
    assert one.ran == [0, 3]
    assert one.answers == pytest.approx([10.0, 6.0 + FROM_CACHE, FROM_CACHE, 10.0])


def test_money_of_burst_clusters_is_not_overspent():
    busy = [select(n, n / 2, literals=n) for n in range(1000)]
    limit = RPUS * 900.0
    one = played(
        busy,
        money=Money(1e9, limit, 0.0),
        scaler=policies.Decide(lambda told: 10),
        length=1200.0,
    )
    assert 0.5 * limit < one.paid.bursts <= limit
    none = played(busy, money=Money(1e9, 0.0, 0.0), scaler=policies.Decide(lambda told: 10))
    assert none.paid.bursts == 0


def random_day(rng):
    """All times are quarters of a second."""
    numbers, seconds = [1, 6, 13, 22], rng.integers(1, 90, 4) / 4
    arrivals = np.sort(rng.integers(0, 4 * 500, 260)) / 4
    selects = [
        Select(n, float(at), int(rng.choice(numbers)), int(rng.integers(0, 30)), 1.0)
        for n, at in enumerate(arrivals)
    ]
    tables = [("lineitem", "orders"), ("customer",), ("part",)]
    loads = [
        Load(n, float(at), tables[rng.integers(3)], float(rng.integers(1, 4000)))
        for n, at in enumerate(np.sort(rng.integers(0, 4 * 500, 12)) / 4)
    ]
    took = dict(zip(numbers, seconds.tolist()))
    return Traffic(selects, loads, [], 600.0), took


def stepped(day, took, length, wanted, ordered):
    """The day in steps of a quarter second: one queue, who came first begins first, answers are kept for ever.
    ``wanted`` burst clusters by tick, ``ordered`` RPUs by minute."""
    main, bursts, waiting, left = [], [], [], {}
    answered, answers, commits, ran = {}, {}, [None] * len(day.loads), []
    versions = dict.fromkeys(["lineitem", "orders", "customer", "part", "supplier", "nation"], 0)
    ready_at, backlog, paid, loads_paid, made = {}, [], 0, 0.0, 0
    step, pending = 0, list(range(len(day.selects)))

    def begin(now):
        while waiting and len(main) < 5:
            number = waiting.pop(0)
            main.append((now + left[number], number))
        for burst in bursts:
            while waiting and burst["ready"] and not burst["out"] and len(burst["runs"]) < 5:
                number = waiting.pop(0)
                burst["runs"].append((now + left[number], number))

    def leave(now):
        nonlocal paid
        for burst in [b for b in bursts if b["out"] and b["ready"] and not b["runs"]]:
            bursts.remove(burst)
            paid += max(60, ceil(now - burst["since"]))

    while step == 0 or pending or waiting or main or bursts or step / 4 <= length:
        now = step / 4
        everywhere = [main, *(burst["runs"] for burst in bursts)]
        for end, number in sorted(one for runs in everywhere for one in runs if one[0] == now):
            for runs in everywhere:
                if (end, number) in runs:
                    runs.remove((end, number))
            ready_at[number] = now
            leave(now)
            begin(now)
        for burst in list(bursts):
            if burst["comes"] == now:
                burst["ready"], burst["since"] = True, now
                leave(now)
                begin(now)
        if now % 60 == 0 and now <= length:
            minute = int(now // 60)
            can = 60 * ordered[minute - 2] if minute >= 2 else 0
            loads_paid += can
            while backlog and can:
                done = min(can, backlog[0][1])
                can -= done
                backlog[0][1] -= done
                if not backlog[0][1]:
                    load = day.loads[backlog.pop(0)[0]]
                    commits[load.number] = now - load.arrival
                    for table in load.tables:
                        versions[table] += 1
        backlog += [[load.number, load.work] for load in day.loads if load.arrival == now]
        while pending and day.selects[pending[0]].arrival == now:
            query = day.selects[pending.pop(0)]
            at = [versions.get(table, 0) for table in measuring.tables_of(query.template)]
            if answered.get(query.text, (None,))[0] == at:
                answers[query.number] = answered[query.text][1]
            else:
                answered[query.text] = at, query.number
                left[query.number] = took[query.template]
                ran.append(query.number)
                waiting.append(query.number)
                begin(now)
        if now % 10 == 0 and (now <= length or waiting or pending):
            there = [burst for burst in bursts if not burst["out"]]
            want = wanted[int(now // 10)]
            for _ in range(want - len(there)):
                made += 1
                new = {"comes": now + 30, "ready": False, "out": False, "runs": [], "name": made}
                bursts.append(new)
            starting = sorted((b for b in there if not b["ready"]), key=lambda b: -b["name"])
            idle_first = sorted(
                (b for b in there if b["ready"]), key=lambda b: (len(b["runs"]), -b["name"])
            )
            for burst in [*starting, *idle_first][: max(0, len(there) - want)]:
                burst["out"] = True
            leave(now)
        still = any(burst["runs"] or not burst["ready"] for burst in bursts)
        if now >= length and not (pending or waiting or main or still):
            for burst in bursts:
                burst["out"] = True
            leave(max(now, length))
        step += 1
    seconds = []
    for query in day.selects:
        if query.number in ready_at:
            seconds.append(ready_at[query.number] - query.arrival)
        else:
            by = ready_at[answers[query.number]]
            seconds.append(max(by, query.arrival) + FROM_CACHE - query.arrival)
    return seconds, ran, commits, RPUS * paid, loads_paid


@pytest.mark.parametrize("seed", range(30))
def test_random_days_are_what_they_are_step_by_step(seed):
    rng = np.random.default_rng(seed)
    day, took = random_day(rng)
    calm = rng.random() < 0.3
    wanted = [int(n) for n in np.repeat(rng.integers(0, 1 if calm else 4, 60), 5)]
    wanted += [0] * 2000
    ordered = [int(8 * n) for n in rng.integers(0, 4, 12)]
    one = played(
        day.selects,
        day.loads,
        seconds=took,
        cache=baselines.Unlimited(None),
        scaler=policies.Decide(lambda told: wanted[int(told.now // 10)]),
        autoscaler=policies.Decide(lambda told: ordered[int(told.now // 60)]),
    )
    answers, ran, commits, bursts, loads = stepped(day, took, 600.0, wanted, ordered)
    assert one.ran == ran
    assert one.answers == pytest.approx(answers)
    assert one.commits == commits
    assert (one.paid.bursts, one.paid.loads) == (bursts, loads)
    assert calm or bursts


@pytest.mark.parametrize(
    ("place", "policy", "why"),
    [
        ("cache", SimpleNamespace(ask=lambda *given: [(7,)]), "an answer to another question"),
        ("cache", SimpleNamespace(ask=lambda *given: None), "an answer to another question"),
        ("foresight", SimpleNamespace(predict=lambda query: float("nan")), "seconds that are none"),
        ("lane", SimpleNamespace(arrived=lambda *given: None), "no list of what begins"),
        ("lane", SimpleNamespace(arrived=lambda *given: [(9, "main")]), "what does not wait"),
        ("lane", SimpleNamespace(arrived=lambda *given: [(0, "fast")]), "no (number, lane)"),
        ("lane", SimpleNamespace(arrived=lambda *given: []), "all slots are free"),
        ("scaler", policies.Decide(lambda told: 11), "no number of clusters"),
        ("scaler", policies.Decide(lambda told: 1.0), "no number of clusters"),
        ("autoscaler", policies.Decide(lambda told: 12), "what was ordered is no capacity"),
    ],
)
def test_what_may_not_be_answered_is_named(place, policy, why):
    with pytest.raises(Failed) as failed:
        played([select(0, 1.0)], **{place: policy})
    assert failed.value.place == place and why in failed.value.why


def test_a_cache_that_never_looks_at_versions_is_found_out():
    kept = {}

    def ask(question, versions, may_read, run):
        return (
            kept.setdefault(question.text, None)
            or kept.update({question.text: run()})
            or kept[question.text]
        )

    with pytest.raises(Failed, match="a stale answer"):
        played(
            [select(0, 0.0), select(1, 500.0)],
            [Load(0, 10.0, ("lineitem",), 100.0)],
            cache=SimpleNamespace(ask=ask),
            autoscaler=policies.Decide(lambda told: 8),
        )
