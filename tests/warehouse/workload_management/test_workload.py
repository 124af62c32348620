"""The made-up logs of the workload_management lab: their shapes, repeats, new templates, and a truth computed a second
time, query by query; the views of what learns from them."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from judging import stub
from tests.warehouse.workload_management.test_workload_management import notebook, said  # noqa: F401
from warehouse.workload_management import views, workload
from warehouse.workload_management.records import Outcome, Plan, Query

SEEDS = range(6)


def made(seed: int, count: int = 900, **kind) -> workload.Log:
    return workload.log(np.random.default_rng(seed), count, **kind)


@pytest.mark.parametrize("seed", SEEDS)
def test_logs_have_the_shapes_that_the_records_say(seed):
    log = made(seed)
    assert [query.number for query in log.queries] == list(range(900))
    assert len(log.outcomes) == len(log.truth) == len(log.templates) == 900
    arrivals = [query.arrival for query in log.queries]
    assert arrivals == sorted(arrivals) and arrivals[0] >= 0
    for query, outcome in zip(log.queries, log.outcomes):
        assert type(query) is Query and type(query.plan) is Plan and type(outcome) is Outcome
        kinds = [type(value) for value in query.plan]
        assert kinds == [str, int, int, int, int, int, float, int, int, int]
        plan = query.plan
        assert plan.kind in workload.KINDS and query.priority in workload.PRIORITIES
        assert plan.est_rows >= 1 and plan.scan_bytes >= 0 and plan.est_cost >= 0
        assert plan.tables > plan.joins >= 0 and plan.width >= 1
        assert plan.hour == int(query.arrival // 3_600 % 24)
        assert type(outcome.seconds) is float and 0 < outcome.seconds < math.inf
        assert type(outcome.memory) is int and outcome.memory >= 1


def test_the_same_seed_makes_the_same_log_and_another_makes_another():
    first, second = made(3), made(3)
    assert (first.queries, first.outcomes) == (second.queries, second.outcomes)
    assert first.outcomes != made(4).outcomes


@pytest.mark.parametrize("seed", SEEDS)
def test_most_queries_are_an_earlier_one_word_for_word(seed):
    log, seen, again = made(seed, 2_000), {}, 0
    for query, template in zip(log.queries, log.templates.tolist()):
        same = query.plan._replace(hour=0), template
        again += query.fingerprint in seen
        assert seen.setdefault(query.fingerprint, same) == same
    assert 0.5 < again / 2_000 < 0.65


@pytest.mark.parametrize("seed", SEEDS)
def test_new_templates_come_in_the_second_part_alone(seed):
    log = made(seed, 1_500, new=30, since=1 / 3)
    assert (log.templates[:500] < 40).all()
    assert 0.28 < (log.templates[500:] >= 40).mean() < 0.39
    assert (made(seed).templates < 40).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_noise_is_what_is_said(seed):
    log = made(seed, 2_000)
    off = np.log([outcome.seconds for outcome in log.outcomes]) - np.log(log.truth)
    assert abs(off.mean()) < 0.02 and abs(off.std() - workload.NOISE) < 0.01


def by_one(secret: workload.Cluster, plan: Plan, rows: float) -> float:
    """Seconds of one query, another time."""
    speed = secret.cached if plan.scan_bytes < secret.cache else secret.stored
    handled = secret.row * rows
    work = handled * secret.spill if rows * plan.width > secret.room else handled
    total = plan.scan_bytes / speed
    total += work * (plan.joins * math.sqrt(plan.joins) + plan.aggregations / 2)
    total += handled * math.log2(rows + 2) / 5 * plan.sorts
    total *= secret.kinds[workload.KINDS.index(plan.kind)]
    late = (plan.hour - secret.busy) % 24
    return 0.02 + (total * secret.slow if late < 8 else total)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_agrees_with_a_second_one(seed):
    rng, seen = np.random.default_rng(seed), Counter()
    secret = workload.cluster(rng)
    plans = [query.plan for query in made(seed, 400).queries]
    plans += [plan._replace(kind=kind) for plan, kind in zip(plans, workload.KINDS * 20)]
    rows = np.array([plan.est_rows * float(rng.lognormal(0, 0.9)) for plan in plans])
    columns = {
        name: np.array([getattr(plan, name) for plan in plans])
        for name in Plan._fields
        if name != "kind"
    }
    columns["kind"] = np.array([workload.KINDS.index(plan.kind) for plan in plans])
    got = workload.seconds(secret, columns, rows)
    for plan, its, value in zip(plans, rows, got):
        assert value == pytest.approx(by_one(secret, plan, its), rel=1e-9)
        seen["spills"] += its * plan.width > secret.room
        seen["does not"] += its * plan.width <= secret.room
        seen["cached"] += plan.scan_bytes < secret.cache
        seen["stored"] += plan.scan_bytes >= secret.cache
        seen["busy"] += (plan.hour - secret.busy) % 24 < 8
    assert min(seen.values()) >= 3 and len(seen) == 5, seen


def test_clusters_differ():
    drawn = [workload.cluster(np.random.default_rng(seed)) for seed in range(20)]
    for name in ("cached", "stored", "room", "spill", "slow", "kinds"):
        assert len({getattr(one, name) for one in drawn}) == 20


def test_the_views_of_models_say_what_is_not_started_and_what_cannot_be_shown():
    for view in (views.predictor(stub, stub), views.stages(stub)):
        assert "Not started yet" in said(view)
    seven = lambda *arguments: 7  # noqa: E731
    for view in (views.predictor(seven, seven), views.stages(seven)):
        assert "cannot be shown" in said(view)


def test_the_views_of_models_show_the_student_s_part(notebook):  # noqa: F811
    view = views.predictor(notebook["train"], notebook["predict"])
    assert "new templates" in said(view) and "quarter 4" in said(view)
    view.children[0].value = 50
    assert "new templates" in said(view)
    view = views.stages(notebook["stage"])
    assert all(word in said(view) for word in ("cache", "local", "global"))
    view.children[0].value = 1.2
    before = said(view)
    view.children[1].value = 20.0
    assert said(view) != before
