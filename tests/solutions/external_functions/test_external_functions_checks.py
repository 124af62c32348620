"""The external functions lab's generators make what its tasks allow, its oracles agree with others, and its bars hold on
many seeds and refuse what is wrong."""

from __future__ import annotations

import json
import math
import os
import uuid
from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest

from autograder.paths import SOLUTIONS
from autograder.quality import changes
from autograder.quality.attack_corpus import reference
from judging import rng
from solutions.external_functions.checks import (
    calling,
    cutting,
    faults,
    likeness,
    spoiling,
    waiting,
    windows,
)
from solved import solved
from warehouse.checks import Wrong
from warehouse.external_functions.endpoint import FAULTS
from warehouse.external_functions.messages import request
from warehouse.external_functions.records import (
    BadAnswer,
    FunctionFailed,
    NoAnswer,
    ServerError,
    Throttled,
    TooLarge,
)

#: Seeds of what is drawn; more of them with the environment variable.
SEEDS = range(int(os.environ.get("COURSE_EXTERNAL_FUNCTIONS_SEEDS", "2")))
#: Seeds of exercise 6's bars, which were looked at with 100: the reference and right answers pass them all, wrong ones 5 at most.
BAR_SEEDS = range(max(4, len(SEEDS)))
NAMES = {
    "json": json, "math": math, "uuid": uuid, "request": request, "BadAnswer": BadAnswer,
    "FunctionFailed": FunctionFailed, "NoAnswer": NoAnswer, "ServerError": ServerError,
    "Throttled": Throttled, "TooLarge": TooLarge,
}  # fmt: skip


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("external_functions")


def answers(exercise: str) -> dict[str, dict]:
    """The names of each answer in the corpus of one exercise."""
    folder = SOLUTIONS / "external_functions" / "answers" / exercise
    codes = {
        name: one["code"]
        for name, one in changes.read("external_functions", folder / "changes.toml").items()
    }
    codes |= {path.stem: path.read_text() for path in folder.glob("*.py")}
    found = {}
    for name, code in codes.items():
        names = dict(NAMES)
        exec(reference("external_functions")[exercise], names)
        exec(code, names)
        found[name] = names
    return found


def fails(check, *arguments) -> bool:
    try:
        check(*arguments)
    except Exception:  # whatever an answer raises is a failure of it
        return True
    return False


def cut(seed: int) -> list[cutting.Case]:
    """All cases of exercise 1."""
    some = [*cutting.by_rows(), *cutting.at_borders(rng(seed), 120)]
    return some + [*cutting.letters(rng(seed), 60), *cutting.hundreds(rng(seed), 20)]


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_have_what_they_can_have_and_batches_agree_with_whole_payloads(notebook, seed):
    made, seen = cut(seed), Counter()
    for case in made:
        got = notebook["batches"](*case)
        assert got == cutting.due(case)
        sizes = [cutting.sent(batch) for batch in got]
        assert all(size <= case.most_bytes for size in sizes)
        assert all(len(batch) <= case.most_rows for batch in got)
        # one more row would not fit
        for batch, after in zip(got, got[1:]):
            assert len(batch) == case.most_rows or cutting.sent(batch + after[:1]) > case.most_bytes
        seen["ends by rows"] += any(len(batch) == case.most_rows for batch in got[:-1])
        seen["ends by bytes"] += any(len(batch) < case.most_rows for batch in got[:-1])
        seen["exactly the most bytes"] += case.most_bytes in sizes
        seen["one byte too many"] += any(
            len(batch) < case.most_rows and cutting.sent(batch + after[:1]) == case.most_bytes + 1
            for batch, after in zip(got, got[1:])
        )
        seen["ten rows and more"] += any(len(batch) >= 10 for batch in got)
        seen["no arguments"] += () in case.rows
        seen["not ASCII"] += any(not str(value).isascii() for row in case.rows for value in row)
        seen["null"] += any(value is None for row in case.rows for value in row)
        seen["equal rows"] += len(set(map(repr, case.rows))) < len(case.rows)
    assert min(seen.values()) >= 0.03 * len(made) and len(seen) == 9, (seen, len(made))


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_fit_nowhere_are_the_first_that_do_not(notebook, seed):
    for rows, most_rows, most_bytes, number in cutting.too_large(rng(seed)):
        sizes = [cutting.sent([row]) for row in rows]
        assert next(at for at, size in enumerate(sizes) if size > most_bytes) == number
        with pytest.raises(ValueError, match=rf"row {number}\b"):
            notebook["batches"](rows, most_rows, most_bytes)


CASES = {
    "no_faults": (calling.ended, calling.sent_right),
    "repeated": (calling.ended, calling.sent_right),
    "alike": (calling.own_ids,),
    "paused": (calling.slept,),
    "budgets": (calling.ended, calling.within),
    "refusals": (calling.ended, calling.nothing_more),
    "bad_answers": (calling.ended,),
    "failing": (calling.ended, calling.nothing_more),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_calls_end_in_every_way_and_the_reference_as_the_oracle_says(notebook, seed):
    seen, plays = Counter(), calling.Plays(notebook["call"])
    errors = {
        "results",
        "TooLarge",
        "FunctionFailed",
        "BadAnswer",
        "PermissionError",
        "ArithmeticError",
        "TimeoutError",
    }
    for name, looks in CASES.items():
        made = getattr(faults, name)(rng(seed))
        plays.expect(made, *looks, calling.sent_right)
        for case in made:
            due = calling.due(case)
            ends = due.error or "results"
            seen[ends if ends in errors else "another error"] += 1
            seen["used up exactly"] += (
                sum(seconds for _, seconds in due.slept) == case.retry_seconds
            )
            seen["several batches repeated"] += len(set(due.asked)) < len(due.asked)
            seen["three times and more"] += max(due.asked, default=0) >= 3
            seen["a batch of none"] += [] in case.batches
            seen |= Counter({fault: seen[fault] + (fault in case.faults) for fault in FAULTS})
    assert errors <= set(seen) and min(seen.values()) >= 3, seen
    plays.expect(faults.drawn(rng(seed), 20), calling.once)
    plays.expect_refused((-1, -0.5, float("nan")))


def test_new_ids_are_caught_on_nearly_every_seed():
    """In twenty draws of faults an answer is lost in at least one."""
    wrong = [
        names["call"] for name, names in answers("call").items() if name.startswith("wrong_new_id")
    ]
    assert len(wrong) == 3
    for call in wrong:
        caught = [
            fails(calling.Plays(call).expect, faults.drawn(rng(seed), 20), calling.once)
            for seed in BAR_SEEDS
        ]
        assert all(caught)


@pytest.mark.parametrize("seed", SEEDS)
def test_pauses_are_those_of_fractions(notebook, seed):
    seen = Counter()
    made = [*waiting.early(rng(seed)), *waiting.bounded(rng(seed)), *waiting.any_order(rng(seed))]
    for case in [*made, *waiting.thousands(rng(seed))]:
        got = notebook["backoff"](*case[:3], lambda case=case: case.says)
        assert type(got) is float and abs(got - waiting.due(case)) <= 1e-12 * waiting.due(case)
        bound = Fraction(case.base) * 2 ** (case.attempt - 1) if case.attempt < 3_000 else math.inf
        assert waiting.due(case) == float(
            Fraction(case.says) * Fraction(min(bound, Fraction(case.most)))
        )
        seen["by the most"] += bound > case.most
        seen["exactly the most"] += bound == case.most
        seen["below the base"] += case.most < case.base
        seen["first"] += case.attempt == 1
        seen["chance 0"] += case.says == 0
        seen["beyond floats"] += case.attempt > 1_024
    assert min(seen.values()) >= 3 and len(seen) == 6, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_alike_as_their_texts_are(notebook, seed):
    made = [*likeness.plain(rng(seed)), *likeness.types(rng(seed)), *likeness.floats(rng(seed))]
    drawn = likeness.generated(rng(seed), 80)
    seen = Counter()
    for rows in made + drawn:
        for volatility in ("STABLE", "VOLATILE"):
            sent, own = likeness.due(rows, volatility)
            texts = [json.dumps(row) for row in rows]
            if volatility == "STABLE":
                assert [json.dumps(row) for row in sent] == list(dict.fromkeys(texts))
            assert [json.dumps(sent[number]) for number in own] == texts
            got = notebook["distinct"](rows, volatility)
            assert repr(got) == repr((sent, own))
    for rows in drawn:
        texts = {json.dumps(row) for row in rows}
        seen["alike in Python alone"] += len(set(rows)) < len(texts)
        seen["equal rows"] += len(texts) < len(rows)
        seen["no two equal"] += len(texts) == len(rows)
        seen["NaN"] += any(value != value for row in rows for value in row)
        seen["several arguments"] += len(rows[0]) > 1
    assert min(seen.values()) >= 0.03 * len(drawn) and len(seen) == 5, seen


def halved(rows: int, bad: set[int], middle) -> int:
    """Calls of plain halving, cut where ``middle`` says."""
    calls, parts = 0, [(0, rows)] if rows else []
    while parts:
        begin, end = parts.pop()
        calls += 1
        if end - begin > 1 and any(begin <= one < end for one in bad):
            cut_at = middle(begin, end)
            parts += [(begin, cut_at), (cut_at, end)]
    return calls


@pytest.mark.parametrize("middle", [lambda a, b: (a + b) // 2, lambda a, b: (a + b + 1) // 2])
def test_halving_keeps_within_the_bound_wherever_the_bad_rows_are(middle):
    def bound(rows: int, bad: int) -> int:
        return 1 + (2 * bad * (math.ceil(math.log2(rows / bad)) + 1) if bad else 0)

    for rows in range(1, 11):
        for count in range(rows + 1):
            for bad in combinations(range(rows), count):
                assert halved(rows, set(bad), middle) <= bound(rows, count)
    for seed in range(300):
        rows = int(rng(seed).integers(11, 1_500))
        count = int(rng(seed).choice([1, 2, 3, 10]))
        bad = set(rng(seed).choice(rows, count, replace=False).tolist())
        assert halved(rows, bad, middle) <= bound(rows, count)


@pytest.mark.parametrize("seed", SEEDS)
def test_batches_have_bad_rows_everywhere(notebook, seed):
    plays, seen = spoiling.Plays(notebook["isolate"]), Counter()
    made = [*spoiling.small(rng(seed)), *spoiling.nulls(rng(seed)), *spoiling.sized(rng(seed))]
    plays.expect(made, spoiling.few_calls, spoiling.once)
    plays.expect(spoiling.mended(rng(seed)), spoiling.right)
    plays.expect_errors(spoiling.failing(rng(seed)))
    for case in made:
        bad = [number for number, row in enumerate(case.batch) if case.is_bad(row)]
        seen["none bad"] += not bad
        seen["one bad"] += len(bad) == 1
        seen["several"] += len(bad) > 1
        seen["all"] += len(bad) == len(case.batch)
        seen["first"] += 0 in bad
        seen["last"] += len(case.batch) - 1 in bad
        seen["beside each other"] += any(one + 1 in bad for one in bad)
        seen["hundreds"] += len(case.batch) >= 96
    assert min(seen.values()) >= 4 and len(seen) == 8, seen


def judge(make: type, seed: int) -> None:
    """All of exercise 6's games."""
    drawn = rng(seed)
    for case in (windows.steady, windows.dip, windows.rise, windows.outage):
        windows.expect(make, case(drawn))
    for most in (1, 2, 5, 9, 20):
        windows.expect(make, windows.above(most))
    windows.expect_apart(make, drawn)


def test_windows_that_follow_pass_on_every_seed(notebook):
    right = {
        name: names["Window"]
        for name, names in answers("window").items()
        if name.startswith("right_")
    }
    assert len(right) >= 2
    for make in (notebook["Window"], *right.values()):
        for seed in BAR_SEEDS:
            judge(make, seed)


def test_windows_that_do_not_are_caught_on_nearly_every_seed():
    for name, names in answers("window").items():
        if name.startswith("wrong_") and name not in (
            "wrong_most_unseen",
            "wrong_nought_allowed",
            "wrong_most_raised",
        ):
            caught = sum(fails(judge, names["Window"], seed) for seed in BAR_SEEDS)
            assert caught >= 0.95 * len(BAR_SEEDS), (name, caught)


def test_a_window_s_story_says_its_limits_and_sizes():
    case = windows.dip(rng())
    with pytest.raises(Wrong, match="throttled") as caught:
        windows.expect(
            type(
                "Window",
                (),
                {"__init__": lambda self, most: None, "next": lambda self, ok, bad: 40},
            ),
            case,
        )
    assert "from round 61 on" in caught.value.given and "40, 40" in caught.value.given
