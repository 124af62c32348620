"""Segments whose constants are taken out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial

import numpy as np

from solutions.code_generation.checks.drawn import Expressions, R, constant, pick
from warehouse import plans
from warehouse.checks import generator, kept
from warehouse.code_generation.records import (
    Build,
    Compute,
    Group,
    Keep,
    Order,
    Probe,
    Read,
    Result,
    Segment,
)
from warehouse.plans import Expression

Types = dict[str, str]
#: (segment, types, the segment without its constants, these)
Case = tuple[Segment, Types, Segment, list]
NUMBERS = {name: kind for name, kind in R.items() if kind != "text"}
ONLY_TEXTS = {"t": "text", "u": "text"}
NO_TEXTS = ("in", "like", "true", "substring")


def cases(
    name: str, count: int, columns: Types, builds: Types, without: tuple = (), own: bool = False
) -> list[Case]:
    """Made once for a class. ``own``: every constant is another."""
    return kept(
        partial(_cases, name, count, columns, builds, without, own), "parameterise", name, count
    )


def _cases(
    name: str, count: int, columns: Types, builds: Types, without: tuple, own: bool
) -> list[Case]:
    rng, made = generator("parameterise", name), []
    while len(made) < count:
        constants = _others() if own else partial(constant, rng)
        segment = drawn_segment(rng, columns, builds, without, constants)
        types = columns | builds
        shape, values = taken_out(segment, types)
        if values or len(made) % 8 == 0:
            made.append((segment, types, shape, values))
    return made


def _others() -> Callable:
    count = 900

    def next_one(kind: str) -> object:
        nonlocal count
        count -= 1  # so that lists do not ascend
        if kind == "date":
            return datetime.date(1994, 1, 1) + datetime.timedelta(count)
        return {"int": count, "float": count + 0.5, "text": f"text {count}"}[kind]

    return next_one


def drawn_segment(
    rng: np.random.Generator, columns: Types, builds: Types, without: tuple, constants: Callable
) -> Segment:
    """Predicates, computed columns, and a probe with a residual where there are builds."""
    made = Expressions(rng, dict(columns), without, constants)
    steps: list = [Keep(made.condition(2))] if rng.random() < 0.7 else []
    if builds:
        made.columns = columns | builds
        residual = made.condition(2) if rng.random() < 0.8 else None
        kind = pick(rng, plans.KINDS)
        steps.append(Probe(kind, 3, [next(iter(columns))], list(builds), residual))
    if rng.random() < 0.7:
        kinds = sorted(set(columns.values()) - {"text"}) or ["bool"]
        wanted = [made.one(pick(rng, kinds), 2) for _ in range(int(rng.integers(1, 4)))]
        steps.append(Compute([f"v{at}" for at in range(len(wanted))], wanted))
    elif rng.random() < 0.5:
        steps.append(Keep(made.condition(1)))
    ends = (Result(), Build(["v0"]), Order([("v0", True, False)], 7),
            Group(["v0"], ["n"], [("count", None, False, 0)]))  # fmt: skip
    source = pick(rng, (Read("r", list(columns), list(columns)), 1, 2))
    needs = sorted({3, *([source] if isinstance(source, int) else [])})
    return Segment(source, steps, pick(rng, ends), needs)


def taken_out(segment: Segment, types: Types) -> tuple[Segment, list]:
    """What ``parameterise`` gives, found by numbering the constants as they are met."""
    values: list = []
    texts = {name for name, kind in types.items() if kind == "text"}

    def number(value: object) -> int:
        values.append(value)
        return len(values) - 1

    def of(expression: Expression) -> Expression:
        kind = expression[0]
        named = plans.columns_of(expression)
        if kind in ("in", "like", *plans.COMPARISONS) and len(named) == 1 and named & texts:
            return ["lookup", named.pop(), number(expression)]
        if kind == "column":
            return expression
        if kind == "literal":
            return ["parameter", number(expression[1])]
        if kind == "in":
            return [kind, of(expression[1]), ["parameter", number(expression[2])]]
        if kind == "case":
            return [
                kind,
                [[of(part) for part in pair] for pair in expression[1]],
                of(expression[2]),
            ]
        return [kind] + [of(part) for part in expression[1:]]

    steps: list = []
    for step in segment.steps:
        if isinstance(step, Keep):
            steps.append(Keep(of(step.predicate)))
        elif isinstance(step, Compute):
            steps.append(Compute(step.names, [of(each) for each in step.expressions]))
            pairs = zip(step.names, step.expressions)
            passed = {name for name, e in pairs if e[0] == "column" and e[1] in texts}
            # who bears a name now is what counts
            texts = texts.difference(step.names) | passed
        else:
            steps.append(step._replace(residual=step.residual and of(step.residual)))
    return segment._replace(steps=steps), values


def renamed() -> list[Case]:
    """Texts that are renamed once, twice and in a build, one of a build that is probed behind a Compute,
    and a number that is renamed."""
    asked = ["like", ["column", "v"], "a%"]
    once = Compute(["v", "n"], [["column", "t"], ["column", "a"]])
    before = Compute(["y", "x"], [["column", "t"], ["column", "a"]])
    twice = Compute(["v", "n"], [["column", "y"], ["column", "x"]])
    number = Keep(["=", ["column", "n"], ["literal", 7]])
    meets = Probe("semi", 0, ["n"], ["w"], ["<>", ["column", "v"], ["literal", "a"]])
    read = Read("r", ["t", "a"], ["t", "a"])
    types = {"t": "text", "a": "int", "w": "text"}
    every = [
        [once, Keep(asked), number],
        [before, twice, number, Keep(["not", asked])],
        [once, meets, number],
        [Probe("inner", 0, ["a"], ["w"], None), Compute(["v"], [["column", "w"]]), Keep(asked)],
        [once, Probe("inner", 0, ["n"], ["w"], None), Keep(["like", ["column", "w"], "a%"])],
    ]
    five, matched = (["<", ["column", "t"], ["literal", 5]], ["like", ["column", "a"], "a%"])
    swapped = Compute(["t", "a"], [["column", "a"], ["column", "t"]])
    every += [
        [swapped, Keep(["and", five, matched])],
        [swapped, swapped, Keep(["<", ["literal", 5], ["column", "a"]])],
        [Compute(["t"], [["+", ["column", "a"], ["literal", 1]]]), Keep(five)],
        [Compute(["a"], [["column", "t"]]), Compute(["t"], [["column", "a"]]), Keep(five)],
    ]
    # beside a column that takes a name, on either side, the name means what it did
    text, number = (
        ["=", ["column", "t"], ["literal", "x"]],
        ["=", ["column", "a"], ["literal", 5]],
    )
    every += [
        [Compute(["t", "a"], [["column", "a"], text])],
        [Compute(["a", "t"], [["column", "t"], number])],
        [Compute(["x", "t"], [text, ["column", "a"]])],
    ]
    # a text that is chosen from two was not renamed, and has no dictionary
    chosen = ["case", [[number, ["column", "t"]]], ["column", "t"]]
    every.append([Compute(["v"], [chosen]), Keep(["=", ["column", "v"], ["literal", "a"]])])
    # a residual sees the texts of the build that is probed, and what follows those of the source still
    own, both = ["like", ["column", "w"], "a%"], ["or", ["in", ["column", "w"], ["a", ""]], text]
    behind = Keep(["and", ["<", ["column", "t"], ["literal", "y"]], number])
    for kind in plans.KINDS:
        every.append([Probe(kind, 0, ["a"], ["w"], ["and", own, both]), behind])
    segments = [Segment(read, steps, Result(), [0]) for steps in every]
    return [(segment, types, *taken_out(segment, types)) for segment in segments]


def no_values() -> list[Case]:
    """An in of no values, which is one all the same; of one, of lists that are equal, and with a
    constant at its left, which comes first."""
    read = Read("r", ["a", "f"], ["a", "f"])
    none, one, real = ["in", ["column", "a"], []], ["in", ["column", "a"], [1]], ["column", "f"]
    moved = ["in", ["+", ["column", "a"], ["literal", 3]], [7, 5]]
    chosen = ["case", [[["<", ["column", "a"], ["literal", 4]], ["literal", 6]]], ["literal", 8]]
    every = [
        [Keep(none)],
        [Keep(["or", one, ["not", ["in", real, []]]]), Compute(["x"], [none])],
        [Keep(["or", moved, one])],
        [Keep(["not", ["in", chosen, [9, 2]]])],
    ]
    segments = [Segment(read, steps, Result(), []) for steps in every]
    types = {"a": "int", "f": "float"}
    return [(segment, types, *taken_out(segment, types)) for segment in segments]


def deep() -> list[Case]:
    """An expression of many floors, each with a constant."""
    asked = ["<", ["column", "a"], ["literal", 0]]
    for at in range(1, 15):
        asked = [
            "and" if at % 2 else "or",
            ["not", asked],
            ["<>", ["column", "a"], ["literal", at]],
        ]
    segment, types = Segment(Read("r", ["a"], ["a"]), [Keep(asked)], Result(), []), {"a": "int"}
    return [(segment, types, *taken_out(segment, types))]


def between() -> list[Case]:
    """A residual with constants, between two predicates that have some, too."""
    tests = [["<", ["column", name], ["literal", at]] for name, at in zip("acf", (5, 6, 7))]
    residual = ["or", tests[1], ["in", ["column", "c"], [1, 8]]]
    steps = [Keep(tests[0]), Probe("inner", 3, ["a"], ["c"], residual), Keep(tests[2])]
    segment = Segment(Read("r", ["a", "f"], ["a", "f"]), steps, Result(), [3])
    types = {"a": "int", "f": "int", "c": "int"}
    return [(segment, types, *taken_out(segment, types))]


def equal_values() -> list[Case]:
    """One value again and again, and values that Python calls equal."""
    one = ["=", ["column", "a"], ["literal", 1]]
    true = ["=", ["column", "k"], ["literal", True]]
    real = ["=", ["column", "f"], ["literal", 1.0]]
    listed = ["in", ["column", "a"], [1]]
    read = Read("r", ["a", "k", "f", "t"], ["a", "k", "f", "t"])
    every = [
        [Keep(["or", one, ["and", listed, one]]), Keep(one), Keep(listed)],
        [Keep(["or", true, ["or", real, one]]), Compute(["x"], [["literal", True]])],
    ]
    text = ["=", ["column", "t"], ["literal", "x"]]
    every.append([Keep(["or", text, ["not", text]]), Keep(text)])
    segments = [Segment(read, steps, Result(), []) for steps in every]
    types = {"a": "int", "k": "bool", "f": "float", "t": "text"}
    return [(segment, types, *taken_out(segment, types)) for segment in segments]


def nested() -> list[Case]:
    """A comparison of a text within a comparison of the same text: the outer one is looked up. Lists of
    texts that look like expressions, and a case by texts."""
    inner = ["=", ["column", "t"], ["literal", "x"]]
    asked = [["like", ["column", "t"], "a%"], ["in", ["column", "t"], ["", "b"]], inner]
    by_texts = ["case", [[each, ["literal", at]] for at, each in enumerate(asked)], ["column", "a"]]
    chosen = ["case", [[inner, ["literal", 1]]], ["literal", 0]]
    either = ["case", [[inner, ["column", "a"]]], ["column", "a"]]
    read = Read("r", ["t", "a"], ["t", "a"])
    every = [
        [Keep(["=", chosen, ["literal", 1]])],
        [Keep(["or", ["in", chosen, [1, 2]], [">", ["column", "a"], either]])],
        [Keep([">", by_texts, ["literal", 5]])],
        [Keep(["=", ["like", ["column", "t"], "a%"], ["literal", True]])],
        [Keep(["<>", ["literal", False], ["in", ["column", "t"], ["x", "y"]]])],
        [
            Keep(["in", ["column", "t"], ["column", "a"]]),
            Keep(["in", ["column", "t"], ["literal", "t"]]),
        ],
    ]
    segments = [Segment(read, steps, Result(), []) for steps in every]
    types = {"t": "text", "a": "int"}
    return [(segment, types, *taken_out(segment, types)) for segment in segments]


def refused() -> list[tuple[Segment, Types, str]]:
    """(segment, types, the word)"""
    cut = ["substring", ["column", "t"], 1, 2]
    some = ["case", [[["column", "k"], ["column", "t"]]], ["column", "u"]]
    matched = ["like", some, "a%"]
    read = Read("r", ["t", "u", "k"], ["t", "u", "k"])
    every = [
        (Compute(["x"], [cut]), "substring"),
        (Keep(matched), "like"),
        (Keep(["and", ["column", "k"], ["not", ["=", cut, ["column", "u"]]]]), "substring"),
        (Probe("semi", 0, ["k"], ["w"], matched), "like"),
        (Compute(["x"], [["case", [[["column", "k"], cut]], ["column", "u"]]]), "substring"),
        (Compute(["x"], [["case", [[["column", "k"], ["column", "u"]]], cut]]), "substring"),
        (Keep(["like", ["column", "k"], "a%"]), "like"),
    ]
    chosen, renamed = (
        Compute(["v"], [some]),
        Compute(["t", "u"], [["column", "k"], ["column", "t"]]),
    )
    behind = [
        ([chosen, Keep(["like", ["column", "v"], "a%"])], "like"),
        ([renamed, Keep(["not", ["like", ["column", "t"], "%"]])], "like"),
        ([renamed, Compute(["x"], [["substring", ["column", "u"], 1, 2]])], "substring"),
    ]
    types = {"t": "text", "u": "text", "k": "bool", "w": "text"}
    asked = [*(([step], word) for step, word in every), *behind]
    return [(Segment(read, steps, Result(), [0]), types, word) for steps, word in asked]
