"""Exercise 1: documents, and paths into them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from solutions.super_spatial.checks import owners
from warehouse.checks import raises, run, run_each, same

#: A value, the steps, what they find, and the first of them that finds nothing (by its place).
Case = tuple[object, list, object, int | None]

NAMES = ("a", "A", "", " ", "a.b", "0", "-1", "ä", "日", "__len__", "keys", "a b", "[0]", "None")
LEAVES = (None, False, True, 0, 1, -1, 2**70, 0.0, -0.0, 1.5, "", "a", "ab", "0", [], {}, [None],
          {"": None}, [[]], {"a": {}}, [0, False], {"a": False})  # fmt: skip


def place(value: object, steps: list, everything: dict | None = None) -> Case:
    """What is due, by another way than the reference: all paths of the value are written down (``everything``, where it
    is known), and looked up."""
    everything = everything or dict(every_path(value, ()))
    for number in range(1, len(steps) + 1):
        if keyed(steps[:number]) not in everything:
            return value, steps, None, number - 1
    return value, steps, everything[keyed(steps)], None


def keyed(steps: list) -> tuple:
    return tuple((type(step).__name__, step) for step in steps)


def every_path(value: object, way: tuple):
    yield way, value
    parts = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if isinstance(value, list) else parts
    for step, part in parts:
        yield from every_path(part, (*way, (type(step).__name__, step)))


#: Among paths that find nothing, one that does: who says None to all of them has done nothing.
KNOWN = [place({"known": 3}, ["known"])]


def expect(navigate: Callable, cases: list[Case]) -> None:
    """Lax: alternately without the third argument and with False; steps alternately as a list and a tuple."""
    given, cases = [], list({repr(case): case for case in cases}.values())
    for at, (value, steps, _, _) in enumerate(cases):
        path = tuple(steps) if at % 2 else list(steps)
        given.append((value, path, False) if at % 3 else (value, path))
    for (_, _, due, _), (arguments, got) in zip(cases, run_each(navigate, given)):
        same(got, due, f"what {list(arguments[1])!r} finds in {arguments[0]!r}")


def expect_changed(navigate: Callable) -> None:
    """A document that is another one when it is asked again."""
    one, other = {"a": [5, {"b": 6}]}, {"a": [7, {"b": 8, "c": 9}, 5]}
    steps = (["a", 0], ["a", 1, "b"], ["a", 1, "c"], ["a", 2], [])
    changes = [
        ((value, path), (then, path))
        for value, then in ((one, other), (other, one))
        for path in steps
    ]
    changes += [
        ((*before, True), (*after, True))
        for before, after in changes
        if before[1] in (["a", 0], ["a", 1, "b"])
    ]
    owners.expect(navigate, lambda value, path, strict=False: place(value, path)[2], changes)


def expect_strict(navigate: Callable, cases: list[Case]) -> None:
    for value, steps, due, missed in cases:
        if missed is None:
            same(run(navigate, value, steps, True), due, f"what {steps!r} finds in {value!r}")
        else:
            raises(LookupError, navigate, value, steps, True, naming=str(steps[missed]))


def found() -> list[Case]:
    """Every leaf behind no step, one, two, twelve and fifty, of each kind and of both in turn."""
    cases = []
    for at, leaf in enumerate(LEAVES):
        name = NAMES[at % len(NAMES)]
        cases += [
            place(leaf, []),
            place({name: leaf, "other": "not this"}, [name]),
            place(["not this", leaf, "nor this"], [1]),
            place([leaf], [0]),
            place([*range(11), leaf], [11]),
            place({"x": [5, {name: leaf}]}, ["x", 1, name]),
            place([[leaf]], [0, 0]),
            place({name: {name: leaf}}, [name, name]),
        ]
        deep, steps = leaf, []
        for level in range(50 if at % 11 == 0 else 12):
            deep = {name: deep} if level % 2 else ["no", deep]
            steps.insert(0, name if level % 2 else 1)
        cases.append(place(deep, steps))
    return cases


def absent() -> list[Case]:
    """Objects without the attribute, and with others of nearly its name; a part of the name, names joined by dots,
    and ways into the object as other languages write them."""
    value = {
        "Name": 1,
        "name ": 2,
        "na": 3,
        "name.x": 4,
        "names": 5,
        "ä": 6,
        "1": 7,
        "a.b": {"c": 8},
    }
    steps = [["name"], ["NAME"], [" name"], ["nam"], ["x"], [""], ["n"], ["a\u0308"], ["a", "b"],
             ["a.b.c"], ["name", "x"], ["Name", "name"], ["a.b", "d"], ["a.b", "c", "c"], ["01"]]  # fmt: skip
    cases = [place(value, each) for each in steps]
    cases += [*KNOWN, *(place({}, [name]) for name in NAMES)]
    cases += [place({"a": value}, ["a", *each]) for each in steps[:4]]
    cases += [place({"items": 3}, [name]) for name in ("keys", "get", "__class__", "items")]
    nested = {"x": {"y": {"z": 1}, "z": [5]}}
    ways = ("x.y", "x/y", "x.y.z", "/x/y", "$.x", "x[y]")
    cases += [place(nested, [way]) for way in ways]
    cases += [place(nested, ["x", way]) for way in ("y.z", "y/z", "z[0]", "z.0", "/z/0")]
    return [*cases, place(value, ["name "]), place(value, ["1"]), place(value, ["a.b", "c"])]


def outside() -> list[Case]:
    """Arrays of no element, one, two and twelve, and indices on both sides of their ends."""
    cases = list(KNOWN)
    for length in (0, 1, 2, 12):
        array = [f"element {number}" for number in range(length)]
        for index in sorted({-length - 1, -length, -2, -1, length - 1, length, length + 1, 2**70}):
            cases += [place(array, [index]), place({"a": [array]}, ["a", 0, index])]
            cases.append(place([array, 5], [0, index, 0]))
    return cases


def other_types() -> list[Case]:
    """Either kind of step at every kind of value, at the end and with more steps behind it."""
    values = [None, True, False, 0, 1, 7, 1.5, "", "a", "0a", {"a": 1, "0": 2}, {}, [], ["a", "0"],
              [{"a": 1}], [["a"]], {"a": [1]}, 2**70, [["a", 5]], [{"0": 1}]]  # fmt: skip
    steps = ["a", "0", "", 0, 1, -1, "__len__"]
    cases = [place(value, [step]) for value, step in product(values, steps)]
    cases += [
        place({"x": value}, ["x", step, "a"]) for value, step in product(values[::2], steps[:4])
    ]
    cases += [place([value], [0, step, 0]) for value, step in product(values[1::2], steps[:4])]
    return KNOWN + [case for case in cases if becomes(case) == "other"]


def all_kinds() -> list[Case]:
    """Paths that find something and paths that do not, at the first step, in the middle and at the end; each step of
    a path is another, so that a message tells which was meant."""
    value = {
        "user": {"name": "Kim", "mail": None},
        "items": [{"price": 5}, {"price": None}, 7, [None, [0]]],
    }
    steps = [[], ["user"], ["user", "mail"], ["items", 1, "price"], ["items", 3, 0], ["items", 3, 1, 0],
             ["nobody", "name", 31], ["user", "age", 32, "x"], ["user", "mail", "host"], ["items", 44],
             ["items", 2, "price"], ["user", 55, "name"], ["items", "price", 0],
             ["user", "name", 0], ["items", 1, "price", "cents"], ["items", 3, 1, 66], ["items", 3, 77]]  # fmt: skip
    cases = [place(value, each) for each in steps]
    cases += [place(leaf, ["first", "second"]) for leaf in (None, 0, "", [], {}, [1], "first")]
    for length in (1, 3, 12):
        array = [f"element {number}" for number in range(length)]
        cases += [place(array, [index]) for index in {-length - 1, -length, -1, length, length - 1}]
        cases += [place({"a": [array]}, ["a", 0, index, "x"]) for index in {-length, -1, length}]
    texts: list = ["", "a", "0a", 7, True, None, 1.5]
    cases += [place(value, [step]) for value in texts for step in (0, -1, "a", "0")]
    cases += [place(["a", "0"], ["0"]), place([{"a": 1}], ["a"]), place({"a": 1, "0": 2}, [0])]
    cases += [place({"Name": 1, "na": 2, "": 3}, [name]) for name in ("name", "n", " ", "Name ")]
    return cases + [place(leaf, []) for leaf in LEAVES]


def expect_refused(navigate: Callable) -> None:
    value = {"a": [10, [20, 30]]}
    for bad in (True, False, None, 1.0, 0.0, 2.0, b"a", ("a",), ["a"]):
        for strict in (False, True):
            for path in (
                [bad],
                ["a", bad],
                ["a", 1, bad],
                ["b", bad],
                ["a", 9, "c", bad],
                [0, bad, "a"],
            ):
                raises(TypeError, navigate, value, path, strict, naming=str(bad))
    raises(TypeError, navigate, None, ["a", 1.5], naming="1.5")
    for number in (np.int64(1), np.uint8(1), np.float64(1)):
        raises(TypeError, navigate, value, ["a", number], naming="1")


def document(rng: np.random.Generator, deep: int = 4) -> object:
    """A value of any type, objects and arrays with nought to four parts."""
    kind = rng.random()
    if deep == 0 or kind < 0.25:
        return LEAVES[int(rng.integers(14))]
    if kind < 0.6:
        return [document(rng, deep - 1) for _ in range(int(rng.integers(0, 5)))]
    names = rng.permutation(len(NAMES))[: int(rng.integers(0, 5))]
    return {NAMES[at]: document(rng, deep - 1) for at in names}


def generated(rng: np.random.Generator) -> dict[str, list[Case]]:
    """Documents; some of the paths that are there, and the same with a step changed or one more. By what becomes of
    them: ``found``, and where a step finds nothing ``absent``, ``outside`` or ``other``."""
    cases: dict[str, list[Case]] = {"found": [], "absent": [], "outside": [], "other": []}
    for _ in range(30):
        value = document(rng)
        everything = dict(every_path(value, ()))
        ways = [[step for _, step in way] for way in everything]
        for at in rng.permutation(len(ways))[:4]:
            steps = ways[at]
            more = [
                [*steps, int(rng.integers(-2, 3))],
                [*steps, NAMES[int(rng.integers(len(NAMES)))]],
            ]
            if steps:
                swapped = NAMES[int(rng.integers(len(NAMES)))], int(rng.integers(-2, 6))
                spot = int(rng.integers(len(steps)))
                more.append([*steps[:spot], swapped[int(rng.integers(2))], *steps[spot + 1 :]])
            for each in (steps, *more):
                case = place(value, each, everything)
                cases[becomes(case, everything)].append(case)
    return cases


def becomes(case: Case, everything: dict | None = None) -> str:
    value, steps, _, missed = case
    if missed is None:
        return "found"
    where = place(value, steps[:missed], everything)[2]
    if type(where) is dict and type(steps[missed]) is str:
        return "absent"
    return "outside" if type(where) is list and type(steps[missed]) is int else "other"
