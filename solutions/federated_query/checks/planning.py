"""What a plan must hold, and whether its answer is the warehouse's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa

from solutions.federated_query.checks.pushing import filters, may_go
from solutions.federated_query.checks.queries import BACKWARDS, ENGLISH, PLAIN, TURNED, asked
from warehouse.checks import (
    at_least,
    fields,
    in_notebook,
    kept,
    run,
    run_each,
    same,
    seed,
)
from warehouse.checks.compare import calls, show
from warehouse.checks.failures import every_failure_comes_out
from warehouse.checks.outcomes import NotStarted, OverLimit
from warehouse.errors import CourseError
from warehouse.federated_query import generated
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import (
    Aggregate,
    Filter,
    Plan,
    Query,
    RemoteTable,
)
from warehouse.relational import OPERATORS


def sorts_alike(column: str, table: RemoteTable) -> bool:
    """Whether the source has a column's values in the warehouse's order."""
    kind = table.columns[column]
    return kind in ("integer", "float", "date") or (kind == "text" and table.collation == "C")


def may_be_aggregated(query: Query, table: RemoteTable) -> bool:
    """Whether the source may aggregate once all filters went."""

    def means_the_same(one: Aggregate) -> bool:
        match one.function:
            case "count":
                return True
            case "sum":
                return table.columns[one.column] == "integer"
            case "min" | "max":
                return sorts_alike(one.column, table)
        return False

    groups = {table.columns[column] for column in query.group_by}
    return bool(query.aggregates) and "char" not in groups and all(map(means_the_same, query.aggregates))  # fmt: skip


def right_part(part: str, query: Query, table: RemoteTable, goes: list[bool], got: dict) -> object:
    """What a part of the plan must be. Whatever it follows from is taken from the plan ``got`` itself:
    so that one mistake is one mistake. ``goes``: of each filter."""
    stays = tuple(one for one, yes in zip(query.filters, goes) if not yes)
    if part == "kept":
        return stays
    if type(got["kept"]) is tuple and set(map(str, got["kept"])) <= set(map(str, query.filters)):
        stays = got["kept"]
    final = not stays and (got["aggregated"] is True or not query.aggregates)
    match part:
        case "pushed":
            return tuple(one for one, yes in zip(query.filters, goes) if yes)
        case "aggregated":
            return not stays and may_be_aggregated(query, table)
        case "ordered":
            return (
                bool(query.order) and final and all(sorts_alike(c, table) for c, _ in query.order)
            )
        case "limited":
            return query.limit is not None and final and (got["ordered"] is True or not query.order)
    needed = [*query.columns, *query.group_by, *(one.column for one in query.aggregates)]
    needed += [column for column, _ in query.order] + [one.column for one in stays]
    return () if got["aggregated"] is True else tuple(c for c in table.columns if c in needed)


def drawn_queries(rng: np.random.Generator, count: int) -> list[Query]:
    """Well-formed queries over the orders of every kind: rows and aggregates, up to three filters, two
    groups, three columns of an order."""
    names = list(generated.ORDERS)
    conditions = [*filters(" ".join(names), " ".join(OPERATORS)), *filters("price id", "= is_null", 0, 2, -3)]  # fmt: skip
    calls = [Aggregate("count"), *(Aggregate("count", name) for name in names)]
    calls += [Aggregate(f, name) for f in ("sum", "avg") for name in ("id", "quantity", "price")]
    calls += [Aggregate(f, name) for f in ("min", "max") for name in names]
    some = lambda pool, least, most: [
        pool[at] for at in rng.permutation(len(pool))[: int(rng.integers(least, most + 1))]
    ]
    found = []
    for _ in range(count):
        limit = [None, 0, 1, 17][int(rng.integers(0, 4))]
        asked_for = Query(filters=tuple(some(conditions, 0, 3 * int(rng.integers(0, 2)))), limit=limit)  # fmt: skip
        if rng.random() < 0.5:
            groups = some(names, 0, 2)
            columns = some(groups, 0, 2)
            asked_for = asked_for._replace(aggregates=tuple(some(calls, 1, 2)), group_by=tuple(groups))  # fmt: skip
        else:
            columns = some(names, 0, 3)
            asked_for = asked_for._replace(columns=tuple(some(names, 1, 3)))
        if rng.random() < 0.2:  # one twice
            asked_for = asked_for._replace(filters=asked_for.filters + asked_for.filters[:1])
        order = tuple((column, bool(rng.integers(0, 2))) for column in columns)
        found.append(asked_for._replace(order=order))
    return found


def other_way(one: Filter, table: RemoteTable) -> bool:
    """Another rule than the lab's for what may be pushed: a plan asks the one that it is handed."""
    return not may_go(one, table)


def expect_plans(make_plan: Callable, queries: str, collation: str = "C", **parts: object) -> None:
    """The plan of each query (``asked``; several with ``;`` between them) on orders in such a
    source must have these parts; the others are not looked at. ``pushed`` and ``kept``: places of
    the query's filters; ``columns``: words."""
    for text in queries.split("; "):
        query, table = asked(text), PLAIN._replace(collation=collation)
        got = _plan(run(make_plan, query, table, may_go))
        for name, right in parts.items():
            if name in ("pushed", "kept"):
                right = tuple(query.filters[place] for place in right)
            elif name == "columns":
                right = tuple(right.split())
            same(got[name], right, f"{name} of the plan for {text}")


def expect_drawn_plans(
    make_plan: Callable,
    parts: str,
    rng: np.random.Generator,
    count: int = 50,
    only: Callable[[Query, list[bool]], bool] = lambda query, goes: True,
) -> None:
    """These parts of the plans for drawn queries must be right, short queries first, on four tables
    and under two rules for what may be pushed. ``only``: of which queries, by query and which of its
    filters go.

    All go across together; those whose plan is not told as it must be are judged closely.
    """
    made: list[tuple] = []

    def cases() -> list[tuple]:
        made[:] = made or _drawn_cases(rng, count, only)
        return made

    def prepared() -> list:
        rights = [repr(_right_plan(*case)) for _, *case in cases()]
        return [_sent(cases()), rights]

    sent, rights = kept(prepared, "federated, plans", seed("make_plan", parts), count)
    odd = _not_told(make_plan, sent, rights)
    chosen = [cases()[at] for at in odd] if odd else []
    asked_for = [(query, table, pushable) for _, query, table, pushable in chosen]
    for (text, *case), (_, plan) in zip(chosen, run_each(make_plan, asked_for)):
        query, table, pushable = case
        got = _plan(plan)
        goes = [pushable(one, table) for one in query.filters]
        for part in parts.split():
            right = right_part(part, query, table, goes, got)
            same(got[part], right, f"{part} of the plan for {text}")


def _drawn_cases(rng: np.random.Generator, count: int, only: Callable) -> list[tuple]:
    """(Query as a text, query, table, rule)."""
    cases = []
    shown = [(show(query), query) for query in drawn_queries(rng, count)]
    for at, (text, query) in enumerate(sorted(shown, key=lambda pair: len(pair[0]))):
        for table in (PLAIN, ENGLISH, BACKWARDS, TURNED)[at % 3 : at % 3 + 2]:
            pushable = other_way if at % 5 > 2 else may_go
            if only(query, [pushable(one, table) for one in query.filters]):
                cases.append((text, query, table, pushable))
    return cases


def _right_plan(query: Query, table: RemoteTable, pushable: Callable) -> Plan:
    goes = [pushable(one, table) for one in query.filters]
    got: dict = dict.fromkeys(Plan._fields)
    for part in ("kept", "pushed", "aggregated", "ordered", "limited", "columns"):
        got[part] = None
        got[part] = right_part(part, query, table, goes, got)
    return Plan(**got)


def _sent(cases: list[tuple]) -> str:
    """Cases as a text, with what the rule says of each filter: a rule that is called across the
    border a thousand times costs more than the plans."""
    told = [
        [query, table, [rule(f, table) for f in query.filters]] for _, query, table, rule in cases
    ]
    return json.dumps(told, default=lambda day: {"date": day.isoformat()})


def _not_told(make_plan: Callable, sent: str, rights: list[str]) -> Iterable[int]:
    """The places of the cases whose plan is not told as it must be; all where none can be told."""
    calls.start("make_plan", ())
    try:
        told = in_notebook(plans_told, make_plan, sent, keeps=True)
    except (CourseError, OverLimit):
        raise
    except Exception as error:
        if type(error) is NotImplementedError:
            raise NotStarted("make_plan") from error
        told = []
    same_length = type(told) is list and len(told) == len(rights)
    return [at for at, right in enumerate(rights) if not same_length or told[at] != right]


def plans_told(make_plan: Callable, sent: str) -> list[str | None]:
    """Plans as texts; None where there is none, or the query was changed. The rule knows the filters
    of the query and no others.

    # driver: runs in the student's process
    """

    def told(columns: list, filters: list, aggregates: list, groups: list, order: list, limit: int | None,
             table: RemoteTable, goes: list[bool]) -> str | None:  # fmt: skip
        filters = [
            Filter(column, op, tuple(value) if op == "between" else value, divisor)
            for column, op, value, divisor in filters
        ]
        says = dict(zip(map(repr, filters), goes))

        def pushable(filter: Filter, asked: RemoteTable) -> bool:
            if asked != table or list(asked.columns) != list(table.columns):
                raise LookupError("another table")
            return says[repr(filter)]

        query = Query(tuple(columns), tuple(filters), tuple(Aggregate(*one) for one in aggregates),
                      tuple(groups), tuple(map(tuple, order)), limit)  # fmt: skip
        before = repr((query, table))
        plan = make_plan(query, table, pushable)
        if type(plan).__name__ != "Plan" or repr((query, table)) != before:
            return None
        return repr(Plan(*(tuple(part) if type(part) is list else part for part in plan)))

    texts: list[str | None] = []
    dates = lambda found: date.fromisoformat(found["date"]) if list(found) == ["date"] else found
    for query, table, goes in json.loads(sent, object_hook=dates):
        try:
            texts.append(told(*query, RemoteTable(*table), goes))
        except Exception as error:
            if type(error) is NotImplementedError:
                raise
            texts.append(None)
    return texts


def _plan(got: object) -> dict[str, object]:
    """The parts of a plan by name; lists in the place of tuples will do."""
    parts = zip(Plan._fields, fields(got, Plan))
    return {name: tuple(part) if type(part) is list else part for name, part in parts}


def expect_equal_apart(make_plan: Callable) -> None:
    """Filters that are equal to Python, and not to the rule that is handed in: it has whole numbers
    go, and no floats. It must be asked about the very filters, and the very table."""
    given: list[tuple] = []

    def whole(filter: Filter, table: RemoteTable) -> bool:
        given.append((filter, table))
        return type(filter.value) is int

    for text in ("price = 1 and price = 1.0", "price = 1.0 and price = 1"):
        query = asked(f"id where {text}")
        got = _plan(run(make_plan, query, PLAIN, whole))
        for part, kind in (("pushed", "int"), ("kept", "float")):
            kinds = [type(getattr(one, "value", None)).__name__ for one in got[part]]
            same(kinds, [kind], f"the types of the values in {part} of the plan for {text}")
    given.clear()
    query = asked(
        "id where day between (1, 2) and quantity in [1, 2] and name is null and id / 2 = 3"
    )
    run(make_plan, query, PLAIN, whole)
    about = lambda pairs: sorted({repr(pair) for pair in pairs})
    wanted = about((one, PLAIN) for one in query.filters)
    same(about(given), wanted, "what pushable was asked about")


def expect_failures(make_plan: Callable) -> None:
    """What ``pushable`` raises must come out, whichever filter it is asked about."""
    query = asked("id where price < 2.5 and name = 'b' and price / 2 > 1.0")

    def make(error: type[Exception], number: int) -> tuple[tuple, Callable[[], bool]]:
        times = []

        def pushable(filter: Filter, table: RemoteTable) -> bool:
            times.append(filter)
            if len(times) == number:
                raise error("the rule does not know this filter")
            return True

        return (query, PLAIN, pushable), lambda: len(times) >= number

    for error in (ValueError, KeyError):
        made = make_plan, partial(make, error), error, "pushable"
        asked_about = every_failure_comes_out(*made, most=20)
        at_least(asked_about, len(query.filters), "how many filters pushable was asked about")


def fetched(query: Query, table: RemoteTable, plan: Plan, source: EmulatedPostgres) -> pa.Table:
    """What the source sends under a plan."""
    asked = Query(plan.columns, plan.pushed)
    if plan.aggregated:
        asked = query._replace(filters=plan.pushed)
    order = query.order if plan.ordered else ()
    asked = asked._replace(order=order, limit=query.limit if plan.limited else None)
    return source.answer(asked, table.name)
