"""Exercise 4: documents, and which of their paths become columns."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from solutions.super_spatial.checks import owners
from warehouse.checks import raises, run_each, same
from warehouse.super_spatial.records import KINDS, Column

Case = tuple[list, float, int]

#: Of every kind, its ends among them; and values that have none.
OF_KIND = {
    "bool": (True, False),
    "int": (0, 1, -1, 2**63 - 1, -(2**63), 2**53 + 1),
    "float": (0.0, -0.0, 1.0, 1.5, 1e300, float(2**63)),
    "str": ("", "a", "1", "true", "ä", "null", " "),
}
OF_NONE = (None, 2**63, -(2**63) - 1, 10**30, [], [1], {}, ["a"], [{"a": 1}])


def kind_of(value: object) -> str | None:
    if value is True or value is False:
        return "bool"
    if isinstance(value, int):
        return "int" if value.bit_length() < 64 or value == -(2**63) else None
    return {float: "float", str: "str"}.get(type(value))


def due(documents: list, share: float, at_most: int) -> list[Column]:
    """Document by document all paths are written down with their kinds; then path by path all documents are asked."""
    flat = []
    for document in documents:
        kinds, waiting = {}, [((), document)]
        while waiting:
            way, value = waiting.pop()
            if isinstance(value, dict):
                waiting += [((*way, name), part) for name, part in value.items()]
            elif way:
                kinds[way] = kind_of(value)
        flat.append(kinds)
    found = []
    for path in {path for kinds in flat for path in kinds}:
        its = [kinds.get(path) for kinds in flat]
        counts = [its.count(kind) for kind in KINDS]
        most = max(counts)
        if most and most / len(documents) >= share:
            found.append((-most, path, KINDS[counts.index(most)]))
    return [Column(path, kind) for _, path, kind in sorted(found)[:at_most]]


def at(value: object, path: tuple) -> object:
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return value


def expect(choose_paths: Callable, cases: list[Case]) -> None:
    for (documents, share, at_most), got in run_each(choose_paths, cases):
        same(got, due(documents, share, at_most), f"the columns, share {share}, at most {at_most},")


def kinds() -> list[Case]:
    """Each value alone, several of a kind, each kind beside what is nearly of it, and beside more
    values that have none."""
    cases: list[Case] = []
    for kind, values in OF_KIND.items():
        cases += [([{"a": value}], 1.0, 5) for value in values]
        cases += [([{"a": value} for value in values], 1, 5)]
        for other, theirs in OF_KIND.items():
            if other != kind:
                mixed = [{"a": value} for value in (*values[:2], theirs[1])]
                cases += [(mixed, 0.6, 5), (mixed, 0.7, 5)]
        for none in OF_NONE:
            mixed = [{"a": each} for each in (values[0], none, none, values[-1], none)]
            cases.append((mixed, 0.4, 5))
    cases += [([{"a": none, "b": 1}, {"b": 2}], 0.1, 9) for none in OF_NONE]
    return cases + [([{"a": none} for none in OF_NONE] + [{"b": 1}], 0.05, 9)]


def places() -> list[Case]:
    """Paths of one name up to twelve, all names, nothing in arrays, a name with a value here and an object there."""
    deep: object = 5
    for name in "lkjihgfedcba" * 4:
        deep = {name: deep}
    documents = [
        [deep],
        [{"a": {"b": {"c": 1, "d": {"e": "x"}}, "f": True}, "g": 1.5}],
        [{"a.b": 1, "a": {"b": "x", "": {"": 2}}, "": 3, " ": 4, "0": 5, "ä": {"日": 6}}],
        [{"a": [{"b": 1}, 2], "c": {"d": [3, {"e": 4}]}, "f": [[{"g": 5}]], "h": 1}],
        [{"a": 1}, {"a": {"b": 1}}, {"a": {"b": 2}}, {"a": {"b": {"c": 1}}}, {"a": [1]}],
        [{"a": {"b": 1}}, 5, None, "a", [{"a": 1}], [], True, {}, 1.5, {"a": {"b": 2}}],
        [{"a": {}, "b": {"c": {}}, "d": 1}],
        [[1, 2], [{"a": 1}], {"a": "x"}, {"0": 1}, {"0": 2}],
        [{"a": 1, "b": {"a": 1, "b": {"a": 1}}}],
    ]
    return [(each, share, 20) for each in documents for share in (0.01, 0.4)]


def mixed(rng: np.random.Generator) -> list[Case]:
    """A path whose values are of two kinds, three and four, as many of each or not, in every order."""
    cases: list[Case] = []
    value = {kind: values[1] for kind, values in OF_KIND.items()}
    for one in KINDS:
        for other in KINDS:
            if one != other:
                many = ((11, 12),) if KINDS.index(other) == KINDS.index(one) + 1 else ()
                for counts in ((1, 1), (2, 1), (1, 2), (5, 5), *many):
                    its = [value[one]] * counts[0] + [value[other]] * counts[1]
                    documents = [{"x": {"y": each}, "z": 1} for each in its]
                    cases += [(documents, 0.01, 9), (documents[::-1], 0.5, 9)]
    for order in (KINDS, KINDS[::-1], ("str", "int", "bool", "float")):
        documents = [{"x": value[kind]} for kind in order]
        cases += [(documents, 0.25, 9), (documents, 0.26, 9), (documents + documents[-1:], 0.25, 9)]
    # a path's other kinds do not add to its count: neither to the share nor to the order
    thirds = [{"a": each, "b": 1} for each in (1, "x", 1.5)]
    cases += [(thirds, 0.3, 9), (thirds, 0.4, 9), (thirds, 0.3, 1)]
    several = [
        {"a": 1, "b": 1},
        {"a": 2, "b": 1},
        {"a": "x"},
        {"a": "y"},
        {"b": 2},
        {"a": 1.5},
        {"a": None},
    ]
    cases += [(several, 0.1, 1), (several, 0.4, 9), (several * 3, 0.1, 9)]
    return cases + generated(rng, mixed=True)


def shares() -> list[Case]:
    """Counts just at the share, one below and one above, of three documents up to hundreds; some have nothing."""
    cases: list[Case] = []
    for total in (3, 7, 10, 30, 100):
        for percent in (7, 14, 28, 55, 57, 70, 100) if total < 100 else (14, 55, 57):
            border = -(-total * percent // 100)
            for count in {max(border - 1, 0), border, min(border + 1, total)}:
                empty = [{}, None, {"b": None}, [1]]
                documents = [{"a": n} for n in range(count)]
                documents += [empty[n % 4] for n in range(total - count)]
                cases.append((documents, percent / 100, 9))
    thirds: list = [{"a": 1}, {}, {}]
    cases += [(thirds, 1 / 3, 9), (thirds, float(np.nextafter(1 / 3, 1)), 9)]
    cases += [([{"a": 1}] * 2, 1, 9), ([{"a": 1}, {}], 1, 9), ([{"a": 1}, {}], 5e-324, 9)]
    return cases + [([{"a": 1}] + [{}] * 299, 1 / 300, 9), ([{"a": 1}] + [{}] * 300, 1 / 300, 9)]


NAMES = ("a", "b", "c", "a.b", "", "B")


def document(
    rng: np.random.Generator, deep: int = 3, ends: bool = True, mixed: bool = True
) -> dict:
    """An object of nought to four attributes of all kinds; the same names come at every depth. ``ends``: whether values
    at the ends of their kinds are among them; ``mixed``: whether one name has values of several kinds."""
    made: dict = {}
    for number in rng.permutation(len(NAMES))[: int(rng.integers(0, 5))].tolist():
        dice = rng.random()
        if dice < 0.3 and deep:
            made[NAMES[number]] = document(rng, deep - 1, ends, mixed)
        elif dice < 0.45:
            none = OF_NONE if ends else (None, [], [1], {})
            made[NAMES[number]] = none[int(rng.integers(len(none)))]
        else:
            values = OF_KIND[KINDS[int(rng.integers(4)) if mixed else number % 4]]
            made[NAMES[number]] = values[int(rng.integers(len(values) if ends else 2))]
    return made


def orders(rng: np.random.Generator) -> list[Case]:
    """Ties of two and many, counts that grow with the names and against them; cut at every number; generated."""
    ties = [dict.fromkeys(("b", "a", "c", "B", "", "10", "9", "ä"), 1)]
    nested = [{"a": {"z": 1}, "a!": 1, "b": {"a": 1}, "A": {"b": {"c": 1}}, "ab": 1, "a.z": 1}]
    grow = [{f"c{n}": 1 for n in range(at, 12)} for at in range(12)]
    against = [{f"c{n}": 1 for n in range(at + 1)} for at in range(12)]
    cases: list[Case] = []
    for documents in (ties, nested, grow, against, grow + against[3:]):
        numbers = (0, 1, 2, 3, 5, 11, 12, 13, 40) if len(documents) == 1 else (1, 3, 11, 12, 40)
        cases += [(documents, 0.05, most) for most in numbers]
        cases += [([dict(reversed(each.items())) for each in documents[::-1]], 0.05, 6)]
    return cases + generated(rng, mixed=False)


def generated(rng: np.random.Generator, mixed: bool) -> list[Case]:
    """Documents, a share and a number of columns; then the documents the other way round, and all columns.
    Every other share is a small one, which many columns reach."""
    cases: list[Case] = []
    for at in range(12):
        number = int(rng.integers(1, 20))
        documents: list = [document(rng, ends=False, mixed=mixed) for _ in range(number)]
        share = float(Fraction(int(rng.integers(1, (30, 7)[at % 2])), 60))
        cases += [(documents, share, 60 if mixed else number % 9), (documents[::-1], share, 60)]
    return cases


#: A case that has a column, for those that have none.
KNOWN: Case = ([{"known": 1}], 1.0, 1)


def few() -> list[Case]:
    nothing = [([5, None, [1], "a", []], 0.1, 5), ([{}, {}], 0.1, 5), ([None], 1.0, 5)]
    return [KNOWN, *nothing, *(([], share, most) for share in (1.0, 0.1) for most in (0, 5))]


def expect_changed(choose_paths: Callable) -> None:
    """Documents that are others when they are asked again: one more, and another value within one."""
    one, other = [{"a": {"b": 1}}, {"c": 2}], [{"a": {"b": "x"}}, {"c": 2}, {"c": "y"}]
    changes = [((one, 0.5, 9), (other, 0.5, 9)), ((other, 0.4, 9), (one, 0.4, 9))]
    owners.expect(choose_paths, due, changes)


def expect_refused(choose_paths: Callable) -> None:
    for documents in ([], [{"a": 1}], [None]):
        for share in (0, 0.0, -0.5, 1.5, 2, float("nan"), float("inf"), 1.0000000000000002):
            raises(ValueError, choose_paths, documents, share, 5, naming=str(share))
        for most in (-1, -7):
            raises(ValueError, choose_paths, documents, 0.5, most, naming=str(most))
