"""Exercise 5: documents, columns, and what becomes of the two."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from solutions.super_spatial.checks import owners
from solutions.super_spatial.checks.choosing import OF_KIND, OF_NONE, at, document, kind_of
from warehouse.checks import fields, run_each, same
from warehouse.super_spatial.records import KINDS, Column, Shredded

#: Documents and columns.
Case = tuple[list, list[Column]]


def due(documents: list, columns: list[Column]) -> Shredded:
    """Column by column, out of a copy made through JSON, which is cut down from the inside."""
    values: list[list] = []
    rests = [json.loads(json.dumps(each)) for each in documents]
    for column in columns:
        found = [at(each, column.path) for each in documents]
        values.append([each if kind_of(each) == column.kind else None for each in found])
        for rest, value in zip(rests, values[-1]):
            if value is not None:
                cut(rest, column.path)
    return Shredded(values, rests)


def cut(rest: dict, path: tuple) -> None:
    ways = [rest]
    for name in path[:-1]:
        ways.append(ways[-1][name])
    del ways[-1][path[-1]]
    for depth in range(len(path) - 1, 0, -1):
        if not ways[depth]:
            del ways[depth - 1][path[depth - 1]]
        else:
            break


def fresh(value: object) -> object:
    """A copy no part of which is another part of it, too: who copies deeply keeps what is one object one object."""
    if isinstance(value, dict):
        return {name: fresh(part) for name, part in value.items()}
    return [fresh(part) for part in value] if isinstance(value, list) else value


def ask(shred: Callable, cases: list[Case]):
    cases = [(fresh(documents), columns) for documents, columns in cases]
    for (documents, columns), got in run_each(shred, cases):
        yield due(documents, columns), Shredded(*fields(got, Shredded))


class Asked:
    """Cases that are shredded once, for two checks."""

    def __init__(self, shred: Callable, cases: list[Case]):
        self.shred, self.cases, self.told = shred, cases, []

    def expect(self, field: str, what: str) -> None:
        self.told = self.told or list(ask(self.shred, self.cases))
        for right, got in self.told:
            same(getattr(got, field), getattr(right, field), what)


def expect_rests(shred: Callable, cases: list[Case]) -> None:
    for right, got in ask(shred, cases):
        same(got.rests, right.rests, "the rests")


def expect_both(shred: Callable, cases: list[Case]) -> None:
    for right, got in ask(shred, cases):
        same(got.values, right.values, "the values of the columns")
        same(got.rests, right.rests, "the rests")


def expect_documents(assemble: Callable, cases: list[Case]) -> None:
    given = [(columns, due(documents, columns)) for documents, columns in cases]
    for (documents, _), (_, got) in zip(cases, run_each(assemble, given)):
        same(got, documents, "the documents")


def both() -> list[list]:
    """Documents, and what they become: one more, and another value within one."""
    return [
        [{"a": 1, "b": {"c": "x"}}, {"a": None}],
        [{"a": 2, "b": {"c": "x", "d": {}}}, {"a": 3}, {"b": {"c": 4}}],
    ]


def expect_shred_changed(shred: Callable) -> None:
    one, other = both()
    its, more = columns("a int"), columns("a int", "b/c str")
    changes = [((one, its), (other, its)), ((other, more), (one, more)), ((one, its), (one, more))]
    owners.expect(shred, due, changes)


def expect_assemble_changed(assemble: Callable) -> None:
    its = columns("a int", "b/c str")
    states = {len(documents): documents for documents in (*both(), [])}
    none, one, other = [(its, due(states[number], its)) for number in sorted(states)]
    changes = [(one, other), (one, none), (other, one)]
    owners.expect(assemble, lambda columns, apart: states[len(apart.rests)], changes)


def columns(*texts: str) -> list[Column]:
    """``a/b int`` is the path ("a", "b")."""
    return [Column(tuple(text.split()[0].split("/")), text.split()[1]) for text in texts]


def plain() -> list[Case]:
    """One column, two and twelve, in any order; paths of one name up to five; arrays, documents that are no objects,
    names with anything in them, paths that begin with others; no columns, no documents."""
    order = {
        "id": 7,
        "user": {"name": "Kim", "old": True},
        "items": [{"id": 1}, {"id": 2}],
        "total": 1.5,
    }
    its = columns("total float", "id int", "user/old bool", "user/name str")
    wide = [{f"c{n}": n for n in range(12)}, {f"c{n}": n for n in range(0, 12, 2)}]
    deep = [{"a": {"b": {"c": {"d": {"e": n, "f": 0}}}}} for n in range(3)]
    odd = [{"a.b": 1, "a": {"b": 2}, "": {"": 3}, "0": [4], " ": 5, "x": [5, 6]}]
    odd_columns = [Column(("a.b",), "int"), Column(("a", "b"), "int"), Column(("", ""), "int"),
                   Column(("0", "0"), "int"), Column((" ",), "int"), Column(("x", "0"), "int")]  # fmt: skip
    no_objects = [5, None, "id", [1, {"id": 1}], True, [], {"id": 1}, 1.5, [{"id": 2}], {}]
    begins = [
        {"a": 1},
        {"a": {"b": 1}},
        {"a": {"b": {"c": 1}}},
        {"a": "x"},
        {"a": {"c": 1}},
        {"a": {"b": 2, "c": 3}},
    ]
    begun = columns("a int", "a/b int", "a/b/c int")
    cases: list[Case] = [
        ([order] * 2, its),
        ([order] * 2, its[::-1]),
        ([order], []),
        ([], its),
        ([], []),
    ]
    cases += [
        (wide, columns(*(f"c{n} int" for n in range(12)))),
        (deep, columns("a/b/c/d/e int", "a/b/c int")),
    ]
    cases += [
        (odd, odd_columns),
        (odd, odd_columns[1:]),
        (no_objects, columns("id int")),
        (no_objects, []),
    ]
    cases += [(begins, begun), (begins, begun[::-1]), (begins, begun[1:2])]
    # the document itself has the path of no names, and no name is another path
    unnamed = ["x", {"": "x"}, {"": {"": "x"}}, ["x"], {"a": {"": "x"}}, {"a": "x"}]
    for path in (("",), ("", ""), ("a", ""), ("a",)):
        cases.append((unnamed, [Column(path, "str")]))
    cases.append(([{"a": {"b": 1}, "c": 2}, {"a.b": 3}, {"a/b": 4}],
                  [Column(("a.b",), "int"), Column(("a/b",), "int")]))  # fmt: skip
    bits = [{"a": value, "b": {"c": value}} for kind in ("float", "int") for value in OF_KIND[kind]]
    cases += [(bits, columns("a float", "b/c int")), (bits, columns("a int", "b/c float"))]
    cases += [
        ([order], columns("none int", "user/none/x str", "id/x int", "items/id int", "user str"))
    ]
    return cases


def full(cases: list[Case]) -> list[Case]:
    """The same without null and without empty objects, which are another check's matter."""
    return [([filled(each) for each in documents], columns) for documents, columns in cases]


def filled(value: object) -> object:
    if isinstance(value, dict):
        return {name: filled(part) for name, part in value.items()} or {"filled": 1}
    if isinstance(value, list):
        return [filled(part) for part in value]
    return "filled" if value is None else value


def other_kinds() -> list[Case]:
    """A column of each kind, and values of all: its own and all others, in the document, inside another object and
    four deep."""
    values = [value for its in OF_KIND.values() for value in its] + list(OF_NONE)
    flat = [{"a": value} for value in values]
    nested = [{"n": {"a": value, "b": value}, "c": 1} for value in values]
    deep = [{"n": {"m": {"l": {"a": value, "b": 1}}}} for value in values]
    return [
        case
        for kind in KINDS
        for case in (
            (flat, [Column(("a",), kind)]),
            (nested, [Column(("n", "a"), kind), Column(("c",), "int")]),
            (deep, [Column(("n", "m", "l", "a"), kind)]),
        )
    ]


def emptied() -> list[Case]:
    """Objects that lose all their attributes, or all but one, at every depth; empty ones that were so before."""
    documents = [
        {"a": {"b": 1}},
        {"a": {"b": 1, "c": {}}},
        {"a": {"b": {"c": 1}}},
        {"a": {"b": {"c": 1}, "d": {}}},
        {"a": {"b": {"c": 1, "d": None}}},
        {"a": {"b": {"c": 1}}, "d": {"e": 2}},
        {"a": {}},
        {"a": {"b": {}}},
        {"a": {"b": {"c": {}}}},
        {},
        {"a": {"b": 1, "c": 2}},
        {"a": {"b": "x"}, "d": {"e": 1}},
        {"d": {"e": 1}},
        {"a": {"b": 1, "c": []}},
        {"a": {"b": {"c": 1, "d": {}}, "c": 3}},
        [{}],
        {"d": {}},
        {"a": {"b": {"c": 1, "x": {"y": {}}}}},
    ]
    sets = (
        columns("a/b int"),
        columns("a/b/c int"),
        columns("a/b int", "a/b/c int", "d/e int", "a/c int"),
    )
    cases = [(documents, its) for its in sets] + [
        ([each], its) for each in documents for its in sets
    ]
    levels = "abcdefghijkl" * 4
    deep: object = 1
    for name in reversed(levels):
        deep = {name: deep}
    return [
        *cases,
        ([deep, {"x": deep}], [Column(tuple(levels), "int"), Column(("x", *levels), "int")]),
    ]


def nulls() -> list[Case]:
    """null and nothing, at the path, before it and beside it; null in arrays; a column without a value."""
    documents = [
        {"a": None}, {}, {"a": {"b": None}}, {"a": {}}, {"a": [None]}, {"a": {"b": [None, None]}}, None,
        {"b": None}, {"a": {"b": 1, "c": None}}, {"a": {"b": 0}}, {"a": {"b": 5}, "b": None}, [None], {"a": {"c": None}},
    ]  # fmt: skip
    falsy = [{"a": {"b": value}} for value in (0, 0.0, -0.0, False, "", None, [], {})]
    sets = [columns(f"a/b {kind}", "b int") for kind in KINDS] + [columns("a int", "a/b/c int")]
    return [(documents, []), *((each, its) for each in (documents, falsy) for its in sets)]


def generated(rng: np.random.Generator) -> list[Case]:
    """Documents with the same few names at every depth; columns of paths that are there and of some that are not. Of
    every third case one document, an object, has all its scalars in columns."""
    cases: list[Case] = []
    for number in range(30):
        documents: list = [document(rng) for _ in range(int(rng.integers(1, 12)))]
        if rng.random() < 0.3:
            documents.insert(
                int(rng.integers(len(documents))), OF_NONE[int(rng.integers(len(OF_NONE)))]
            )
        paths = sorted({path for each in documents for path in every_path(each, ())})
        paths += [("a", "a", "a"), ("c", "b"), ("x",)]
        some = {paths[spot] for spot in rng.integers(0, len(paths), int(rng.integers(1, 9)))}
        its = [  # in an order that is the same in every process
            Column(
                path, KINDS[int(rng.integers(4))] if rng.random() < 0.4 else kinds(documents, path)
            )
            for path in sorted(some)
        ]
        if number % 3 == 0:
            one = {"a": {"b": number + 1, "c": {"": "x"}}, "B": 2**53 + 1 + number}
            documents.append(one)
            whole = [(("a", "b"), "int"), (("a", "c", ""), "str"), (("B",), "int")]
            its = [each for each in its if each.path not in dict(whole)] + [
                Column(*each) for each in whole
            ]
        cases.append((documents, [its[spot] for spot in rng.permutation(len(its))]))
    return cases


def kinds(documents: list, path: tuple) -> str:
    return next((kind for each in documents if (kind := kind_of(at(each, path)))), "int")


def every_path(value: object, way: tuple):
    if isinstance(value, dict):
        for name, part in value.items():
            yield (*way, name)
            yield from every_path(part, (*way, name))


def twice() -> list[tuple[list[Column], str]]:
    """Columns one path of which comes twice, and that path."""
    return [
        (columns("a int", "a int"), "('a',)"),
        (columns("a int", "a/b str", "b int", "a/b int"), "('a', 'b')"),
        (columns("b int", "c int", "d str", "e str", "b str"), "('b',)"),
    ]


def too_many() -> list[tuple[list[Column], Shredded, tuple[int, int]]]:
    """Columns, values that are more or fewer, and both numbers."""
    three = columns("a int", "b int", "c int")
    return [
        (three, Shredded([[1], [2]], [{}]), (3, 2)),
        (three, Shredded([], [{}]), (3, 0)),
        (three, Shredded([[1], [2], [3], [4], [5]], [{}]), (3, 5)),
        ([], Shredded([[1]], [{}]), (0, 1)),
        (three, Shredded([[], []], []), (3, 2)),
    ]
