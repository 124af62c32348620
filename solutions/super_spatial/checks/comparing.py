"""Exercise 2: pairs of values, and what is due for them."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np

from solutions.super_spatial.checks import owners
from solutions.super_spatial.checks.paths import document
from warehouse.checks import raises, run_each, same
from warehouse.super_spatial.records import OPERATORS

EQUALITY, ORDER = OPERATORS[:2], OPERATORS[2:]
Pair = tuple[object, object]

SAMPLES = (True, False, 0, 1, -0.5, 1.0, 2**53 + 1, "", "0", "1", "true", " ", [], [1], ["1"], [None], {},
           {"1": 1}, {"a": None}, "[]", "{}")  # fmt: skip


def canonical(value: object) -> object:
    """A value that is hashable and equal to that of another value where the two are equal by the task: the oracle's
    own way, by exact fractions and sorted names."""
    if value is None:
        return ("0 null",)
    if isinstance(value, bool):
        return ("1 boolean", int(value))
    if isinstance(value, (int, float)):
        return ("2 number", Fraction(value))
    if isinstance(value, str):
        while value.endswith(" "):
            value = value[:-1]
        return ("3 text", tuple(map(ord, value)))
    if isinstance(value, list):
        return ("4 array", tuple(map(canonical, value)))
    return ("5 object", frozenset((name, canonical(part)) for name, part in value.items()))


def due(op: str, a: object, b: object) -> bool | None:
    if a is None or b is None:
        return None
    one, other = canonical(a), canonical(b)
    if op in ("=", "<>"):
        return (one == other) is (op == "=")
    if one[0] != other[0] or one[0][0] in "45":
        return None
    sign = (one[1] > other[1]) - (one[1] < other[1])
    return sign in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[op]


def expect(
    compare: Callable, pairs: list[Pair], operators: tuple[str, ...] = OPERATORS, some: int = 1
) -> None:
    """Every pair by every operator, in both orders; none twice. ``some``: by one operator of so many, in turns, but those
    that look like each other."""
    asked = [
        (op, *pair)
        for number, one in enumerate(pairs)
        for op in (operators if some == 1 or alike(*one) else operators[number % some :: some])
        for pair in (one, one[::-1])
    ]
    cases = list({repr(case): case for case in asked}.values())
    for (op, a, b), got in run_each(compare, cases):
        right = due(op, a, b)
        if got is not right:  # the message costs more than all else
            same(got, right, f"whether {short(a)} {op} {short(b)}")


def look(value: object) -> str:
    """What is alike for those that Python, or somebody in a hurry, takes for one another."""
    while isinstance(value, (list, dict)) and len(value) == 1:
        (value,) = value
    text = unicodedata.normalize("NFC", str(value or "").strip(" ").lower())
    return {"1.0": "1", "true": "1", "[]": "", "{}": "", "0": ""}.get(text, text)


def alike(a: object, b: object) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        near = isinstance(a, float) and isinstance(b, float) and math.isclose(a, b)
        return repr(a) != repr(b) and (near or float_or_self(a) == float_or_self(b))
    return repr(a) != repr(b) and look(a) == look(b)


def float_or_self(number: float) -> float:
    return float(number) if abs(number) < 2**64 else number


def short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 200 else text[:200] + "..."


#: Beside those of which nothing is known, one that anybody can answer: who says None to all of them has done nothing.
KNOWN: list[Pair] = [(3, 4)]


def nulls() -> list[Pair]:
    return [*KNOWN, (None, None), *((None, value) for value in SAMPLES)]


def two_types() -> list[Pair]:
    """All pairs of samples whose types differ; True and 1, a number and its text, the empty ones."""
    return [
        (a, b)
        for at, a in enumerate(SAMPLES)
        for b in SAMPLES[at + 1 :]
        if canonical(a)[0] != canonical(b)[0]
    ]


def numbers() -> list[Pair]:
    """Whole numbers and floats, equal, neighbours, beyond what a float holds, and zeros of both signs."""
    values = [0, -0.0, 1, 1.0, -1.5, 0.1, 2**53, 2**53 + 1, float(2**53), 2**63, float(2**63), 10**400,
              1e308, 5e-324, 9, 10]  # fmt: skip
    near = [(0.1 + 0.2, 0.3), (1.0, 1.0 + 2**-52)]
    return [*combinations_with_replacement(values, 2), (0.0, -0.0), *near]


def booleans() -> list[Pair]:
    return list(combinations_with_replacement((False, True), 2))


def texts() -> list[Pair]:
    """Texts that differ by blanks at the end, by blanks elsewhere, by other space, and by their letters."""
    values = ["", " ", "P", "P ", "P  ", " P", "P\t", "P\u00a0", "P \t", "P Q", "PQ", "p", "10", "9", "ä", "z",
              "\U0001f4a7", "\uffff", "P\x00", "\t"]  # fmt: skip
    return [*combinations_with_replacement(values, 2), ("ä", "a\u0308")]


def wrapped(pairs: list[Pair]) -> list[Pair]:
    """Each pair in arrays and objects: first, in the middle, last, and four deep."""
    ways = [
        lambda value: [value],
        lambda value: [0, value, "x"],
        lambda value: {"k": value},
        lambda value: {"x": 1, "k": value, "y": [None]},
        lambda value: [[{"k": [value]}]],
        lambda value: [*range(10), value],
    ]
    return [
        (way(a), way(b))
        for at, (a, b) in enumerate(pairs)
        for way in (ways[at % 6], ways[(at + 3) % 6])  # an array at least, of every pair
    ]


def deep() -> list[Pair]:
    inside = [(None, None), (None, 0), (None, False), (None, ""), (None, []), (None, {}), (True, 1), (False, 0),
              (1, 1.0), (0, -0.0), (0.0, -0.0), (0.1 + 0.2, 0.3), (1, 2),
              (2**53 + 1, float(2**53)), ("1", 1), ("a", "a "), ("a ", "a  "),
              ("a", "a\t"), (" a", "a"), ("", " "), ("a", "A"), ("ä", "a\u0308"), ([], {}), ([], []), ({}, {}), ("x", "y"),
              (True, True), (True, False), (1.0, True)]  # fmt: skip
    pairs = wrapped(inside)
    for one, other in ((1, 1.0), (1, True), (None, None), (None, 0), ("a", "a "), ("a", "b")):
        a, b = one, other
        for level in range(48):
            a, b = ([a], [b]) if level % 3 else ({"k": a, "l": 0}, {"l": 0, "k": b})
        pairs.append((a, b))
    wide = {f"c{number}": number for number in range(12)}
    pairs += [
        (wide, dict(reversed(wide.items()))),
        (wide, wide | {"c11": 12}),
        (wide, wide | {"c11": True}),
    ]
    pairs += [
        ([1, 2], [2, 1]), ([1, 2], [1, 2, 3]), ([1], [1, None]), ([], [None]), ([1, 1], [1]), ([1, 2], [1, 2]),
        ([[1], [2]], [[2], [1]]), ([[1, 2]], [[1], [2]]), ([1, 1, 2], [1, 2, 2]), ([[None], 1], [[None], 1]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"a": 1, "b": 2}, {"a": 2, "b": 1}), ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1, "b": 2}), ({"a": 1}, {"a": 1, "b": None}), ({"a": None}, {}), ({"a": None}, {"b": None}),
        ({"a": 1}, {"a ": 1}), ({"a": 1}, {"A": 1}), ({"": 1}, {" ": 1}), ({"ä": 1}, {"a\u0308": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}), ([{"a": 1, "b": 2}], [{"b": 2, "a": 1}]),
        ({"a": [1, 2]}, {"a": [2, 1]}), ([[0]], [{"0": 0}]), ([["a", 1]], [{"a": 1}]),
    ]  # fmt: skip
    return pairs


def no_order() -> list[Pair]:
    values = [[], [1], [2], [1, 2], [[]], ["a"], [None], [True]]
    objects = [{}, {"a": 1}, {"a": 2}, {"b": 1}, {"a": None}, {"a": {}}]
    return [
        *KNOWN,
        *combinations_with_replacement(values, 2),
        *combinations_with_replacement(objects, 2),
    ]


def shuffled(value: object, rng: np.random.Generator) -> object:
    """An equal value: attributes in another order, blanks at the ends of texts, whole numbers as floats."""
    if type(value) is dict:
        names = [str(name) for name in rng.permutation(list(value))] if value else []
        return {name: shuffled(value[name], rng) for name in names}
    if type(value) is list:
        return [shuffled(part, rng) for part in value]
    if type(value) is str:
        return value + " " * int(rng.integers(3))
    if type(value) is int and abs(value) < 2**53:
        return float(value)
    return value


def changed(value: object, rng: np.random.Generator) -> object:
    """The value with one part of it changed, mostly to something like it."""
    if type(value) in (dict, list) and value:
        at = int(rng.integers(len(value)))
        if type(value) is list:
            if rng.random() < 0.2:
                return value[:at] + value[at + 1 :]
            return [changed(part, rng) if spot == at else part for spot, part in enumerate(value)]
        if rng.random() < 0.2:
            return {name: part for spot, (name, part) in enumerate(value.items()) if spot != at}
        return {
            name: changed(part, rng) if spot == at else part
            for spot, (name, part) in enumerate(value.items())
        }
    if type(value) is bool:
        return int(value)
    if type(value) in (dict, list):
        return None
    return {None: False, "": None, 1: True, 0: False, 1.5: "1.5"}.get(value, "other")


def generated(rng: np.random.Generator) -> dict[str, list[Pair]]:
    """Pairs of samples, and of numbers, texts and small documents, by what they are: ``null``, ``types``, or the type of
    both."""
    pairs = []
    for _ in range(28):
        a, b = (SAMPLES[int(rng.integers(len(SAMPLES)))] for _ in range(2))
        pairs.append((a, b))
        some = rng.integers(-3, 4, 2).tolist()
        pairs.append((some[0], some[1] / 2))
        letters = [
            "".join("ab Z"[at] for at in rng.integers(0, 4, int(rng.integers(0, 4))))
            for _ in range(2)
        ]
        pairs.append((letters[0], letters[1]))
        pairs.append((document(rng, 2), document(rng, 2)))
        value = document(rng, 3)
        pairs += [(value, shuffled(value, rng)), (value, changed(value, rng))]
    found: dict[str, list[Pair]] = {}
    for a, b in pairs:
        kinds = {canonical(a)[0][2:], canonical(b)[0][2:]}
        what = "null" if "null" in kinds else "types" if len(kinds) > 1 else kinds.pop()
        found.setdefault(what, []).append((a, b))
    return found


def expect_changed(compare: Callable) -> None:
    """Arrays and objects that are others when they are asked again."""
    pairs: list[Pair] = [
        ([1, [2]], [1, [3]]),
        ({"a": [1]}, {"a": [2]}),
        ({"a": 1}, {"a": 1, "b": 2}),
    ]
    changes = [((op, a, b), (op, a, a)) for a, b in pairs for op in EQUALITY]
    changes += [((op, a, a), (op, b, a)) for a, b in pairs for op in EQUALITY]
    owners.expect(compare, due, changes)


def expect_refused(compare: Callable) -> None:
    for op in (
        "==",
        "!=",
        "",
        "< ",
        " =",
        "=<",
        "=>",
        "<<",
        "><",
        "is",
        "!",
        "like",
        "≤",
        "<=>",
        "<>=",
        ",",
        "<>,",
    ):
        for a, b in ((1, 1), (None, 1), (1, None), (None, None), ("a", 1), ([], {}), ([1], [1])):
            raises(ValueError, compare, op, a, b, naming=op)
