"""The serverless lab's generators make what its tasks allow, its oracles agree with others, and its bars hold on many
seeds and refuse what is wrong."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest

from judging import fails, rng
from solutions.serverless.checks import days, healing, health, money, pools, sizes
from solved import solved
from warehouse.serverless import day
from warehouse.serverless.records import Observation

#: Of a hundred, how many seeds the suite tries: all of them where somebody asks for it.
SEEDS = int(os.environ.get("COURSE_SEEDS", "6"))


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("serverless")


def as_class(decide) -> type:
    """A scaler made of a function."""
    return type("Scaler", (), {"decide": staticmethod(decide)})


def test_bars_of_a_day_on_many_seeds(notebook, monkeypatch):
    """Prints how many of the seeds each scaler fails. Calls are made without the text of a message for each."""
    monkeypatch.setattr(days, "run", lambda function, *arguments: function(*arguments))

    class ByArrivals(notebook["Autoscaler"]):
        def decide(self, told: Observation) -> int:
            return super().decide(
                told._replace(backlog=0.0, rpus=0, spent=told.spent + 60 * told.rpus)
            )

    class Reserve(notebook["Autoscaler"]):
        def decide(self, told: Observation) -> int:
            return super().decide(told._replace(budget=0.9 * told.budget))

    class Forgets(notebook["Autoscaler"]):
        def decide(self, told: Observation) -> int:
            return super().decide(told._replace(budget=told.budget + 60 * told.rpus))

    class Steps:
        def decide(self, told: Observation) -> int:
            rpus = told.rpus + 8 if told.backlog > 30 * told.rpus else told.rpus - 8
            left = 8 * int((told.budget - told.spent - 60 * told.rpus) // 480)
            return max(0, min(rpus, left, 512))

    reference_, spent = notebook["Autoscaler"], as_class(day.until_spent)
    scalers = {
        "reference": reference_,
        "by backlog": as_class(day.by_backlog),
        "by arrivals": ByArrivals,
        "steps": Steps,
        "always 96": as_class(day.always(96)),
        "always 512": as_class(day.always(512)),
        "reserve": Reserve,
        "until spent": spent,
        "forgets": Forgets,
    }
    failed = Counter()
    for seed in range(SEEDS):
        work = day.workload(rng(seed))
        for name, make in scalers.items():
            failed[name, "ample"] += fails(days.expect_ample, make, work)
            failed[name, "tight"] += fails(days.expect_tight, make, work)
    print({f"{name}, {bar}": count for (name, bar), count in failed.items()})
    assert failed["reference", "ample"] == failed["reference", "tight"] == 0
    for name in ("by backlog", "by arrivals", "steps", "always 96", "always 512"):
        assert failed[name, "ample"] >= 0.95 * SEEDS, name
    for name in ("reserve", "until spent", "forgets"):
        assert failed[name, "tight"] >= 0.95 * SEEDS, name


def test_money_over_the_budget_is_none_whatever_the_budget(notebook):
    """Days with hardly any money, with a part of what the work needs, and with more than can be spent."""
    for seed in range(SEEDS):
        work = day.workload(rng(seed))[: 240 if seed else 720]
        for times in (0.0, 1e-4, 0.01, 0.3, 0.8, 1.05, 1.6, 50.0):
            budget = times * sum(work) + seed / 7
            minutes = day.simulate(work, budget, notebook["Autoscaler"]().decide)
            assert minutes[-1].paid <= budget


def test_moments_have_what_a_moment_can_have(notebook):
    seen = Counter()
    for told in days.moments(rng()):
        left = told.budget - told.spent - 60 * told.rpus
        seen["nothing is left"] += left <= 0
        seen["less than a step is left"] += 0 < left < 480
        seen["a step's part is left"] += left > 480 and left % 480 > 0
        seen["whole steps are left"] += left >= 480 and left % 480 == 0
        seen["a hair less than a step"] += left % 480 > 479 and left > 0
        seen["512 cannot be paid"] += left < 480 * 64
        seen["the day begins, and something is in force"] += told.now == 0 < told.rpus
        seen["no multiple of 8 is in force"] += told.rpus % 8 > 0
        rpus = notebook["Autoscaler"]().decide(told)
        assert not rpus or told.spent + 60 * told.rpus + 60 * rpus <= told.budget
        seen["all that is left is ordered"] += rpus == 8 * (left // 480) > 0
    assert min(seen.values()) >= 20 and len(seen) == 9, seen
    mornings = Counter()
    for game in days.calm(rng(), 16):
        still = [told.arrived == 0 == told.backlog for told in game]
        assert sum(still) >= 2 * days.QUIET
        mornings[all(still[: days.QUIET])] += 1
        assert all(told.arrived <= 60 * day.MOST for told in game)
    assert mornings[True] >= 2 and mornings[False] >= 2


@pytest.mark.parametrize("seed", range(3))
def test_activity_has_what_it_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    cases = money.apart(draw) + money.overlapping(draw, 1) + money.overlapping(draw, 6)
    cases += money.short(draw) + money.rest(draw) + money.minima(draw)
    for activity, minimum in cases:
        due = money.oracle(activity, minimum)
        assert notebook["rpu_seconds"](activity, minimum) == pytest.approx(due, rel=1e-12)
        seen["unsorted"] += activity != sorted(activity)
        seen["before 0"] += min(start for start, _, _ in activity) < 0
        seen["alone"] += len(activity) == 1
        seen["ten and more"] += len(activity) >= 10
        seen["several sizes"] += len({rpus for _, _, rpus in activity}) > 1
        seen["one RPU"] += any(rpus == 1 for _, _, rpus in activity)
        seen["no minimum"] += minimum == 0
        seen["a minimum that is no whole number"] += minimum % 1 > 0
        seen["longer before 0 than a day"] += min(start for start, _, _ in activity) < -86_400
        others = [other for same, other in cases if same == activity and other != minimum]
        seen["asked again with another minimum"] += bool(others)
        starts, ends = {s for s, _, _ in activity}, {e for _, e, _ in activity}
        seen["one begins as another ends"] += bool(starts & ends)
        seen["two begin at once"] += len(starts) < len(activity)
        first = min(starts)
        short = all(end <= first + minimum for start, end, _ in activity if start == first)
        seen["one begins as the minimum ends"] += short and first + minimum in starts
    assert min(seen.values()) >= 1 and len(seen) == 13, seen


@pytest.mark.parametrize("seed", range(3))
def test_the_best_curve_is_the_best(notebook, seed):
    """Beside a grid that is refined around its best point, and has no idea of equations."""
    draw, seen = rng(seed), Counter()
    cases = sizes.noisy(draw)[::3] + sizes.one_part(draw)
    for some in cases:
        least = sizes.best(some)
        assert sizes.miss(notebook["fit_scaling"](some), some) == pytest.approx(least, rel=1e-9)
        most = np.array([max(t for _, t in some), max(r * t for r, t in some)]) * 2
        middle, wide = most / 2, most / 2
        for _ in range(60):
            steps = np.linspace(-1, 1, 9)
            tries = [np.maximum(0, middle + wide * np.array([x, y])) for x in steps for y in steps]
            middle = min(tries, key=lambda pair: sizes.miss(tuple(pair), some))
            wide = wide * 0.7
        found = sizes.miss(tuple(middle), some)
        assert least <= found * (1 + 1e-9) and found <= least * 1.001 + 1e-9
        serial, parallel = notebook["fit_scaling"](some)
        seen["nothing is serial"] += serial == 0
        seen["nothing divides"] += parallel == 0
        seen["both"] += serial > 0 and parallel > 0
        seen["a size twice"] += len({r for r, _ in some}) < len(some)
        seen["unsorted"] += some != sorted(some)
        seen["a run twice"] += len(set(some)) < len(some)
    assert min(seen.values()) >= 3 and len(seen) == 6, seen


@pytest.mark.parametrize("seed", range(3))
def test_of_queries_of_one_part_rounding_makes_the_other_negative(seed):
    """Where nobody looks at the sign: of either part, and more than once."""
    seen = Counter()
    for some in sizes.undivided(rng(seed)):
        assert sizes.best(some) < 1e-20
        wide = np.array([[1 / seconds, 1 / (rpus * seconds)] for rpus, seconds in some])
        serial, parallel = np.linalg.lstsq(wide, np.ones(len(some)))[0]
        seen["serial"] += serial < 0
        seen["parallel"] += parallel < 0
    assert min(seen["serial"], seen["parallel"]) >= 2, seen


@pytest.mark.parametrize("seed", range(3))
def test_choices_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    cases = sizes.choices(draw, (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0))
    cases += sizes.by_one(draw) + sizes.ties(draw)
    for serial, parallel, some, slider in cases:
        due = sizes.oracle(serial, parallel, some, slider)
        assert notebook["choose_rpus"](serial, parallel, some, slider) == due
        seen["nothing is serial"] += serial == 0
        seen["nothing divides"] += parallel == 0
        seen["one size"] += len(some) == 1
        seen["ten and more"] += len(some) >= 10
        seen["the smallest"] += due == min(some) and len(some) > 1
        seen["the largest"] += due == max(some) and len(some) > 1
        seen["between"] += min(some) < due < max(some)
        seen["a whole number"] += type(slider) is int
    assert min(seen.values()) >= 3 and len(seen) == 8, seen


@pytest.mark.parametrize("seed", range(3))
def test_demands_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    cases = pools.histories(draw) + pools.ties(draw) + pools.free(draw) + pools.few(draw)
    for demand, idle, cold in cases:
        due = pools.exhaustive(demand, idle, cold)
        assert pools.oracle(demand, idle, cold) == due
        assert notebook["warm_pool"](demand, idle, cold) == due
        seen["one hour"] += len(demand) == 1
        seen["more than a day"] += len(demand) > 24
        seen["nobody came"] += not any(demand)
        seen["no pool"] += due == 0 < max(demand)
        seen["the most"] += due == max(demand) > 0
        seen["several cost the same"] += len(pools.cheapest(demand, idle, cold)) > 1
        seen["waiting is free"] += idle == 0
        seen["cold starts are free"] += cold == 0
        seen["a zero with a sign"] += "-0.0" in (str(idle), str(cold))
    assert min(seen.values()) >= 2 and len(seen) == 9, seen
    for demand, idle, cold in pools.histories(draw):
        assert (4 * idle).is_integer() and (4 * cold).is_integer() and len(demand) > 1


def traces(draw: np.random.Generator) -> dict[str, list[health.Trace]]:
    return {
        "nearly dead": health.sick(draw, health.NEARLY_DEAD),
        "faint": health.sick(draw, health.FAINT),
        "hiccups": health.hiccuping(draw),
        "fast": health.among_fast(draw),
        "skewed": health.skewed(draw),
        "all slow": health.all_slow(draw),
        "recovered": health.recovered(draw),
        "scaled": health.scaled(draw),
        "idle": health.idle(draw),
        "nearly all idle": health.nearly_all_idle(draw),
        "leaving": health.leaving(draw),
    }


@pytest.mark.parametrize("seed", range(SEEDS))
def test_windows_keep_to_what_the_task_says(notebook, seed):
    """In every window at most a third of the nodes with rows is slow and at most a third is fast, and the others are
    within their range around one usual rate. The reference names grey nodes, and never a healthy one."""
    seen = Counter()
    for made in traces(rng(seed)).values():
        for one in made:
            monitor = notebook["HealthMonitor"]()
            for window, slow, (must, may) in zip(one.windows, one.slow, health.verdicts(one)):
                named = monitor.observe(dict(window))
                assert must <= named <= may
                rates = {n: rows / s for n, (rows, s) in window.items() if rows > 0}
                seen["a node must be named"] += bool(must)
                seen["it is left open"] += may > must
                seen["two must be named"] += len(must) > 1
                seen["slow and not named"] += bool(slow - may)
                seen["no rows"] += len(rates) < len(window)
                seen["nobody can be compared"] += len(rates) < 3
                if len(rates) < 3:
                    continue
                usual = sorted(rate for n, rate in rates.items() if n not in slow)
                fast = [rate for rate in usual if rate > usual[0] * (health.TO / health.FROM)]
                # as many as are within a factor of each other
                assert len(fast) <= len(rates) // 3 and len(slow) <= len(rates) // 3
                level = usual[-1 - len(fast)] / health.TO
                assert all(rates[n] <= max(health.GREY, 0.4) * usual[0] / health.FROM * 1.0001
                           for n in slow)  # fmt: skip
                assert level <= usual[0] / health.FROM * 1.0001
                seen["fast"] += bool(fast)
                seen["just slow enough"] += any(
                    abs(rates[n] / usual[0] - health.GREY) < 0.2 for n in slow
                )
    assert min(seen.values()) >= 5 and len(seen) == 8, seen


def named_by(rule, one: health.Trace) -> bool:
    """Whether a rule on the rates of one window, four of the last five, is wrong anywhere in a trace."""
    past: dict[str, list[bool]] = {}
    for window, (must, may) in zip(one.windows, health.verdicts(one)):
        rates = {n: rows / s for n, (rows, s) in window.items() if rows > 0}
        limit = rule(np.array(list(rates.values()))) if len(rates) > 2 else 0.0
        for node in window:
            past.setdefault(node, [])
            if node in rates and len(rates) > 2:
                past[node] = [*past[node], rates[node] < limit][-5:]
        named = {node for node in window if sum(past[node]) >= 4}
        if not must <= named <= may:
            return True
    return False


def test_rules_of_the_textbook_fail_on_many_seeds():
    """Prints on how many of the seeds each rule fails a kind of trace."""
    rules = {
        "0.6 of the median": (lambda r: 0.6 * np.median(r), None),
        "mean less three deviations": (lambda r: r.mean() - 3 * r.std(), "nearly dead"),
        "mean less two deviations": (lambda r: r.mean() - 2 * r.std(), "faint"),
        "0.6 of the mean": (lambda r: 0.6 * r.mean(), "fast"),
        "a fixed rate": (lambda r: 30_000.0, "all slow"),
    }
    failed = Counter()
    for seed in range(SEEDS):
        made = traces(rng(seed))
        for name, (rule, kind) in rules.items():
            # nodes that go and come are no matter of a rule on one window
            kinds = [kind] if kind else [kind for kind in made if kind != "leaving"]
            some = [one for kind in kinds for one in made[kind]]
            failed[name] += any(named_by(rule, one) for one in some)
    print(dict(failed))
    assert failed.pop("0.6 of the median") == 0
    assert min(failed.values()) >= 0.95 * SEEDS


@pytest.mark.parametrize("seed", range(3))
def test_clusters_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    cases = healing.enough(draw) + healing.too_few(draw, True) + healing.too_few(draw, False)
    cases += healing.common(draw) + healing.odd(draw) + healing.nothing()
    for owners, grey, warm in cases:
        after = healing.oracle(owners, grey, warm)
        assert notebook["heal"](owners, grey, warm) == after
        ill = {node for node in owners if node in grey}
        few = 3 * len(ill) <= len(set(owners))
        moved = [at for at, (was, now) in enumerate(zip(owners, after)) if was != now]
        assert moved == ([at for at, node in enumerate(owners) if node in ill] if few else [])
        held = Counter(owners)
        seen["nobody is ill"] += not ill
        seen["one is ill"] += len(ill) == 1
        seen["three are ill"] += len(ill) >= 3 and few
        seen["too many are ill"] += not few
        seen["just a third"] += few and 3 * len(ill) == len(held) > 0
        seen["no warm node"] += not warm and bool(ill) and few
        seen["too few warm ones"] += 0 < len(warm) < len(ill) and few
        seen["a warm one is grey"] += bool(grey & set(warm))
        seen["a warm one twice"] += len(set(warm)) < len(warm)
        seen["equally many slices"] += len({held[node] for node in ill}) < len(ill)
        seen["names of other lengths"] += len({len(node) for node in held}) > 1
    assert min(seen.values()) >= 1 and len(seen) == 11, seen


def test_limits_between_those_of_the_task_are_right_and_others_are_not():
    """A grey node's rate is at most 0.5625 of the median, a healthy one's at least 0.64."""
    low = health.steady(rng(), [health.GREY] + [health.FROM] * 7)
    high = health.steady(rng(), [health.FROM] + [health.TO] * 7)
    for share, right in ((0.5, False), (0.57, True), (0.63, True), (0.65, False), (0.75, False)):
        wrong = [
            named_by(lambda rates, share=share: share * np.median(rates), one) for one in low + high
        ]
        assert any(wrong) is not right, share
