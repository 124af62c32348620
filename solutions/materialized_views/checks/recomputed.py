"""Plans of views and what of them has no delta: exercise 5."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from warehouse import plans
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort

KINDS = ("whole", "float", "text")
#: Expressions of whole numbers and of floats from a whole number w, a float f, a text t, in which the other kind may
#: stand where it decides nothing.
WHOLE = (
    "w",
    ["+", "w", ["literal", 1]],
    ["case", [[["<", "f", ["literal", 0.5]], "w"]], ["literal", 0]],
    ["case", [[["=", ["/", "f", "f"], ["float", "w"]], ["literal", 1]]], "w"],
    ["*", ["-", ["literal", 100], "w"], "w"],
)
FLOAT = (
    "f",
    ["float", "w"],
    ["/", ["float", "w"], "f"],
    ["literal", 0.5],
    ["+", "w", "f"],
    ["-", "f", "w"],
    ["*", ["literal", 2], ["literal", 0.25]],
    ["+", "w", ["*", "w", ["-", "w", ["float", "w"]]]],
    ["case", [[["=", "t", ["literal", "x"]], "w"]], "f"],
    ["case", [[["<", "w", ["literal", 3]], "w"], [["<", "w", ["literal", 5]], "f"]], "w"],
)

#: Expressions that are no floats, though they are of some.
OF_FLOATS = (
    ["<", "f", ["literal", 0.5]],
    ["<>", "f", ["float", "w"]],
    ["is_null", "f"],
    ["in", "f", [0.5, 1.5]],
    ["not", ["=", "f", "f"]],
    ["and", ["<", "f", ["literal", 0.5]], [">", "f", ["literal", 0.25]]],
)


class Drawn:
    """Plans that grow from their scans; ``columns`` of each: name -> kind."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng, self.number = rng, 0

    def name(self) -> str:
        self.number += 1
        return f"c{self.number}"

    def one(self, some: list) -> object:
        return some[int(self.rng.integers(0, len(some)))]

    def scan(self) -> tuple[Plan, dict[str, str]]:
        names = [self.name(), self.name(), self.name()]
        predicate = [">", ["column", names[0]], ["literal", 1]] if self.rng.random() < 0.3 else None
        kinds = dict(zip(names, ("whole", "whole", "text")))
        return Scan("sales", ["number", "amount", "kind"], names, predicate), kinds

    def filter(self, plan: Plan, columns: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        name = self.one(list(columns))
        return Filter(plan, ["not", ["is_null", ["column", name]]]), columns

    def project(
        self, plan: Plan, columns: dict[str, str], kinds: tuple[str, ...] = KINDS
    ) -> tuple[Plan, dict[str, str]]:
        """Each column once more or not, and three that are computed."""
        by = {kind: [name for name, its in columns.items() if its == kind] for kind in KINDS}
        names, made, told = [], [], {}
        for name, kind in columns.items():
            names.append(self.name())
            made.append(["column", name])
            told[names[-1]] = kind
        for kind in kinds:
            if not by["whole"]:
                break
            letters = {
                "w": ["column", self.one(by["whole"])],
                "f": ["column", self.one(by["float"])] if by["float"] else ["literal", 0.5],
                "t": ["column", self.one(by["text"])] if by["text"] else ["literal", "y"],
            }
            some = {"whole": WHOLE, "float": FLOAT, "text": ("t",)}[kind]
            names.append(self.name())
            made.append(_filled(self.one(list(some)), letters))
            told[names[-1]] = kind
        return Project(plan, names, made), told

    def join(
        self, kind: str, sides: list[tuple[Plan, dict[str, str]]], cross: float = 0.0
    ) -> tuple[Plan, dict]:
        (left, of_left), (right, of_right) = sides
        key = self.one(list(of_left))
        like = [name for name, its in of_right.items() if its == of_left[key]]
        keys = ([key], [self.one(like)]) if like else ([], [])
        residual = None
        if self.rng.random() < 0.2:
            residual = ["not", ["is_null", ["column", key]]]
        columns = of_left if kind in ("semi", "anti") else of_left | of_right
        if self.rng.random() < cross:
            keys = [], []
        return Join(kind, left, right, *keys, residual), columns

    def aggregate(
        self,
        plan: Plan,
        columns: dict[str, str],
        functions: tuple[str, ...] = plans.FUNCTIONS,
        distinct: float = 0.0,
        once: tuple[str, ...] = plans.FUNCTIONS,
        kinds: tuple[str, ...] = KINDS,
    ) -> tuple[Plan, dict[str, str]]:
        """One to four aggregates, of columns of these kinds; of ``once`` some are distinct."""
        groups = [name for name in columns if self.rng.random() < 0.3]
        names, made, told = [], [], {name: columns[name] for name in groups}
        for _ in range(int(self.rng.integers(1, 5))):
            function = self.one(list(functions))
            of = [name for name, kind in columns.items() if kind in kinds]
            if function in ("sum", "avg"):
                of = [name for name in of if columns[name] != "text"]
            column = self.one(of) if of else None
            if column is None and function != "count":
                continue
            if function == "count" and self.rng.random() < 0.3:
                column = None
            is_once = column is not None and function in once and self.rng.random() < distinct
            names.append(self.name())
            made.append((function, column, is_once, 0))
            kind = columns.get(column, "whole")
            told[names[-1]] = {"count": "whole", "avg": "float"}.get(function, kind)
        if not told:
            names, made = [self.name()], [("count", None, False, 0)]
            told = {names[0]: "whole"}
        return Aggregate(plan, groups, names, made), told

    def sort(self, plan: Plan, columns: dict, limit: int | None) -> tuple[Plan, dict[str, str]]:
        keys = [(name, bool(self.rng.random() < 0.5), False) for name in list(columns)[:1]]
        return Sort(plan, keys, limit), columns

    def over(self, made: tuple[Plan, dict[str, str]], steps: int) -> tuple[Plan, dict[str, str]]:
        """Some steps more that are no obstacle."""
        for _ in range(int(self.rng.integers(0, steps + 1))):
            kind = self.one(["filter", "project", "sort"])
            made = self.sort(*made, None) if kind == "sort" else getattr(self, kind)(*made)
        return made


def _filled(expression: object, letters: dict[str, list]) -> object:
    if isinstance(expression, str) and expression in letters:
        return letters[expression]
    if not isinstance(expression, list):
        return expression
    if expression[0] in ("literal", "column"):
        return expression
    if expression[0] == "case":
        cases = [[_filled(part, letters) for part in case] for case in expression[1]]
        return ["case", cases, _filled(expression[2], letters)]
    return [expression[0], *(_filled(part, letters) for part in expression[1:])]


def joins(rng: np.random.Generator) -> list[Plan]:
    """Joins of every kind, alone, beside and above each other, under what is no obstacle."""
    made = []
    for first in plans.KINDS:
        for second in (None, *plans.KINDS):
            for to_the_right in (False, True):
                draw = Drawn(rng)
                below = draw.over(draw.join(first, [draw.scan(), draw.scan()], 0.2), 1)
                if second is not None:
                    sides = [below, draw.over(draw.scan(), 1)]
                    below = draw.join(second, sides[::-1] if to_the_right else sides, 0.2)
                made.append(draw.over(below, 2)[0])
    # on both sides of a join something is in the way, and not the same
    for left, right in (("left", "semi"), ("anti", "left"), ("semi", "anti"), ("inner", "anti")):
        draw = Drawn(rng)
        sides = [draw.join(kind, [draw.scan(), draw.scan()]) for kind in (left, right)]
        made.append(draw.over(draw.join("inner", sides), 1)[0])
    return made


def distinct(rng: np.random.Generator) -> list[Plan]:
    """Aggregates, many of them distinct, of whole numbers and texts."""
    made = []
    for _ in range(40):
        draw = Drawn(rng)
        below = draw.over(draw.scan(), 1)
        plan = draw.aggregate(*below, distinct=0.6, kinds=("whole", "text"))
        made.append(draw.over(plan, 1)[0])
    # a distinct count of floats is a whole number
    draw = Drawn(rng)
    plan, columns = draw.project(*draw.scan(), kinds=("float",))
    name = next(name for name, kind in columns.items() if kind == "float")
    counts = Aggregate(plan, [], ["x"], [("count", name, True, 0)])
    made.append(Aggregate(counts, [], ["y"], [("sum", "x", False, 0)]))
    return made


def floats(rng: np.random.Generator) -> list[Plan]:
    """Aggregates of floats and of whole numbers that are computed in every way, through several steps."""
    made = []
    for _ in range(60):
        draw = Drawn(rng)
        below = draw.project(*draw.scan())
        for _ in range(int(rng.integers(0, 3))):
            below = draw.over(below, 2)
            if rng.random() < 0.4:
                other = draw.project(*draw.scan())
                below = draw.join("inner", [below, other] if rng.random() < 0.5 else [other, below])
        aggregate = draw.aggregate(*below, distinct=0.3, once=("sum", "avg"))
        made.append(draw.over(aggregate, 1)[0])
    # each expression alone, below a sum
    for expression in (*WHOLE, *FLOAT, *OF_FLOATS):
        draw = Drawn(rng)
        plan, columns = draw.project(*draw.scan(), kinds=("float",))
        w, f = [next(n for n, k in columns.items() if k == kind) for kind in ("whole", "float")]
        letters = {"w": ["column", w], "f": ["column", f], "t": ["literal", "y"]}
        plan = Project(plan, ["x"], [_filled(expression, letters)])
        for function in ("sum", "avg", "min"):
            made.append(Aggregate(plan, [], ["y"], [(function, "x", False, 0)]))
    # floats of either side, behind joins that have them
    for kind in ("inner", "left", "anti"):
        draw = Drawn(rng)
        sides = [draw.project(*draw.scan(), kinds=("float",)) for _ in range(2)]
        joined, columns = draw.join(kind, sides)
        for name in columns:
            if columns[name] != "text":
                made.append(Aggregate(joined, [], ["x"], [("sum", name, False, 0)]))
    return made


def named_anew(rng: np.random.Generator) -> list[Plan]:
    """A name under which a float stood, or none, is computed anew."""
    made = []
    for first, then in (("f", ["literal", 7]), ("w", ["literal", 0.5]), ("f", ["<", "f", "f"])):
        draw = Drawn(rng)
        plan, columns = draw.project(*draw.scan(), kinds=("float",))
        letters = {k[0]: ["column", n] for n, k in columns.items()}
        plan = Project(plan, ["x", "z"], [_filled(first, letters), _filled("w", letters)])
        then = _filled(then, {"f": ["column", "x"]})
        for upper in (
            Project(plan, ["x"], [then]),
            Aggregate(plan, ["z"], ["x"], [("count", "x", False, 0)]),
        ):
            made.append(Aggregate(upper, [], ["y"], [("sum", "x", False, 0)]))
    return made


def below(rng: np.random.Generator) -> list[Plan]:
    """Aggregates below aggregates and joins, near and far, on one side, on the other, on both."""
    made = []
    for kind in ("inner", "anti"):
        for where in ("left", "right", "both", "none"):
            draw = Drawn(rng)
            sides = []
            for side in ("left", "right"):
                one = draw.project(*draw.scan())
                if where in (side, "both"):
                    one = draw.over(draw.aggregate(*one), 3)
                sides.append(one)
            joined = draw.over(draw.join(kind, sides), 1)
            made.append(joined[0])
            made.append(draw.over(draw.aggregate(*joined), 1)[0])
    # what each aggregate gives is added up by another
    draw = Drawn(rng)
    plan, columns = draw.project(*draw.scan(), kinds=("float",))
    for function in plans.FUNCTIONS:
        for kind in ("whole", "float"):
            name = next(name for name, its in columns.items() if its == kind)
            groups = Aggregate(plan, [name], ["x"], [(function, name, False, 0)])
            for summed in ("x", name):
                plan_of = Project(groups, ["y"], [["column", summed]])
                made.append(Aggregate(plan_of, [], ["z"], [("sum", "y", False, 0)]))
    for depth in (1, 2, 3, 4):
        draw = Drawn(rng)
        plan = draw.project(*draw.scan())
        for _ in range(depth):
            plan = draw.over(draw.aggregate(*draw.project(*plan)), 3)
        made.append(plan[0])
    # something is in the way on either side of a join, on one of them groups as well
    for grouped in ("left", "right"):
        draw = Drawn(rng)
        once = draw.aggregate(*draw.scan(), functions=("sum",), distinct=1.0, kinds=("whole",))
        sides = [once, draw.sort(*draw.scan(), 3)]
        made.append(draw.join("inner", sides if grouped == "left" else sides[::-1])[0])
    # a list without duplicates is an aggregate without aggregates
    scan, columns = Drawn(rng).scan()
    groups = Aggregate(scan, list(columns)[:1], [], [])
    made += [groups, Aggregate(groups, [], ["n"], [("count", None, False, 0)])]
    return made


def limits(rng: np.random.Generator) -> list[Plan]:
    """Sorts with and without a limit, also of 0, at the top and below."""
    made = []
    for limit in (None, 0, 1, 10):
        for top in (False, True):
            draw = Drawn(rng)
            plan = draw.sort(*draw.over(draw.aggregate(*draw.scan()), 1), limit)
            made.append((plan if top else draw.over(plan, 2))[0])
            plan = draw.sort(*draw.scan(), limit)
            made.append(draw.join("inner", [plan, draw.scan()])[0])
    # two of them, below each other and beside each other
    draw = Drawn(rng)
    first, second = (draw.sort(*draw.scan(), limit) for limit in (10, 3))
    made.append(draw.sort(*draw.over(first, 1), 5)[0])
    made.append(draw.join("inner", [first, second])[0])
    return made


def right(plan: Plan) -> list[str]:
    """The obstacles, found by lists of steps and by the kinds of columns that steps give, bottom up."""
    return [line for step in _work(plan) for line in _of_step(step)]


def _work(plan: Plan) -> Iterator[Plan]:
    """The steps in the order of the work: inputs first, left before right."""
    for step in plans.inputs(plan):
        yield from _work(step)
    yield plan


def _of_step(step: Plan) -> Iterator[str]:
    under = [one for part in plans.inputs(step) for one in plans.steps(part)]
    aggregated = any(isinstance(one, Aggregate) for one in under)
    if isinstance(step, Join):
        if step.kind != "inner":
            yield f"{step.kind} join"
        if aggregated:
            yield "aggregate below a join"
    if isinstance(step, Aggregate):
        if aggregated:
            yield "aggregate below an aggregate"
        of = floating(step.input)
        for function, column, once, _ in step.aggregates:
            if once and function not in ("min", "max"):
                yield f"distinct {function}"
            if function in ("sum", "avg") and column in of:
                yield f"{function} of floats"
    if isinstance(step, Sort) and step.limit is not None:
        yield "limit"


def floating(plan: Plan) -> set[str]:
    """The columns of a plan's result that are floats."""
    if isinstance(plan, Scan):
        return set()
    inputs = plans.inputs(plan)
    of = set().union(*(floating(one) for one in inputs))
    if isinstance(plan, Project):
        return {name for name, one in zip(plan.names, plan.expressions) if _floats(one, of)}
    if isinstance(plan, Aggregate):
        made = {
            name
            for name, (function, column, *_) in zip(plan.names, plan.aggregates)
            if function == "avg" or function != "count" and column in of
        }
        return made | of & set(plan.group_by)
    return of & set(plans.names(plan))


def _floats(expression: list, of: set[str]) -> bool:
    kind, *parts = expression
    if kind == "column":
        return parts[0] in of
    if kind == "literal":
        return type(parts[0]) is float
    if kind in ("+", "-", "*"):
        return any(_floats(part, of) for part in parts)
    if kind == "case":
        return any(_floats(value, of) for value in [*(then for _, then in parts[0]), parts[1]])
    return kind in ("/", "float")
