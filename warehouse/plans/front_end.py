"""SQL as plans: DataFusion parses and optimises a query, and its plan is written down in the course's language.

The course itself needs no DataFusion: the 22 queries are frozen (``autograder.authoring.freeze_plans`` made
them). Whoever has it, ``pip install datafusion``, can take queries of their own through ``plan_of``. What its
bindings do not give (seen with 55.0): the plan of a scalar subquery that nothing correlates, so those of
queries 11, 15 and 22 stand in FROM.
"""

from __future__ import annotations

import importlib
import re
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import data, plans
from warehouse.errors import CourseError
from warehouse.plans import (
    FUNCTIONS,
    Aggregate,
    Expression,
    Filter,
    Join,
    Plan,
    Project,
    Scan,
    Sort,
)
from warehouse.plans.front_expressions import (
    Expr,
    Key,
    NotInPlans,
    is_a,
    key_of,
    scale_of,
    translate,
    wrapped,
)

Node = object  # a step of DataFusion's plan, as the bindings give it


class NoFrontEnd(CourseError):
    """DataFusion is not installed."""


class Step(NamedTuple):
    """A step of the plan, and each of its columns by DataFusion's key: its name in the plan, its
    scale."""

    plan: Plan
    columns: dict[Key, tuple[str, int | None]]


class Translator:
    """One query's plan. Names are given out once in a plan, so that nothing is called by two."""

    def __init__(self, schemas: dict[str, pa.Schema]):
        self.schemas = schemas
        self._taken: set[str] = set()

    def name(self, wanted: str) -> str:
        base = re.sub(r"\W+", "_", re.sub(r"\b\w+\.", "", wanted)).strip("_").lower()
        numbered = (f"{base}_{number}" for number in range(2, 1000))
        name = next(n for n in (base, *numbered) if n not in self._taken)
        self._taken.add(name)
        return name

    def step(self, node: Node) -> Step:
        below = [self.step(each) for each in node.inputs()]
        kind = node.to_variant()
        match type(kind).__name__:
            case "TableScan":
                return self._scan(kind)
            case "SubqueryAlias":
                return Step(
                    below[0].plan,
                    {(kind.alias(), name): told for (_, name), told in below[0].columns.items()},
                )
            case "Filter":
                return self._filter(kind, below[0])
            case "Projection":
                return self._project(kind.projections(), below[0])
            case "Aggregate":
                return self._aggregate(kind, below[0])
            case "Join":
                return self._join(kind, *below)
            case "Sort":
                keys = [
                    (_column(by.expr(), below[0])[0], not by.ascending(), by.nulls_first())
                    for by in kind.sort_exprs()
                ]
                return Step(Sort(below[0].plan, keys, kind.get_fetch_val()), below[0].columns)
            case "Limit":
                raise NotInPlans("a limit without an order, or with an offset, is not in plans")
        raise NotInPlans(f"{type(kind).__name__} is no step of plans")

    def _scan(self, scan) -> Step:
        table = scan.table_name()
        # what it filters stands in a step of its own as well: of Parquet it takes that for a hint
        # to count rows takes one column
        columns = [name for _, name in scan.projection()] or self.schemas[table].names[:1]
        names = [self.name(name) for name in columns]
        types = [self.schemas[table].field(name).type for name in columns]
        told = {(table, c): (n, scale_of(t)) for c, n, t in zip(columns, names, types)}
        return Step(Scan(table, columns, names, None), told)

    def _filter(self, node, below: Step) -> Step:
        predicate = translate(node.predicate(), below.columns).expression
        if isinstance(below.plan, Scan):
            return Step(below.plan._replace(predicate=predicate), below.columns)
        return Step(Filter(below.plan, predicate), below.columns)

    def _project(self, expressions: list, below: Step) -> Step:
        names, ours, told = [], [], {}
        for each in expressions:
            key = key_of(each)
            typed = translate(each, below.columns)
            passes = typed.expression[0] == "column" and typed.expression[1] not in names
            name = typed.expression[1] if passes else self.name(key[1])
            names.append(name)
            ours.append(typed.expression)
            told[key] = name, typed.scale
        return Step(Project(below.plan, names, ours), told)

    def _aggregate(self, node, below: Step) -> Step:
        """What is aggregated or grouped by is a column first, where it is not one yet."""
        groups, calls = node.group_by_exprs(), []
        for each in node.aggregate_exprs():
            call = each.to_variant().expr() if is_a(each, "Alias") else each
            calls.append((key_of(each), call.to_variant()))
        computed = [
            part
            for part in [*groups, *(part for _, call in calls for part in call.args())]
            if not is_a(part, "Column") and not is_a(part, "Literal")
        ]
        if computed:
            below = self._with(below, computed)
        group_by, names, aggregates, told = [], [], [], {}
        for each in groups:
            group_by.append(_column(each, below)[0])
            told[key_of(each)] = _column(each, below)
        for key, call in calls:
            function, argument = _aggregate(key, call)
            column, scale = None, 0
            if not is_a(argument, "Literal"):
                column, scale = _column(argument, below)
            name = self.name(key[1])
            names.append(name)
            aggregates.append((function, column, call.is_distinct(), scale or 0))
            result = {"count": 0, "avg": None}.get(function, scale)
            told[key] = name, result
            if function != "avg":
                aggregates[-1] = (function, column, call.is_distinct(), 0)
        return Step(Aggregate(below.plan, group_by, names, aggregates), told)

    def _with(self, below: Step, computed: list) -> Step:
        """The step's columns and some more."""
        names = [name for name, _ in below.columns.values()]
        ours: list[Expression] = [["column", name] for name in names]
        told = dict(below.columns)
        for each in computed:
            if key_of(each) in told:
                continue
            typed = translate(each, below.columns)
            name = self.name(key_of(each)[1])
            names.append(name)
            ours.append(typed.expression)
            told[key_of(each)] = name, typed.scale
        return Step(Project(below.plan, names, ours), told)

    def _join(self, node, left: Step, right: Step) -> Step:
        kinds = {"Inner": "inner", "Left": "left", "LeftSemi": "semi", "LeftAnti": "anti"}
        theirs = str(node.join_type()).rpartition(".")[2]
        turned = {"Right": "Left", "RightSemi": "LeftSemi", "RightAnti": "LeftAnti"}.get(theirs)
        kind = kinds.get(turned or theirs)
        if kind is None or getattr(node, "null_equals_null", bool)():
            raise NotInPlans(f"a join of the kind {theirs}, or one where null equals null")
        both = left.columns | right.columns
        residual = node.filter()
        pairs = [(wrapped(a), wrapped(b)) for a, b in node.on()]
        if turned:
            left, right, pairs = right, left, [(b, a) for a, b in pairs]
        join = Join(
            kind,
            left.plan,
            right.plan,
            [_column(a, left)[0] for a, _ in pairs],
            [_column(b, right)[0] for _, b in pairs],
            None if residual is None else translate(wrapped(residual), both).expression,
        )
        return Step(join, left.columns if kind in ("semi", "anti") else both)


def _aggregate(key: Key, call: object) -> tuple[str, Expr]:
    """An aggregate's function and its one argument."""
    function, arguments = call.aggregate_type(), call.args()
    if function not in FUNCTIONS or len(arguments) != 1:
        raise NotInPlans(f"the aggregate {key[1]}: plans have {', '.join(FUNCTIONS)}")
    # of what these do the bindings tell only the name
    if re.search(r" (FILTER \(|ORDER BY \[)|(IGNORE|RESPECT) NULLS", key[1]):
        raise NotInPlans(f"an aggregate of some of its rows: {key[1]}")
    if is_a(arguments[0], "Literal") and (function != "count" or call.is_distinct()):
        raise NotInPlans(f"an aggregate of a constant: {key[1]}")
    return function, arguments[0]


def _column(each: Expr, step: Step) -> tuple[str, int | None]:
    found = step.columns.get(key_of(each))
    if found is None:
        raise NotInPlans(f"{key_of(each)[1]} where plans want a column: select it in a subquery")
    return found


def session() -> tuple[object, dict[str, pa.Schema]]:
    """DataFusion with TPC-H's tables in it, and their schemas. Raises ``NoFrontEnd`` where it is not
    installed."""
    try:
        datafusion = importlib.import_module("datafusion")
    except ImportError:
        raise NoFrontEnd(
            "DataFusion, which reads SQL here, is not installed: run '%pip install datafusion' in a cell and "
            "restart the kernel (43 MB; nothing else of the course needs it)"
        ) from None
    folder = data.generate(0.01)
    context, schemas = datafusion.SessionContext(), {}
    for table in data.TABLES:
        context.register_parquet(table, str(folder / f"{table}.parquet"))
        schemas[table] = pq.read_schema(folder / f"{table}.parquet")
    return context, schemas


def plan_of(
    text: str, context: object, schemas: dict[str, pa.Schema]
) -> tuple[Plan, list[int | None]]:
    """A query's plan, and the scales of its columns as ``plans.Query`` has them.

    Raises ``NotInPlans`` for what the plan language cannot say, and for what is no query of these tables.
    """
    allowed = importlib.import_module("datafusion").SQLOptions()
    allowed = allowed.with_allow_ddl(False).with_allow_dml(False).with_allow_statements(False)
    try:
        node = context.sql_with_options(text, allowed).optimized_logical_plan()
    # the bindings raise ValueError, RuntimeError and classes of their own
    except Exception as error:
        raise NotInPlans(str(error)) from error
    done = Translator(schemas).step(node)
    told = list(done.columns.values())
    # a right join that was turned round, or a column that stands twice
    if [name for name, _ in told] != plans.names(done.plan):
        raise NotInPlans(
            "columns that are named twice, or in the order of a join: select them by name"
        )
    if any(isinstance(step, Sort) for step in list(plans.steps(done.plan))[1:]):
        raise NotInPlans("an order, or a limit, inside the query: plans sort at their end alone")
    return done.plan, [scale for _, scale in told]
