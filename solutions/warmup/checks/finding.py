"""Exercise 1: plans, and what they read."""

from __future__ import annotations

import json
import re
from collections import namedtuple
from collections.abc import Callable

import numpy as np

from warehouse import plans
from warehouse.checks import Wrong, in_notebook, same
from warehouse.checks.compare import calls
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort

#: Lists of (table, columns), as exercise 1 gives them.
Scans = list

COLUMNS = {"r": ["a", "b", "c"], "s": ["a", "d"], "t": ["e"], "the u": ["f f", "g", "a", "é"]}
PLAIN_TABLES, ALL_TABLES = ("r", "s", "t"), tuple(COLUMNS)
PLAIN_JOINS, HALF_JOINS = ("inner", "left"), ("semi", "anti")
STEPS = ("Filter", "Project", "Aggregate", "Sort", "Join", "Join", "Join")


class _Plans:
    """Plans that mean something, and what they read, which is noted while they are made."""

    def __init__(self, rng: np.random.Generator, kinds: tuple, again: bool, most_columns: int):
        self.rng, self.kinds, self.again, self.most = rng, kinds, again, most_columns
        self.left: list[str] = []
        self.names = 0

    def one(self, depth: int, tables: tuple) -> tuple[Plan, Scans]:
        """``depth``: how many steps lie above a scan at most; ``tables``: those that may be read."""
        self.left = [str(table) for table in self.rng.permutation(tables)]
        return self.plan(depth)

    def plan(self, depth: int) -> tuple[Plan, Scans]:
        step = str(self.rng.choice(STEPS)) if depth else "Scan"
        if step == "Join" and not self.left[1:] and not self.again:
            step = "Filter"  # no second table is left for it
        if step == "Scan":
            return self.scan()
        if step == "Join":
            return self.join(depth - 1)
        below, scans = self.plan(depth - 1)
        there = plans.names(below)
        some = ["column", there[0]] if there else ["literal", 1]
        match step:
            case "Filter":
                return Filter(below, [">", some, ["literal", 2]]), scans
            case "Project":
                return Project(below, [self.name("p")], [["+", some, ["literal", 1]]]), scans
            case "Aggregate":
                count = ("count", None, False, 0)
                return Aggregate(below, there[:1], [self.name("n")], [count]), scans
        return Sort(below, [(name, False, False) for name in there[:1]], 5), scans

    def scan(self) -> tuple[Scan, Scans]:
        table = self.left[0] if self.again else self.left.pop()
        there = COLUMNS[table]
        count = min(self.most, int(self.rng.integers(1, len(there) + 1)))
        columns = [str(name) for name in self.rng.permutation(there)[:count]]
        names = [self.name("x") for _ in columns]
        asked = columns and self.rng.random() < 0.5
        predicate = ["<", ["column", names[-1]], ["literal", 7]] if asked else None
        return Scan(table, columns, names, predicate), [(table, list(columns))]

    def join(self, depth: int) -> tuple[Join, Scans]:
        # one side is as deep as it may be, and it is not always the same
        depths = [depth, int(self.rng.integers(0, depth + 1))]
        if self.rng.random() < 0.5:
            depths.reverse()
        spare = self.left.pop() if not self.again else ""  # so that the right has a table
        left, its = self.plan(depths[0])
        if spare:
            self.left.append(spare)
        right, others = self.plan(depths[1])
        keys = [plans.names(side)[:1] for side in (left, right)]
        keys = keys if all(keys) else [[], []]
        return Join(str(self.rng.choice(self.kinds)), left, right, *keys, None), its + others

    def name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"


def drawn_plans(
    rng: np.random.Generator,
    kinds: tuple = PLAIN_JOINS,
    tables: tuple = PLAIN_TABLES,
    again: bool = False,
    most_columns: int = 9,
) -> list[tuple[Plan, Scans]]:
    """Plans of up to six steps above a scan, small ones first, and the scans of each.

    ``kinds`` of joins; ``again``: whether every scan of a plan is of one table, otherwise each is of
    another; ``most_columns``: that a scan reads.
    """
    made = _Plans(rng, kinds, again, most_columns)
    return [made.one(depth, tables) for depth in range(7) for _ in range(6)]


def tpch_plans(half_joins: bool = False, again: bool = False) -> list[tuple[Plan, Scans]]:
    """Those of the 22 queries that have semi or anti joins; those without that read a table twice; or
    the others. Their scans are read out of their text as JSON, in which left stands before right."""
    found = re.compile(r'\["Scan", ("[^"]*"), (\[[^\]]*\])')
    made = []
    for number in range(1, 23):
        plan = plans.tpch(number).plan
        kinds = {step.kind for step in plans.steps(plan) if isinstance(step, Join)}
        text = json.dumps(plans.to_data(plan))
        scans = [(json.loads(table), json.loads(columns)) for table, columns in found.findall(text)]
        twice = len({table for table, _ in scans}) < len(scans)
        wanted = half_joins if kinds & {*HALF_JOINS} else not half_joins and twice == again
        if wanted:
            made.append((plan, scans))
    return made


def no_plans() -> list[tuple[object, str]]:
    """What is no plan, or holds what is no step; and the name of its type."""
    scan = Scan("r", ["a"], ["x1"], None)
    return [
        ("select 1", "str"),
        (None, "NoneType"),
        (7, "int"),
        (["Scan", "r", ["a"], ["x1"], None], "list"),
        (("r", ["a"]), "tuple"),
        (Filter(None, ["literal", True]), "NoneType"),
        (Sort("r", [], 1), "str"),
        (Join("inner", scan, 7, [], [], None), "int"),
        (Join("semi", {"r": scan}, scan, [], [], None), "dict"),
    ]


def all_that_stands_there() -> list[tuple[Plan, Scans]]:
    """Scans of which one might say that less is read, or nothing: a column under two names, a predicate's column
    where rows are only counted, no rows asked for."""
    twice = Scan("s", ["c", "a", "c"], ["x1", "x2", "x3"], None)
    asked = Scan("r", ["a"], ["x1"], ["<", ["column", "x1"], ["literal", 7]])
    counted = Aggregate(asked, [], ["n"], [("count", None, False, 0)])
    none = Sort(twice, [("x1", False, False)], 0)
    return [
        (twice, [("s", ["c", "a", "c"])]),
        (counted, [("r", ["a"])]),
        (none, [("s", ["c", "a", "c"])]),
    ]


def equal_sides() -> list[tuple[Plan, Scans]]:
    """Joins whose two sides are equal."""
    made = []
    for above in (
        lambda scan: scan,
        lambda scan: Filter(scan, [">", ["column", "x1"], ["literal", 2]]),
    ):
        sides = [above(Scan("r", ["a", "b"], ["x1", "x2"], None)) for _ in range(2)]
        for kind in PLAIN_JOINS:
            made.append((Join(kind, *sides, ["x1"], ["x1"], None), [("r", ["a", "b"])] * 2))
    return made


def expect_one_object_twice(find_scans: Callable) -> None:
    """A step that stands at two places of a plan is one object there, and two steps."""
    got = in_notebook(asked_of_one_object, find_scans, keeps=True)
    given = "find_scans(Join('inner', scan, scan, ['x1'], ['x1'], None)) of one scan, Scan('r', ['a'], ['x1'], None)"
    calls.text = given
    same(got, [("r", ["a"])] * 2)


def asked_of_one_object(find_scans: Callable) -> object:
    scan = Scan("r", ["a"], ["x1"], None)
    return find_scans(Join("inner", scan, scan, ["x1"], ["x1"], None))


def expect_stranger_refused(find_scans: Callable) -> None:
    """What has the fields of a step and is none, as the plan and below one."""
    scan = "Scan('r', ['a'], ['x1'], None)"
    limit = f"namedtuple('Limit', 'input')({scan})"
    namesake = f"namedtuple('Filter', 'input predicate')({scan}, ['literal', True])"
    asked = [(limit, "Limit"), (f"Sort({limit}, [], 1)", "Limit")]
    asked += [(namesake, "Filter"), (f"Sort({namesake}, [], 1)", "Filter")]
    view = "namedtuple('View', 'table columns names predicate')('r', ['a'], ['x1'], None)"
    asked += [(view, "View"), (f"Sort({view}, [], 1)", "View")]
    told = in_notebook(asked_of_a_stranger, find_scans, keeps=True)
    for (plan, name), (error, message) in zip(asked, told):
        if error != "TypeError" or name not in message:
            what = "what is none of the six kinds is refused, whatever its fields and its name"
            expected = f"TypeError whose message contains {name!r}"
            got = f"{error}: {message}" if error else message
            raise Wrong(what, expected, got, f"find_scans({plan})")


def asked_of_a_stranger(find_scans: Callable) -> list[tuple[str, str]]:
    """(type of the error, its message) of each call; ("", what came) where none is raised."""
    scan = Scan("r", ["a"], ["x1"], None)
    stranger = namedtuple("Limit", "input")(scan)
    told = []
    namesake = namedtuple("Filter", "input predicate")(scan, ["literal", True])
    view = namedtuple("View", "table columns names predicate")("r", ["a"], ["x1"], None)
    strangers = stranger, namesake, view
    for plan in (made for each in strangers for made in (each, Sort(each, [], 1))):
        try:
            told.append(("", repr(find_scans(plan))[:300]))
        except Exception as error:  # of the student's function, whichever
            told.append((type(error).__name__, str(error)[:300]))
    return told
