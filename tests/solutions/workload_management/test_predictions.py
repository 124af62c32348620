"""What the checks of predictor and stage make, and that their bars hold on many seeds and refuse what is wrong.

The suite looks at one seed and at some answers, others every day; ``make test-all`` at all on two seeds,
``COURSE_SEEDS=100`` at all on as many as that.
"""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest

from autograder.quality import answer_files, sampling
from conftest import sample_seed
from solutions.workload_management.checks import predictions, stages
from tests.solutions.workload_management.test_workload_management_checks import (
    fails,
    notebook,  # noqa: F401
    rng,
)
from warehouse.checks import Wrong
from warehouse.workload_management import workload
from warehouse.workload_management.records import Outcome

WHOLE = sample_seed() in (sampling.ALL, sampling.EACH) or "COURSE_SEEDS" in os.environ
SEEDS = int(os.environ.get("COURSE_SEEDS", "2" if WHOLE else "1"))

#: Answers, and the one bar that each must miss.
WRONG = {
    "wrong_on_seconds": "accurate",
    "wrong_linear": "accurate",
    "wrong_few_rounds": "accurate",
    "wrong_kinds_alone": "accurate",
    "wrong_constant_spread": "unsure",
    "wrong_certainty": "unsure",
    "wrong_spread_of_seconds": "scale",
    "wrong_a_limit": "scale",
}
RIGHT = ("right_forest", "right_boosted_bag")
#: Those that are looked at. Each trains models for a second and more.
CHOSEN = (
    (*WRONG, *RIGHT)
    if WHOLE
    else (*sampling.some(WRONG, 3, sample_seed()), *sampling.some(RIGHT, 1, sample_seed()))
)


@pytest.fixture(scope="module")
def answers(notebook) -> dict:  # noqa: F811
    """(train, predict) of the reference and of some answers of the corpus, by name."""
    found = {"reference": (notebook["train"], notebook["predict"])}
    for answer in answer_files.load("workload_management"):
        if answer.exercise == "predictor" and answer.name in CHOSEN:
            names = dict(notebook)
            exec(answer.code, names)
            found[answer.name] = names["train"], names["predict"]
    assert len(found) == 1 + len(CHOSEN)
    return found


def missed(train, predict, seed: int, bar: float, log: workload.Log) -> set[str]:
    """Which of the three bars a model misses."""
    learnt = predictions.Learnt(train, predict, log, predictions.TRAINED)
    scaled = predictions.scaled(train, predict, rng(seed))
    return {
        name
        for name, check, arguments in (
            ("accurate", predictions.expect_accurate, (learnt, log, bar)),
            ("unsure", predictions.expect_unsure, (learnt, log)),
            ("scale", predictions.expect_scale, (scaled,)),
        )
        if fails(check, *arguments)
    }


def test_bars_of_the_predictor_hold_and_refuse(answers):
    """Prints how many of the seeds each answer misses each bar on."""
    failed = Counter()
    for seed in range(SEEDS):
        log = predictions.day(rng(seed))
        bar = predictions.p90_of_peer(log)
        for name, functions in answers.items():
            failed.update((name, what) for what in missed(*functions, seed, bar, log))
    print(dict(failed))
    assert not [name for name, _ in failed if name == "reference" or name in RIGHT]
    for name in WRONG.keys() & answers.keys():
        assert failed[name, WRONG[name]] >= 0.95 * SEEDS, name


@pytest.mark.parametrize("seed", range(3))
def test_a_day_has_old_and_new_templates_and_a_peer_that_learns(seed):
    log = predictions.day(rng(seed))
    old = predictions.old(log)
    assert (log.templates[: predictions.TRAINED] < predictions.TEMPLATES).all()
    assert 600 < old.sum() < 740 and len(old) == 1_000
    bar = predictions.p90_of_peer(log)
    assert 1.2 < bar < 3
    taken = predictions.taken(log)
    middle = np.full(1_000, np.exp(np.log(taken[:500]).mean()))
    errors = predictions.q_errors(middle, taken[500:])[old]
    assert np.percentile(errors, 90) > 3 * bar
    assert (errors >= 1).all()


def test_the_peer_is_the_same_each_time():
    log = predictions.day(rng(1))
    assert predictions.p90_of_peer(log) == predictions.p90_of_peer(log)


def test_a_log_in_arrays_is_the_log_again(notebook):  # noqa: F811
    """What is sent in few arrays is made into the same records over there."""
    log, seen = predictions.day(rng(2)), []

    def train(queries, outcomes):
        seen.append((queries, outcomes))

    def predict(model, queries):
        seen.append(queries)
        return np.ones(len(queries)), np.zeros(len(queries))

    predictions.Learnt(train, predict, log, 500).ask()
    (queries, outcomes), rest = seen
    assert queries == log.queries[:500] and outcomes == log.outcomes[:500]
    assert rest == log.queries[500:] and type(outcomes[0]) is Outcome
    assert [type(value) for value in rest[0].plan] == [type(v) for v in log.queries[0].plan]


@pytest.mark.parametrize(
    "got",
    [
        None,
        [np.ones(2), np.ones(2)],
        (np.ones(2), np.ones(3)),
        (np.ones(2), [1.0, 1.0]),
        (np.ones((2, 1)), np.ones(2)),
        (np.ones(2, np.float32), np.ones(2)),
        (np.ones(2, int), np.ones(2)),
        (np.array([0.0, 1.0]), np.ones(2)),
        (np.array([1.0, np.inf]), np.ones(2)),
        (np.ones(2), np.array([-0.1, 1.0])),
        (np.ones(2), np.array([np.nan, 1.0])),
    ],
)
def test_what_is_no_answer_is_told(got):
    with pytest.raises(Wrong):
        predictions.well_formed(got, 2)
    predictions.well_formed((np.ones(2), np.zeros(2)), 2)


@pytest.mark.parametrize("seed", range(4))
def test_cases_of_the_stages_have_what_they_can_have(notebook, seed):  # noqa: F811
    draw, seen = rng(seed), Counter()
    kinds = (
        {},
        {"known": True},
        {"known": True, "zero": True},
        {"ties": True},
        {"known": None},
    )
    cases = [case for kind in kinds for case in stages.cases(draw, **kind)] + stages.again(draw)
    for case in cases:
        asked: list = []
        got = notebook["stage"](case.query, *stages.models(case, asked), *case[4:])
        assert got == case.due() and asked == case.asked()
        seen[got[1]] += 1
        if case.known is not None:
            seen["a cache that knows 0"] += case.known == 0
            continue
        seconds, spread = case.said
        seen["unsure and long"] += spread > case.uncertain and seconds > case.long_seconds
        seen["unsure and short"] += spread > case.uncertain and seconds < case.long_seconds
        seen["sure and long"] += spread < case.uncertain and seconds > case.long_seconds
        seen["sure and short"] += spread < case.uncertain and seconds < case.long_seconds
        seen["just uncertain"] += spread == case.uncertain and seconds > case.long_seconds
        seen["just long"] += seconds == case.long_seconds and spread > case.uncertain
        seen["infinite"] += spread == float("inf")
        seen["limits of 0"] += case.uncertain == case.long_seconds == 0
    assert min(seen.values()) >= 1 and len(seen) == 12, seen


def test_stand_ins_write_down_whom_they_are_asked_about():
    case = stages.cases(rng(0), known=True, count=1)[0]
    asked: list = []
    cache, local, everywhere = stages.models(case, asked)
    other = case.query._replace(number=7)
    cache.predict("another"), local(other), everywhere(other), cache.observe("another", 1.0)
    assert len(set(asked)) == 4 and not set(asked) & {"cache", "local", "global"}
