"""Plans cut into segments, and segments in streams."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from solutions.code_generation.checks.drawn import pick
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
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort

WITHOUT_JOINS = ("Filter", "Project", "Aggregate", "Sort")
JOINS = ("Project", "Join", "Join")
BOTH = ("Project", "Aggregate", "Aggregate", "Join", "Join")


def cases(name: str, count: int, steps: tuple) -> list[tuple[Plan, list[Segment]]]:
    """Plans and their segments, small ones first. Made once for a class."""
    return kept(partial(_cases, name, count, steps), "segments", name, count)


def _cases(name: str, count: int, steps: tuple) -> list[tuple[Plan, list[Segment]]]:
    rng = generator("segments", name)
    made = [_Plans(rng, steps).one(at * 6 // count) for at in range(count)]
    return [(plan, cut_by_hand(plan)) for plan in made]


def idle() -> list[tuple[Plan, list[Segment]]]:
    """Steps that change nothing, and are steps all the same."""
    scan = Scan("r", ["a", "b"], ["x", "y"], None)
    same = Project(scan, ["x", "y"], [["column", "x"], ["column", "y"]])
    ordered = Sort(scan, [("x", False, False)], None)
    count = [("count", None, False, 0)]
    two = ["+", ["column", "x"], ["literal", 2]]
    less, more = ["<", ["column", "x"], ["literal", 7]], [">", ["column", "z"], ["literal", 7]]
    made = [
        same,
        Aggregate(same, ["x"], ["n"], count),
        Aggregate(ordered, ["y"], ["n"], count),
        Sort(ordered, [("y", True, False)], None),
        Sort(ordered, [], None),
        Project(Sort(same, [], None), ["z"], [["column", "x"]]),
        Project(Project(scan, ["z", "w"], [two, ["column", "x"]]), ["v"], [["column", "z"]]),
        Filter(scan, ["literal", True]),
        Filter(Filter(Filter(scan, less), less), ["literal", True]),
        Filter(Filter(Project(Sort(same, [], 0), ["z"], [["column", "y"]]), more), more),
        Aggregate(scan, ["x", "y"], [], []),
        Aggregate(Aggregate(scan, ["y", "x"], [], []), ["y"], [], []),
    ]
    return [(plan, cut_by_hand(plan)) for plan in made]


def one_on_another() -> list[tuple[Plan, list[Segment]]]:
    """Every step that has one input above every other and itself, and one more above both: who changes a
    plan before it is cut, by moving or merging steps, changes one of these."""
    made: list[Plan] = []
    for below, above in product(_over(Scan("r", ["a", "b"], ["x", "y"], None), 1), range(5)):
        there = _over(below, 2)[above]
        made += [there, Filter(there, ["<>", ["column", "x"], ["literal", 3]])]
    return [(plan, cut_by_hand(plan)) for plan in made]


def around_joins() -> list[tuple[Plan, list[Segment]]]:
    """Every step that has one input above a join, and below it on either side."""
    left, right = Scan("r", ["a", "b"], ["x", "y"], None), Scan("s", ["a", "b"], ["u", "v"], None)
    made: list[Plan] = []
    for kind in ("inner", "anti"):
        join = Join(kind, left, right, ["x"], ["u"], None)
        made += _over(join, 1)
        made += [join._replace(left=step) for step in _over(left, 2)]
        made += [join._replace(right=step) for step in _over(right, 3, "u", "v")]
    return [(plan, cut_by_hand(plan)) for plan in made]


def _over(below: Plan, number: int, first: str = "x", second: str = "y") -> list[Plan]:
    """Each step that has one input, above this; its columns are called as before."""
    key, total = ["column", first], [("sum", second, False, 0)]
    return [
        Filter(below, ["<", key, ["literal", number]]),
        Project(below, [first, second], [["+", key, ["literal", number]], ["column", second]]),
        Aggregate(below, [first], [second], total),
        Sort(below, [(first, number > 1, False)], None),
        Sort(below, [(second, number > 1, False)], number),
    ]


def idle_joins() -> list[tuple[Plan, list[Segment]]]:
    """Residuals without a column, which are residuals all the same."""
    left, right = Scan("r", ["a"], ["a0"], None), Scan("s", ["b"], ["b0"], None)
    made = [
        Join("semi", left, right, ["a0"], ["b0"], ["literal", True]),
        Join("inner", left, right, [], [], ["literal", True]),
        Join("anti", left, right, [], [], ["literal", False]),
    ]
    return [(plan, cut_by_hand(plan)) for plan in made]


def many_joins() -> list[tuple[Plan, list[Segment]]]:
    """Plans of more segments than one digit counts: of two streams, and of a stream for each."""
    plan: Plan = Scan("r", ["a"], ["a0"], None)
    for at in range(1, 14):
        other = Scan("s", ["a"], [f"a{at}"], None)
        plan = Join("inner", plan, other, ["a0"], [f"a{at}"], None)
    tower: Plan = Scan("r", ["a"], ["a"], None)
    for at in range(13):
        tower = Sort(tower, [("a", at % 2 == 0, False)], 20 - at)
    return [(each, cut_by_hand(each)) for each in (plan, tower)]


class Limit(NamedTuple):
    """No step of a plan, though it has an input."""

    input: Plan
    count: int


class Top(NamedTuple):
    """No step of a plan, though it has all that a ``Sort`` has."""

    input: Plan
    keys: list
    limit: int


class _Plans:
    """Plans that are cut in many places; they need not mean anything. Each name comes once."""

    def __init__(self, rng: np.random.Generator, steps: tuple):
        self.rng, self.steps, self.count = rng, steps, 0

    def name(self) -> str:
        self.count += 1
        return f"c{self.count}"

    def one(self, deep: int) -> Plan:
        if not deep:
            names = [self.name() for _ in range(int(self.rng.integers(1, 3)))]
            asked = "Filter" in self.steps and self.rng.random() < 0.5
            predicate = ["<", ["column", names[0]], ["literal", 7]] if asked else None
            return Scan(pick(self.rng, ("r", "s")), ["a", "b"][: len(names)], names, predicate)
        step = pick(self.rng, self.steps)
        below = self.one(deep - 1)
        there = plans.names(below)
        match step:
            case "Filter":
                return Filter(below, ["=", ["column", there[-1]], ["literal", self.count]])
            case "Project":
                return Project(below, [self.name()], [["+", ["column", there[0]], ["literal", 1]]])
            case "Aggregate":
                groups = there[: int(self.rng.integers(0, 2))]
                return Aggregate(below, groups, [self.name()], [("count", None, False, 0)])
            case "Sort":
                keys = [(there[-1], bool(self.rng.integers(0, 2)), False)]
                return Sort(below, keys, pick(self.rng, (None, 0, 3)))
        other = self.one(int(self.rng.integers(0, deep)))
        left, right = (below, other) if self.rng.random() < 0.5 else (other, below)
        # where there are aggregates too, joins are plain
        alone = "Aggregate" not in self.steps
        count = int(self.rng.integers(0, 3)) if alone else 1
        keys = [plans.names(side)[:count] for side in (left, right)]
        keys = keys if len(keys[0]) == len(keys[1]) else [[], []]
        residual = ["<>", ["column", plans.names(left)[0]], ["column", plans.names(right)[0]]]
        kind = pick(self.rng, plans.KINDS)
        return Join(
            kind, left, right, *keys, residual if alone and self.rng.random() < 0.5 else None
        )


def cut_by_hand(plan: Plan) -> list[Segment]:
    """Every step's segment found from the step itself, without a walk that carries one along: the
    ends of segments in the order in which they end, then what lies between them."""
    ends: list[tuple[Plan, object]] = []

    def note(step: Plan) -> None:
        if isinstance(step, Join):
            note(step.right)
            ends.append((step.right, Build(step.right_keys)))
            note(step.left)
            return
        for below in plans.inputs(step):
            note(below)
        if isinstance(step, Aggregate):
            ends.append((step.input, Group(step.group_by, step.names, step.aggregates)))
        elif isinstance(step, Sort):
            ends.append((step.input, Order(step.keys, step.limit)))

    note(plan)
    if not isinstance(plan, (Aggregate, Sort)):
        ends.append((plan, Result()))
    numbers = {(id(top), type(sink)): place for place, (top, sink) in enumerate(ends)}
    return [_between(top, sink, numbers) for top, sink in ends]


def _between(top: Plan, sink: object, numbers: dict) -> Segment:
    steps: list = []
    needs: set[int] = set()
    step = top
    while True:
        match step:
            case Scan(table, columns, names, predicate):
                source: Read | int = Read(table, columns, names)
                steps += [Keep(predicate)] if predicate is not None else []
                break
            case Aggregate():
                source = numbers[id(step.input), Group]
                break
            case Sort():
                source = numbers[id(step.input), Order]
                break
            case Filter():
                steps.append(Keep(step.predicate))
                step = step.input
            case Project():
                steps.append(Compute(step.names, step.expressions))
                step = step.input
            case Join():
                build = numbers[id(step.right), Build]
                needs.add(build)
                names = plans.names(step.right)
                steps.append(Probe(step.kind, build, step.left_keys, names, step.residual))
                step = step.left
    if isinstance(source, int):
        needs.add(source)
    return Segment(source, steps[::-1], sink, sorted(needs))


def levels_by_rounds(needs: list[list[int]]) -> list[list[int]]:
    """Round after round, all that can begin."""
    done: set[int] = set()
    rounds = []
    while len(done) < len(needs):
        ready = [n for n, each in enumerate(needs) if n not in done and done.issuperset(each)]
        rounds.append(ready)
        done.update(ready)
    return rounds


def streams_of(name: str, count: int) -> list[tuple[list[Segment], list[list[int]]]]:
    """Segments of drawn plans, and some that need others at random, with ends of all kinds; their streams."""
    rng = generator("streams", name)
    asked = [cut for _, cut in cases(name, count, BOTH)]
    for size in range(1, 13):
        needs = [[m for m in range(n) if rng.random() < 0.25] for n in range(size)]
        asked.append([Segment(Read("r", ["a"], ["a"]), [], Result(), each) for each in needs])
    asked += [cut for _, cut in (*idle(), *many_joins())]
    return [(cut, levels_by_rounds([segment.needs for segment in cut])) for cut in asked]
