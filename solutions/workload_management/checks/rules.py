"""Exercise 5: an oracle that makes a table of all firings first, and made rules and samples."""

from __future__ import annotations

import numpy as np

from warehouse.checks import run_each, same
from warehouse.workload_management.records import Rule

SEVERITY = ("abort", "hop", "log")
METRICS = ("query_execution_time", "scan_row_count", "query_cpu_time", "nested_loop_join_row_count")
NAMES = ("long", "Long", "big scan", "nested", "a", "b", "cpu", "z", "loop", "", "0", "ä")

Case = tuple[list[Rule], list[tuple[float, dict]]]


def oracle(rules: list[Rule], samples: list[tuple[float, dict]]) -> list[tuple[float, str, str]]:
    """Every (sample, severity, name) at which a rule holds, sorted; then one is taken for each sample."""
    told, done, over = [], set(), False
    for second, metrics in samples:
        holding = sorted(
            (SEVERITY.index(rule.action), rule.name)
            for rule in rules
            if rule.name not in done and not [1 for p in rule.predicates if not _holds(p, metrics)]
        )
        if holding and not over:
            severity, name = holding[0]
            told.append((second, name, SEVERITY[severity]))
            done.add(name)
            over = SEVERITY[severity] != "log"
    return told


def _holds(predicate: tuple, metrics: dict) -> bool:
    metric, operator, value = predicate
    if metric not in metrics:
        return False
    sign = (metrics[metric] > value) - (metrics[metric] < value)
    return sign == {"<": -1, "=": 0, ">": 1}[operator]


def case(
    rng: np.random.Generator,
    rules: int,
    samples: int,
    actions: tuple = ("log",),
    most: int = 1,
    missing: bool = False,
    operators: tuple = (">",),
    equal: bool = False,
    names: tuple = NAMES[:9],
) -> Case:
    """Metrics that grow by small whole numbers. ``equal``: whether they meet the values of the rules;
    ``most`` predicates of a rule; ``missing``: whether samples lack some metrics."""
    made = []
    for name in rng.permutation(names)[:rules].tolist():
        predicates = [
            (
                str(rng.choice(METRICS)),
                str(rng.choice(operators)),
                float(rng.integers(0, 7)) + (0.0 if equal else 0.5),
            )
            for _ in range(most if most < 2 else int(rng.integers(2, most + 1)))
        ]
        made.append(Rule(name, predicates, str(rng.choice(actions))))
    series, level = [], dict.fromkeys(METRICS, 0.0)
    for at in range(samples):
        for metric in METRICS:
            level[metric] += float(rng.integers(0, 3))
        there = {m: v for m, v in level.items() if not missing or rng.random() < 0.6}
        series.append((10.0 * (at + 1), there))
    return made, series


def cases(rng: np.random.Generator, count: int = 40, rules: int = 4, **kind) -> list[Case]:
    """From few rules and samples to many."""
    return [case(rng, 1 + at * rules // count, 1 + at * 6 // count, **kind) for at in range(count)]


def single(rng: np.random.Generator, **kind) -> list[Case]:
    """One rule each."""
    return [case(rng, 1, 1 + at % 6, **kind) for at in range(40)]


def three() -> list[Case]:
    """One rule of three predicates, of which each in turn never holds."""
    made = []
    for never in range(3):
        values = [99.0 if at == never else 1.0 for at in range(3)]
        predicates = [(name, ">", value) for name, value in zip(METRICS, values)]
        made.append(
            ([Rule("r", predicates, "abort")], [(10.0, dict.fromkeys(METRICS, 2.0))]),
        )
    return made


def again() -> list[Case]:
    """One rule that logs, and a metric that rises and falls."""
    rule = Rule("r", [("cpu", ">", 1.0)], "log")
    return [
        ([rule], [(10.0 * at, {"cpu": value}) for at, value in enumerate(values, 1)])
        for values in ((2.0, 2.0), (2.0, 0.0, 2.0), (0.0, 2.0, 0.0, 0.0, 3.0))
    ]


def not_measured(rng: np.random.Generator) -> list[Case]:
    """One rule each, and samples that lack metrics; one of two predicates, which hold one after the other."""
    two = Rule("two", [("cpu", ">", 1.0), ("rows", ">", 1.0)], "hop")
    return single(rng, missing=True, actions=("hop",)) + [
        ([two], [(10.0, {"cpu": 2.0}), (20.0, {"rows": 2.0})]),
        ([two], [(10.0, {"rows": 2.0}), (20.0, {"cpu": 2.0}), (30.0, {"rows": 2.0, "cpu": 2.0})]),
        # what is not there is not nothing, nor anything else
        *[
            ([Rule("none", [("cpu", op, value)], "hop")], [(10.0, {"rows": 2.0}), (20.0, {})])
            for op, value in (("<", 2.0), ("=", 0.0), ("=", 1.0), (">", -1.0))
        ],
    ]


def ties(rng: np.random.Generator) -> list[Case]:
    """Rules of one action that all hold at once, with names in no order."""
    made = []
    for at in range(16):
        names = rng.permutation(NAMES)[: 2 + at // 3].tolist()
        action = ("log", "hop", "abort")[at % 3]
        rules = [Rule(name, [("cpu", ">", 1.0)], action) for name in names]
        made.append((rules, [(10.0 * second, {"cpu": 2.0}) for second in range(1, 4)]))
    return made


def close() -> list[Case]:
    """Metrics that are next to the value, and are not it."""
    made = []
    for value, measured in ((1.0, 1.0 + 1e-12), (1e15, 1e15 + 1.0), (0.0, 1e-15), (2.0, 2.0)):
        for operator in ("=", "<", ">"):
            for one, other in ((value, measured), (measured, value)):
                rule = Rule("close", [("rows", operator, one)], "hop")
                made.append(([rule], [(10.0, {"rows": other})]))
    # whole numbers that are no floats: the nearest one is the value
    for value, measured in ((2.0**53, 2**53 + 1), (1e18, 10**18 - 1), (-(2.0**60), -(2**60) - 1)):
        for operator in ("=", "<", ">"):
            rule = Rule("whole", [("rows", operator, value)], "hop")
            made.append(([rule], [(10.0, {"rows": measured})]))
    return made


def nothing() -> list[Case]:
    rule = Rule("r", [("cpu", ">", 1.0)], "abort")
    return [([], []), ([], [(10.0, {"cpu": 9.0})]), ([rule], []), ([rule], [(10.0, {})]),
            ([rule], [(10.0, {"cpu": 9.0})])]  # fmt: skip


def most_allowed() -> list[Case]:
    """25 rules, and three predicates."""
    three = [("cpu", ">", float(n)) for n in range(3)]
    rules = [Rule(f"rule {n:02}", three, "log") for n in range(25)]
    return [(rules, [(10.0 * s, {"cpu": 9.0}) for s in range(1, 28)])]


def refused(what: str) -> list[tuple[Case, str]]:
    """(arguments, what the message names): ``"counts"``, ``"words"`` or ``"names"``."""
    good, sample = Rule("good", [("cpu", ">", 1.0)], "log"), [(10.0, {"cpu": 0.0})]
    one = ("cpu", ">", 1.0)
    bad = {
        "counts": [
            ([good, Rule("none of them", [], "log")], "none of them"),
            ([Rule("four of them", [one] * 4, "log"), good], "four of them"),
            ([good._replace(name=f"r{n}") for n in range(26)], "26"),
        ],
        "words": [
            ([good, Rule("odd action", [one], "stop")], "odd action"),
            ([good, Rule("odd operator", [one, ("cpu", ">=", 1.0)], "log")], "odd operator"),
            ([Rule("hop first", [one], "Hop")], "hop first"),
            # parts of the words, and several at once
            ([Rule("at most", [("cpu", "<=", 1.0), one], "log")], "at most"),
            ([Rule("no operator", [("cpu", "", 1.0)], "log"), good], "no operator"),
            ([Rule("no action", [one], "")], "no action"),
            ([good, Rule("part of one", [one], "lo")], "part of one"),
        ],
        "names": [
            ([good, Rule("twice", [one], "log"), Rule("twice", [one], "hop")], "twice"),
            ([Rule("apart", [one], "log"), good, Rule("apart", [one], "log")], "apart"),
        ],
    }[what]
    return [((rules, some), name) for rules, name in bad for some in (sample, [])]


def expect_told(monitor, made: list[Case]) -> None:
    due = [oracle(*one) for one in made]
    for right, (_, got) in zip(due, run_each(monitor, made)):
        same(got, right, "the actions")
