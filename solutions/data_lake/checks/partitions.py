"""Paths of partitions, made of values, so that the values are known without reading a path."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import numpy as np

from solutions.data_lake.checks.conditions import OPS, holds, pick
from warehouse.data_lake.records import Predicate

NULL = "__HIVE_DEFAULT_PARTITION__"
TYPES = {"year": "int", "day": "date", "region": "string", "shop": "string"}
TEXTS = ("north", "south", "No", "n", "zz", "10", "9", "")
#: Texts that have to be written with escapes; a plus is one as it is.
ODD = ("a/b", "50%", "été", "x y", "C++", "C  ", "=", "#?", "%2F", "/", "数据")
#: Numbers whose texts are in another order, or that are one as floats; and those whose texts will
#: do.
NUMBERS, PLAIN = (-3, 0, 2, 9, 10, 100, 2**53 + 1, 2**53), (1, 2, 5, 9)


def _value(rng: np.random.Generator, kind: str, texts: tuple, numbers: tuple) -> object:
    if kind == "int":
        return pick(rng, numbers)
    if kind == "date":
        return date(1998, 12, 28) + timedelta(int(rng.integers(0, 8)))
    return pick(rng, texts)


def _written(value: object, escape: bool) -> str:
    if value is None:
        return NULL
    return quote(str(value), safe="+" if escape else "=") if type(value) is str else str(value)


def drawn(rng: np.random.Generator, kind: str) -> list[tuple[tuple, list[str]]]:
    """``((paths, predicates, types), those that stay)``. ``kind``: which of the task's sentences
    the cases are about besides."""
    columns = {"texts": ("region", "shop"), "typed": ("year", "day"), "equals": ("region", "shop")}
    named = columns.get(kind, tuple(TYPES))
    texts = {"escapes": ODD, "equals": ("a=b", "=", "a==", "a=", "a", "b")}.get(kind, TEXTS)
    typed = dict(TYPES)
    if kind == "escapes":
        named, typed = ("region", "a/b=%", "é"), {"region": "string", "a/b=%": "string", "é": "int"}
    cases = []
    for number in range(60):
        numbers = PLAIN
        if kind == "typed":
            numbers = NUMBERS if number % 3 else (2**53, 2**53 + 1)
        paths, rows = [], []
        for _ in range(1 + number // 12):
            own = [str(it) for it in rng.permutation(list(named))][: int(rng.integers(1, 3))]
            if kind == "others" and rng.random() < 0.3:
                own = []
            values = {name: _value(rng, typed[name], texts, numbers) for name in own}
            if kind == "nulls":
                for name in own:
                    if rng.random() < 0.5:
                        values[name] = None
            folders = [
                f"{quote(n, safe='')}={_written(v, kind == 'escapes')}" for n, v in values.items()
            ]
            file = f"part-{len(paths)}.parquet"
            if kind == "others":
                folders, file = _look_like(rng, folders, len(paths))
            paths.append("/".join(["sales", *folders, file]))
            rows.append(values)
        if kind != "texts":
            # so that of an order that is wrong one check tells
            paths, rows = map(list, zip(*sorted(zip(paths, rows), key=lambda pair: pair[0])))
        predicates = []
        for _ in range(int(rng.integers(0 if number % 8 == 0 else 1, 3 if kind == "texts" else 2))):
            name = pick(rng, named)
            held = [its[name] for its in rows if its.get(name) is not None]
            value = (
                pick(rng, held)
                if held and rng.random() < 0.4
                else _value(rng, typed[name], texts, numbers)
            )
            predicates.append(Predicate(name, pick(rng, OPS), value))
        if kind == "others":
            predicates += [Predicate("price", pick(rng, OPS), 5), Predicate("month", "=", 3)][
                number % 3 :
            ]
        stay = [
            path
            for path, values in zip(paths, rows)
            if all(p.column not in values or holds(values[p.column], p) for p in predicates)
        ]
        cases.append(((paths, predicates, typed), stay))
    more = {"texts": lambda: repeated() + on_one_column() + one_below_the_other(), "typed": typed_again, "escapes": escaped,
            "equals": spaces, "nulls": no_nulls, "others": none_at_all}  # fmt: skip
    return cases + more.get(kind, list)()


def repeated() -> list[tuple[tuple, list[str]]]:
    """Paths that are given twice, next to each other and apart."""
    one, other, none = "s/region=a/x", "s/region=b/x", "s/x"
    cases = []
    for paths in ([one, one], [one, other, one], [none, other, other, none], [other, one, other]):
        for predicates in ([], [Predicate("region", "=", "a")]):
            stay = [path for path in paths if not predicates or path != other]
            cases.append(((paths, predicates, TYPES), stay))
    return cases


def on_one_column() -> list[tuple[tuple, list[str]]]:
    """Two predicates on one column, of one op and of two, each of which leaves out a path."""
    paths, cases = [f"s/region={text}/x" for text in "bdfh"], []
    for ops, stay in (
        ((">", ">"), [3]),
        (("<", "<"), [0]),
        ((">", "<"), [1, 2]),
        (("<=", ">="), []),
    ):
        for limits in (("c", "g"), ("g", "c")):
            its = [Predicate("region", op, limit) for op, limit in zip(ops, limits)]
            if ops[0] != ops[1] and limits[0] == "g":
                its = [Predicate("region", ops[1], "g"), Predicate("region", ops[0], "c")]
            cases.append(((paths, its, TYPES), [paths[at] for at in stay]))
    return cases


def one_below_the_other() -> list[tuple[tuple, list[str]]]:
    """Four partitions, of which each leaves the path out, and with it the path that has it last."""
    names, cases = ("a", "b", "c", "d"), []
    types, folders = dict.fromkeys(names, "string"), [f"{name}=x" for name in names]
    for number, name in enumerate(names):
        paths = ["/".join(["s", *folders[number:], *folders[:number], "file"]), "s/file"]
        cases.append(((paths, [Predicate(name, "=", "x")], types), paths))
        for other in names:
            cases.append(((paths, [Predicate(other, "=", "y")], types), paths[1:]))
    return cases


def typed_again() -> list[tuple[tuple, list[str]]]:
    return asked_again() + as_python_reads()


def as_python_reads() -> list[tuple[tuple, list[str]]]:
    """Every way in which Python reads a number or a date, beside the value that it is."""
    seven, day = ["+7", " 7", "7 ", "007", "0_7", "٧"], date(1994, 3, 31)
    numbers = [(text, 7) for text in seven] + [("1_000", 1000), ("-0", 0), ("-07", -7)]
    days = [(text, day) for text in ("19940331", "1994-W13-4", "1994W134")]
    cases: list[tuple[tuple, list[str]]] = []
    for column, pairs in (("year", numbers), ("day", days)):
        for text, value in pairs:
            path = f"s/{column}={text}/x"
            cases.append((([path], [Predicate(column, "=", value)], TYPES), [path]))
            cases.append((([path], [Predicate(column, "<", value)], TYPES), []))
    return cases


def no_nulls() -> list[tuple[tuple, list[str]]]:
    """Texts that look much like the name of the null, and are none."""
    cases: list[tuple[tuple, list[str]]] = []
    for text in (NULL.lower(), NULL + "x", " " + NULL, NULL + " ", NULL.strip("_"), "null", "None"):
        path = f"s/region={text}/x"
        cases.append((([path], [Predicate("region", "=", text)], TYPES), [path]))
    return cases


def spaces() -> list[tuple[tuple, list[str]]]:
    """Texts that differ in a space at an end, or in the case of a letter, and are others for it."""
    texts = ("a", " a", "a ", " a ", "A", "a\t", " ", "")
    paths = [f"s/region={text}/x" for text in texts]
    return [
        ((paths, [Predicate("region", "=", text)], TYPES), [path])
        for text, path in zip(texts, paths)
    ]


def escaped() -> list[tuple[tuple, list[str]]]:
    """Texts that are others once more escapes are taken out of them, or fewer; a plus that is none."""
    texts = ("a/b", "a%2Fb", "a%252Fb", "a+b", "a b", "a%20b", "a%2520b", "%", "%25", "a%2fb")
    paths = [f"s/region={quote(text, safe='')}/x" for text in texts]
    plus = "s/region=a+b/x"
    return [
        (([plus], [Predicate("region", "=", "a+b")], TYPES), [plus]),
        (([plus], [Predicate("region", "=", "a b")], TYPES), []),
        *(
            ((paths, [Predicate("region", "=", text)], TYPES), [path])
            for text, path in zip(texts, paths)
        ),
    ]


def none_at_all() -> list[tuple[tuple, list[str]]]:
    """A column without a type, and names that are empty: of the file, and of folders."""
    one, cases = [Predicate("year", "=", 1)], untyped()
    for path in ("s/year=2/", "year=2/", "s//year=2/", "/year=2/x", "s/year=2//x", "./year=2/x"):
        cases += [(([path, "s/year=1/"], one, TYPES), ["s/year=1/"])]
    for path in ("s/year=2", "/year=2", "year=2", "", "/", "s/x/year=", "s/=2/x", "./x",
                 "s/ year=2/x", "s/year =2/x", "s/%20year=2/x", "s/Year=2/x"):  # fmt: skip
        cases.append((([path], one, TYPES), [path]))
    return cases


def asked_again() -> list[tuple[tuple, list[str]]]:
    """The same paths and folders, with a column that is of another type each time."""
    ten, nine, day = "s/v=10/x", "s/v=9/x", "s/v=1994-03-31/x"
    later = date(1994, 4, 1)
    return [
        (([ten, nine], [Predicate("v", "<", 10)], {"v": "int"}), [nine]),
        (([ten, nine], [Predicate("v", "<", "9")], {"v": "string"}), [ten]),
        (([ten, nine], [Predicate("v", ">=", 10)], {"v": "int"}), [ten]),
        (([day], [Predicate("v", ">=", later)], {"v": "date"}), []),
        (([day], [Predicate("v", "<", "1994")], {"v": "string"}), []),
        (([day], [Predicate("v", "<", later)], {"v": "date"}), [day]),
        (([day], [Predicate("v", "<", "1994")], {}), [day]),
    ]


def untyped() -> list[tuple[tuple, list[str]]]:
    """A column without a type, whatever its folders and the predicate hold."""
    paths = ["s/month=7/x", f"s/month={NULL}/x", "s/month=soon/x", "s/month=1994-03-31/x"]
    return [
        ((paths, [Predicate("month", op, value)], {"year": "int"}), paths)
        for value in (9, "9", "", "~", 7.5, date(1994, 3, 30))
        for op in ("=", "<", ">")
    ]


def _look_like(rng: np.random.Generator, folders: list, number: int) -> tuple[list, str]:
    """Folders and a file's name that are no partitions, whatever they look like."""
    odd = ["month=7", "month=soon", "price", "year", "v=1", "__x__"]
    for _ in range(int(rng.integers(0, 3))):
        folders = [*folders, odd[int(rng.integers(0, len(odd)))]]
    folders = [folders[at] for at in rng.permutation(len(folders))]
    return folders, pick(
        rng, (f"year=7-{number}", "year=5", "region=zz", f"part-{number}", "day=x")
    )


def refused() -> list[tuple[tuple, str]]:
    """(arguments, what the message names)."""
    paths, good = ["s/year=1994/a", "s/b"], [Predicate("year", ">", 1990)]
    bad = [((paths, [Predicate("year", op, 1994)], TYPES), op) for op in ("<>", "==", "like", "!=")]
    bad.append((([], [*good, Predicate("price", "=>", 3)], TYPES), "=>"))
    bad.append(((paths, [*good * 12, Predicate("year", "=<", 3)], TYPES), "=<"))
    bad.append(((paths, [*good, Predicate("price", "in", 3)], TYPES), "in"))
    values = ("s/year=soon/a", "s/year=/a", "s/year=1.5/b", "s/day=1994-02-30/a", "s/day=5/a",
              "s/day=1994-3-1/a", "s/day= 1994-03-01/a", "s/year=0x7/a", "s/day=1994-03-01T00/")  # fmt: skip
    for path in values:
        for predicates in (
            [],
            good,
            [Predicate("region", "=", "x")],
            [Predicate("day", "<", date.max)],
        ):
            bad.append((([*paths, path], predicates, TYPES), path))
    # a null, or a value that leaves the path out, comes first
    for path in (f"s/region={NULL}/year=no/x", "s/region=b/day=no/x", f"s/year={NULL}/day=/x"):
        asked = [Predicate("region", "=", "x"), Predicate("year", "=", 1)]
        bad.append((([path], asked, TYPES), path))
    # the path as it was given, with its escapes
    for path in ("s/year=2/day=no/x", "s/region=a%2Fb/year=so%20on/x", "s/shop=%C3%A9/day=5%2e/x",
                 "s/it's/a \"b\\c\"/year=no/x"):  # fmt: skip
        bad.append((([path], [Predicate("year", "=", 1)], TYPES), path))
    return bad
