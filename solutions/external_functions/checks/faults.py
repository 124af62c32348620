"""Exercise 2: the cases. Each is some batches, and what happens to each invocation in turn."""

from __future__ import annotations

import itertools
import json

import numpy as np

from solutions.external_functions.checks.calling import OTHER_ERRORS, POISON, Case
from warehouse.external_functions.endpoint import DENIED, FAULTS, FINE
from warehouse.external_functions.messages import refusal, request
from warehouse.external_functions.records import NoAnswer, ServerError, Throttled


def batches(sizes: tuple[int, ...], first: int = 0) -> list[list[tuple]]:
    """Batches of so many rows each, no two rows alike."""
    numbers = itertools.count(first)
    return [[(next(numbers), "x") for _ in range(size)] for size in sizes]


def no_faults(rng: np.random.Generator) -> list[Case]:
    """Batches of all sizes, also of none; rows alike, rows without a result, any values."""
    sizes = [(), (1,), (3,), (2, 1, 4), (0,), (0, 0), (0, 2, 0, 0, 1, 0), (1,) * 12, (40,)]
    cases = [Case(batches(some), []) for some in sizes]
    cases += [
        Case([[(None, 1), ("a", 2), (None, 3)], [(None, 4)], [(None, 5), (None, 6)]], []),
        Case(
            [[("Zürich", 'say "so"'), ("東京", "\n")], [(True, None), (1, -0.5), ("", 2**60)]], []
        ),
        Case([[("b", 1), ("a", 1)], [("b", 1)], [("a", 1), ("b", 1)]], []),
        Case(batches((2, 3)), [], retry_seconds=0.0),
    ]
    for _ in range(6):
        some = tuple(int(size) for size in rng.integers(0, 6, int(rng.integers(1, 7))))
        cases.append(Case(batches(some, int(rng.integers(1_000))), []))
    return cases


def repeated(rng: np.random.Generator) -> list[Case]:
    """Each fault one to three times, two of them ten times, at any batch; and mixed."""
    cases = []
    for fault in FAULTS:
        count, at = int(rng.integers(1, 4)), int(rng.integers(3))
        cases.append(Case(batches((2, 1, 3)), [FINE] * at + [fault] * count))
    for fault in (str(rng.choice(FAULTS[:3])), "no answer"):
        cases.append(Case(batches((1, 2)), [fault, FINE, fault]))
        cases.append(Case(batches((1, 1)), [FINE] * int(rng.integers(2)) + [fault] * 10))
    for _ in range(5):
        some = [str(fault) for fault in rng.choice([FINE, *FAULTS], int(rng.integers(3, 12)))]
        cases.append(Case(batches((1, 2, 1, 3)), some))
    return cases


def drawn(rng: np.random.Generator, seeds: int) -> list[Case]:
    """Of ten invocations one is throttled, two break, two have no answer; of the latter half after the work."""
    shares = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]
    cases = []
    for _ in range(seeds):
        some = [str(fault) for fault in rng.choice([FINE, *FAULTS], 30, p=shares)]
        cases.append(Case(batches((3,) * 5), some))
    return cases


def alike(rng: np.random.Generator) -> list[Case]:
    """Batches of equal rows, in one call and over several; with faults and without."""
    same_rows = [[("a", 1), ("b", 2)]] * 3
    other = batches((1, 2, 1))
    cases = [Case(same_rows, []), Case([[("a", 1)]] * 12, [])]
    for given in (same_rows, other, [[("a", 1)]]):
        cases.append(Case(given, [], before=2))
        cases.append(Case(given, ["no answer", FINE, "error"], before=1))
        cases.append(Case(given, ["no answer", "throttled", "error", FINE, "throttled"]))
    return cases


def paused(rng: np.random.Generator) -> list[Case]:
    """Pauses that grow, that shrink, of nothing; batches whose repetitions are counted anew."""
    cases = []
    for pauses in ((0.25,), (0.5, 1.0, 2.0), (4.0, 0.25), (0.0, 0.125), (0.0,), (1, 2, 3)):
        fault = str(rng.choice(FAULTS))
        two = [fault, fault, FINE, fault, fault, fault]
        cases.append(Case(batches((1, 2)), two, pauses=pauses))
        mixed = [str(fault) for fault in rng.choice([FINE, *FAULTS], 9, p=[0.4] + [0.12] * 5)]
        cases.append(Case(batches((1, 2, 1)), mixed, pauses=pauses))
    cases.append(Case(batches((2,)), ["throttled"] * 5, pauses=(0.25, 0.5, 1.0, 2.0, 4.0)))
    cases.append(Case(batches((1, 1)), ["error after"] * 3 + [FINE, "no answer"], before=1))
    return cases


def budgets(rng: np.random.Generator) -> list[Case]:
    """Used up exactly, by a 64th of a second more, over several batches, by one long pause, with nothing to spend."""
    cases = []
    for fault in ("throttled", str(rng.choice(FAULTS[1:3])), "no answer"):
        for count in (1, 4, 5):
            cases.append(Case(batches((2, 1)), [fault] * count, 1.0))
        spread = [fault, fault, FINE, fault, FINE, fault, fault]
        cases.append(Case(batches((1, 1, 1, 1)), spread[: int(rng.integers(6, 8))], 1.0))
    for budget in (1.0, 1.75, 1.765625, 3.0):  # of 0.25 + 0.5 + 1
        cases.append(Case(batches((1, 2)), ["throttled"] * 3, budget, (0.25, 0.5, 1.0)))
        over = ["throttled", "error", FINE, "no answer", "throttled", FINE, "error"]
        cases.append(Case(batches((1, 2, 1)), over, budget, (0.4375,)))
    # a long pause first, a short one behind it would fit
    cases.append(Case(batches((2,)), ["throttled"] * 2, 1.0, (2.0, 0.25)))
    cases.append(Case(batches((2, 1)), [FINE, "error"], 0.0))
    cases.append(Case(batches((2, 1)), ["error"] * 3, 0.0, (0.0,)))
    cases.append(Case(batches((2, 1)), ["error"] * 3, 0, (0,)))
    cases.append(Case(batches((1,)), ["no answer"] * 4, float("inf"), (64.0,)))
    cases.append(Case(batches((1, 1)), ["throttled"] * 5, 1, (0.25,), before=1))
    for _ in range(6):
        some = [str(fault) for fault in rng.choice([FINE, *FAULTS], 9, p=[0.3] + [0.14] * 5)]
        budget = int(rng.integers(0, 12)) / 4
        cases.append(Case(batches((1, 2, 1)), some, budget, (0.25,)))
    return cases


def refusals(rng: np.random.Generator) -> list[Case]:
    """A bad row first, between and last, in any batch; a failure before it; a refusal as text."""
    cases = []
    for at, place in itertools.product(range(3), range(3)):
        given = batches((3, 3, 3))
        given[at][place] = (POISON, int(rng.integers(10, 100)))
        before = [FINE] * at + [str(rng.choice(FAULTS))]
        cases.append(Case(given, before if place == (at + 1) % 3 else []))
    words = ("no such customer", "", "Zürich: Straße?", "500", "Throttled")
    for word in words:
        cases.append(Case(batches((2, 1)), [refusal(word)]))
        cases.append(Case(batches((2, 1)), [FINE, "throttled", refusal(word)]))
    both = {"success": False, "error_msg": "half done", "num_records": 2, "results": [1, 2]}
    cases.append(Case(batches((2,)), [json.dumps(both)]))
    return cases


def bad_answers(rng: np.random.Generator) -> list[Case]:
    """In place of an answer to two rows, of the first batch and of the second."""
    good = {"success": True, "num_records": 2, "results": ["a", "b"]}
    odd: list[object] = [{}, [], None, 5, "x", True, [good]]
    odd += [{**good, "success": value} for value in (None, 1, 0, "true", "false", [])]
    odd += [
        {**good, "results": value}
        for value in (None, "ab", {"a": 1, "b": 2}, [], ["a"], list("abc"), 2)
    ]
    odd += [{**good, "num_records": value} for value in (None, 0, 1, 3, "2", [1, 2])]
    odd += [
        {**good, "num_records": 1, "results": ["a"]},
        {**good, "num_records": 3, "results": list("abc")},
    ]
    for name in good:
        odd.append({key: value for key, value in good.items() if key != name})
    texts = ["", "{", "no JSON", "<html>502</html>", json.dumps(good)[:-1], json.dumps(good) + "}"]
    # a nest that Python does not read to its end raises no ValueError
    texts += ["[" * 100_000, '{"success": ' * 50_000]
    texts += [json.dumps(one) for one in odd]
    cases = [Case(batches((2, 1)), [text]) for text in texts]
    for text in texts[:: int(rng.integers(3, 5))]:
        cases.append(Case(batches((1, 2)), [FINE, "error", text]))
    return cases


def failing(rng: np.random.Generator) -> list[Case]:
    """Payloads that are too large, calls that are denied, a pause that raises, at any batch; errors of all kinds, also of
    those that pass by where an endpoint raises them."""
    cases = []
    for at in range(3):
        given = batches((1, 1, 1))
        given[at] = batches((9,), 100)[0]
        size = len(request("0" * 36, given[at])) - 1
        cases.append(Case(given, [], largest=size))
        cases.append(Case(given, [FINE] * at + [DENIED]))
        cases.append(Case(given, [FINE] * at + ["throttled", "no answer", DENIED]))
        cases.append(Case(given, [FINE] * at + ["throttled"], pause_fails=1))
        cases.append(Case(given, [FINE] * at + ["throttled"] * 5, pause_fails=3))
    cases += [Case(batches((1, 1)), [FINE, "throttled", name]) for name in OTHER_ERRORS]
    # what an endpoint's error is called may come out of pause as well, and is no failed call then
    for error in (Throttled, ServerError, NoAnswer, TimeoutError):
        cases.append(Case(batches((1, 1)), ["error"] * 2, pause_fails=2, pause_error=error))
    return cases
