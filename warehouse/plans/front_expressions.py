"""Expressions of DataFusion's in the course's language of plans: the smaller half of ``front_end``."""

from __future__ import annotations

import importlib
import re
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa

from warehouse import plans
from warehouse.plans import Expression

Expr = object  # an expression, as DataFusion's bindings give it
Key = tuple[str, str]  # relation ("" where it has none) and name, as DataFusion calls a column


class NotInPlans(ValueError):
    """A query that the plan language cannot say; the message says which part of it."""


class Typed(NamedTuple):
    """An expression and the decimal places its whole numbers count; None: no whole number."""

    expression: Expression
    scale: int | None


def wrapped(part: object) -> Expr:
    """An expression as the bindings' Python gives it, of one as their Rust does."""
    if hasattr(part, "to_variant"):
        return part
    return importlib.import_module("datafusion.expr").Expr(part)


def is_a(each: Expr, name: str) -> bool:
    return each.variant_name() == name


def key_of(each: Expr) -> Key:
    """What DataFusion calls the column that an expression gives."""
    if is_a(each, "Column"):
        return each.to_variant().relation() or "", each.to_variant().name()
    return "", each.to_variant().alias() if is_a(each, "Alias") else each.schema_name()


def scale_of(type_: pa.DataType) -> int | None:
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
            said = ", ".join(str(part.expression) for part in parts)
            raise NotInPlans(f"whole numbers beside others: {said}")
        return [part.expression for part in parts], None
    return [_at(part, max(scales)) for part in parts], max(scales)


def _literal(value: object) -> Typed:
    if isinstance(value, Decimal):
        places = max(0, -value.as_tuple().exponent)
        return Typed(["literal", int(value.scaleb(places))], places)
    if not isinstance(value, (int, float, str, date)) or isinstance(value, datetime):
        raise NotInPlans(f"the literal {value!r}: plans have numbers, texts, dates, true and false")
    whole = isinstance(value, int) and not isinstance(value, bool)
    return Typed(["literal", value], 0 if whole else None)


def translate(each: Expr, columns: dict[Key, tuple[str, int | None]]) -> Typed:
    """An expression of DataFusion's in the course's language."""
    # the name that DataFusion gives a cast is that of what is cast
    if key_of(each) in columns and each.variant_name() not in ("Alias", "Cast"):
        name, scale = columns[key_of(each)]
        return Typed(["column", name], scale)

    def of(part: Expr) -> Typed:
        return translate(part, columns)

    if is_a(each, "ScalarSubquery"):
        raise NotInPlans("a subquery for one value: make it a table of one row in FROM")
    if is_a(each, "ScalarFunction"):  # of which the bindings make no object
        return _function(each, of)
    kind = each.to_variant()
    match type(kind).__name__:
        case "Alias":
            return of(kind.expr())
        case "Literal":
            value = each.python_value()
            return _literal(value.as_py() if isinstance(value, pa.Scalar) else value)
        case "Cast":
            return _cast(of(kind.expr()), each.canonical_name().rpartition(" AS ")[2][:-1])
        case "BinaryExpr":
            return _binary(kind.op(), of(kind.left()), of(kind.right()))
        case "Not":
            return Typed(["not", of(kind.expr()).expression], None)
        case "IsNull":
            return Typed(["is_null", of(kind.expr()).expression], None)
        case "IsNotNull":
            return Typed(["not", ["is_null", of(kind.expr()).expression]], None)
        case "Like":
            if kind.escape_char() or "ILIKE" in each.canonical_name():
                raise NotInPlans(f"{each.canonical_name()}: like has no escape and minds the case")
            like = ["like", of(kind.expr()).expression, of(kind.pattern()).expression[1]]
            return Typed(["not", like] if kind.negated() else like, None)
        case "InList":
            parts, _ = _together(of(kind.expr()), *map(of, kind.list()))
            found = ["in", parts[0], [part[1] for part in parts[1:]]]
            return Typed(["not", found] if kind.negated() else found, None)
        case "Case":
            if kind.expr() is not None or kind.else_expr() is None:
                raise NotInPlans("a case of a value, or one without else")
            pairs = kind.when_then_expr()
            results, scale = _together(*(of(then) for _, then in pairs), of(kind.else_expr()))
            cases = [[of(c).expression, then] for (c, _), then in zip(pairs, results)]
            return Typed(["case", cases, results[-1]], scale)
    raise NotInPlans(f"{each.schema_name()} is no expression of plans")


def _cast(typed: Typed, to: str) -> Typed:
    """A value as another type: what plans call the same stays, whole numbers become floats."""
    if "Float64" in to:
        if typed.scale is None:
            return typed
        number = ["float", typed.expression]
        return Typed(["/", number, ["literal", 10.0**typed.scale]] if typed.scale else number, None)
    decimal = re.search(r"Decimal\d+\(\d+, (\d+)\)", to)
    places = int(decimal[1]) if decimal else 0 if re.fullmatch(r"U?Int\d+", to) else None
    if places is None and typed.scale is None and re.search(r"Utf8|Date32", to):
        return typed  # a text in another layout, or a date
    if places is None or typed.scale is None or places < typed.scale:
        raise NotInPlans(f"a cast to {to} of {typed.expression}")
    return typed  # to another width


def _binary(op: str, left: Typed, right: Typed) -> Typed:
    op = {"!=": "<>", "AND": "and", "OR": "or"}.get(op, op)
    if op == "*" and None not in (left.scale, right.scale):
        return Typed(["*", left.expression, right.expression], left.scale + right.scale)
    if op not in ("+", "-", "*", "/", "and", "or", *plans.COMPARISONS):
        raise NotInPlans(f"the operator {op}")
    parts, scale = _together(left, right)
    if op == "/" and scale is not None:  # of whole numbers it is not in plans
        parts = [["float", part] for part in parts]
    return Typed([op, *parts], scale if op in ("+", "-") else None)


def _function(each: Expr, of) -> Typed:
    """A call: its name is only in what is printed."""
    parts = [wrapped(part) for part in each.rex_call_operands()]
    name = each.schema_name().partition("(")[0]
    if name == "date_part" and str(of(parts[0]).expression[1]).upper() == "YEAR":
        return Typed(["year", of(parts[1]).expression], 0)
    if name == "substr":
        text, start, count = map(of, parts)
        return Typed(["substring", text.expression, start.expression[1], count.expression[1]], None)
    raise NotInPlans(f"{each.schema_name()} is no expression of plans")
