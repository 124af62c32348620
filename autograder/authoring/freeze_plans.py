"""Makes ``warehouse/plans/tpch/plans.json`` from the SQL beside it: DataFusion parses and optimises each
query, and its plan is written down in the course's language.

``pip install datafusion && python -m autograder.authoring.freeze_plans``. The course itself needs no
DataFusion: the plans are committed. What its bindings do not give (seen with 55.0): the plan of a
scalar subquery that nothing correlates, so those of queries 11, 15 and 22 stand in FROM.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import datafusion
import pyarrow as pa
import pyarrow.parquet as pq
from datafusion import expr as df

from warehouse import data, plans
from warehouse.plans import Aggregate, Expression, Filter, Join, Plan, Project, Scan, Sort

FOLDER = Path(plans.__file__).parent / "tpch"
Key = tuple[str, str]  # relation ("" where it has none) and name, as DataFusion calls a column


class Typed(NamedTuple):
    """An expression and the decimal places its whole numbers count; None: no whole number."""

    expression: Expression
    scale: int | None


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

    def step(self, node: datafusion.LogicalPlan) -> Step:
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
        raise ValueError(f"no step of ours: {type(kind).__name__}")

    def _scan(self, scan) -> Step:
        table = scan.table_name()
        columns = [name for _, name in scan.projection()]
        names = [self.name(name) for name in columns]
        types = [self.schemas[table].field(name).type for name in columns]
        told = {(table, c): (n, _scale(t)) for c, n, t in zip(columns, names, types)}
        return Step(Scan(table, columns, names, None), told)

    def _filter(self, node, below: Step) -> Step:
        predicate = translate(node.predicate(), below.columns).expression
        if isinstance(below.plan, Scan):
            return Step(below.plan._replace(predicate=predicate), below.columns)
        return Step(Filter(below.plan, predicate), below.columns)

    def _project(self, expressions: list, below: Step) -> Step:
        names, ours, told = [], [], {}
        for each in expressions:
            key = _key(each)
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
            call = each.to_variant().expr() if _is(each, "Alias") else each
            calls.append((_key(each), call.to_variant()))
        computed = [
            part
            for part in [*groups, *(part for _, call in calls for part in call.args())]
            if not _is(part, "Column") and not _is(part, "Literal")
        ]
        if computed:
            below = self._with(below, computed)
        group_by, names, aggregates, told = [], [], [], {}
        for each in groups:
            group_by.append(_column(each, below)[0])
            told[_key(each)] = _column(each, below)
        for key, call in calls:
            function, (argument,) = call.aggregate_type(), call.args()
            column, scale = None, 0
            if not _is(argument, "Literal"):
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
            if _key(each) in told:
                continue
            typed = translate(each, below.columns)
            name = self.name(_key(each)[1])
            names.append(name)
            ours.append(typed.expression)
            told[_key(each)] = name, typed.scale
        return Step(Project(below.plan, names, ours), told)

    def _join(self, node, left: Step, right: Step) -> Step:
        kinds = {"Inner": "inner", "Left": "left", "LeftSemi": "semi", "LeftAnti": "anti"}
        kind = kinds[str(node.join_type()).rpartition(".")[2]]
        both = left.columns | right.columns
        residual = node.filter()
        pairs = [(df.Expr(a), df.Expr(b)) for a, b in node.on()]
        join = Join(
            kind,
            left.plan,
            right.plan,
            [_column(a, left)[0] for a, _ in pairs],
            [_column(b, right)[0] for _, b in pairs],
            None if residual is None else translate(df.Expr(residual), both).expression,
        )
        return Step(join, left.columns if kind in ("semi", "anti") else both)


def _is(each: datafusion.Expr, name: str) -> bool:
    return each.variant_name() == name


def _key(each: datafusion.Expr) -> Key:
    """What DataFusion calls the column that an expression gives."""
    if _is(each, "Column"):
        return each.to_variant().relation() or "", each.to_variant().name()
    return "", each.to_variant().alias() if _is(each, "Alias") else each.schema_name()


def _column(each: datafusion.Expr, step: Step) -> tuple[str, int | None]:
    return step.columns[_key(each)]


def _scale(type_: pa.DataType) -> int | None:
    if pa.types.is_decimal(type_):
        return type_.scale
    return 0 if pa.types.is_integer(type_) else None


def _at(typed: Typed, scale: int) -> Expression:
    """A whole number, counted in smaller units."""
    more = 10 ** (scale - typed.scale)
    if more == 1:
        return typed.expression
    if typed.expression[0] == "literal":
        return ["literal", typed.expression[1] * more]
    return ["*", typed.expression, ["literal", more]]


def _together(*parts: Typed) -> tuple[list[Expression], int | None]:
    """Several values in one unit: that of the one with most decimal places."""
    scales = [part.scale for part in parts]
    if None in scales:
        if any(scale is not None for scale in scales):
            raise ValueError(f"whole numbers beside others: {parts}")
        return [part.expression for part in parts], None
    return [_at(part, max(scales)) for part in parts], max(scales)


def _literal(value: object) -> Typed:
    if isinstance(value, Decimal):
        places = max(0, -value.as_tuple().exponent)
        return Typed(["literal", int(value.scaleb(places))], places)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return Typed(["literal", value], 0 if whole else None)


def translate(each: datafusion.Expr, columns: dict[Key, tuple[str, int | None]]) -> Typed:
    """An expression of DataFusion's in the course's language."""
    # the name that DataFusion gives a cast is that of what is cast
    if _key(each) in columns and each.variant_name() not in ("Alias", "Cast"):
        name, scale = columns[_key(each)]
        return Typed(["column", name], scale)

    def of(part: datafusion.Expr) -> Typed:
        return translate(part, columns)

    if _is(each, "ScalarFunction"):  # of which the bindings make no object
        return _function(each, of)
    kind = each.to_variant()
    match type(kind).__name__:
        case "Alias":
            return of(kind.expr())
        case "Literal":
            value = each.python_value()
            return _literal(value.as_py() if isinstance(value, pa.Scalar) else value)
        case "Cast":
            return _cast(of(kind.expr()), each.canonical_name().rpartition(" AS ")[2])
        case "BinaryExpr":
            return _binary(kind.op(), of(kind.left()), of(kind.right()))
        case "Not":
            return Typed(["not", of(kind.expr()).expression], None)
        case "Like":
            like = ["like", of(kind.expr()).expression, of(kind.pattern()).expression[1]]
            return Typed(["not", like] if kind.negated() else like, None)
        case "InList":
            parts, _ = _together(of(kind.expr()), *map(of, kind.list()))
            found = ["in", parts[0], [part[1] for part in parts[1:]]]
            return Typed(["not", found] if kind.negated() else found, None)
        case "Case":
            pairs = kind.when_then_expr()
            results, scale = _together(*(of(then) for _, then in pairs), of(kind.else_expr()))
            cases = [[of(c).expression, then] for (c, _), then in zip(pairs, results)]
            return Typed(["case", cases, results[-1]], scale)
    raise ValueError(f"no expression of ours: {each}")


def _cast(typed: Typed, to: str) -> Typed:
    if "Float64" not in to or typed.scale is None:
        return typed  # of a whole number to another width, of a text to another layout
    number = ["float", typed.expression]
    return Typed(["/", number, ["literal", 10.0**typed.scale]] if typed.scale else number, None)


def _binary(op: str, left: Typed, right: Typed) -> Typed:
    op = {"!=": "<>", "AND": "and", "OR": "or"}.get(op, op)
    if op == "*" and None not in (left.scale, right.scale):
        return Typed(["*", left.expression, right.expression], left.scale + right.scale)
    parts, scale = _together(left, right)
    return Typed([op, *parts], scale if op in ("+", "-") else None)


def _function(each: datafusion.Expr, of) -> Typed:
    """A call: its name is only in what is printed."""
    parts = [
        datafusion.Expr(part) if not hasattr(part, "to_variant") else part
        for part in each.rex_call_operands()
    ]
    name = each.schema_name().partition("(")[0]
    if name == "date_part" and str(of(parts[0]).expression[1]).upper() == "YEAR":
        return Typed(["year", of(parts[1]).expression], 0)
    if name == "substr":
        text, start, count = map(of, parts)
        return Typed(["substring", text.expression, start.expression[1], count.expression[1]], None)
    raise ValueError(f"no expression of ours: {each}")


def freeze(number: int, context: datafusion.SessionContext, schemas: dict[str, pa.Schema]) -> dict:
    """One query's plan and the scales of its columns, as JSON can hold them."""
    plan = context.sql(plans.sql(number)).optimized_logical_plan()
    done = Translator(schemas).step(plan)
    return {
        "plan": plans.to_data(done.plan),
        "scales": [scale for _, scale in done.columns.values()],
    }


def session() -> tuple[datafusion.SessionContext, dict[str, pa.Schema]]:
    """DataFusion with TPC-H's tables in it, and their schemas."""
    folder = data.generate(0.01)
    context, schemas = datafusion.SessionContext(), {}
    for table in data.TABLES:
        context.register_parquet(table, str(folder / f"{table}.parquet"))
        schemas[table] = pq.read_schema(folder / f"{table}.parquet")
    return context, schemas


def main() -> None:
    context, schemas = session()
    frozen = {number: freeze(number, context, schemas) for number in range(1, 23)}
    lines = ",\n".join(f'"{n}": {json.dumps(each)}' for n, each in frozen.items())
    (FOLDER / "plans.json").write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
