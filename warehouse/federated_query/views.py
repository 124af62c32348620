"""The federated query lab's views: quoting, what is pushed and what that changes, plans, bytes; and
a live PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

import ipywidgets as widgets
import numpy as np
import pyarrow as pa

from warehouse.drawing import shown, table
from warehouse.federated_query import federation, generated
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import (
    Aggregate,
    Filter,
    Query,
    RemoteTable,
    SourceError,
)
from warehouse.federated_query.generated import ORDERS

PLAIN = RemoteTable("orders", ORDERS, "C")
GERMAN = RemoteTable("orders", ORDERS, "de_DE")
QUERIES = {
    "a few orders": Query(
        ("id", "price"), (Filter("quantity", "=", 7), Filter("day", "<", date.fromordinal(738_100)))
    ),
    "half a quantity": Query(
        ("id",),
        (Filter("quantity", "=", 3, 2), Filter("price", ">", 20.0)),
        order=(("id", False),),
        limit=5,
    ),
    "a count a day": Query((), (Filter("price", "is_not_null"),), (Aggregate("count"),), ("day",)),
    "an average a name": Query((), (), (Aggregate("avg", "quantity"),), ("name",)),
    "names in order": Query(
        ("id", "name"), (Filter("name", ">", "a"),), order=(("name", True), ("id", False)), limit=3
    ),
}


def _filter(asked: Filter) -> str:
    left = asked.column + (f" / {asked.divided_by}" if asked.divided_by is not None else "")
    return (
        f"{left} {asked.op.replace('_', ' ')} {'' if asked.op.startswith('is_') else asked.value}"
    )


def quoted(identifier: Callable, literal: Callable) -> widgets.HTML:
    """Texts that an attacker, or a customer of an unusual name, would write."""
    texts = ["O'Hara", "'; drop table orders; --", 'the "best"', "back\\slash", ""]
    return shown(
        lambda: table(
            ["text", "as a literal", "as a name"],
            [[t, literal(t), identifier(t) if t else ""] for t in texts],
        )
    )


def pushed(can_push: Callable) -> widgets.HTML:
    """Filters of generated queries, each alone: what the student decides, and whether the source
    would give the same rows."""

    def draw() -> str:
        rng, rows, seen, lines = (
            np.random.default_rng(3),
            generated.orders(np.random.default_rng(4), 500),
            set(),
            [],
        )
        sources = {
            remote.collation: EmulatedPostgres({"orders": (remote, rows)})
            for remote in (PLAIN, GERMAN)
        }
        while len(lines) < 14:
            for asked in generated.random_query(rng).filters:
                remote = (PLAIN, GERMAN)[len(lines) % 2]
                kind = (asked.column, asked.op, asked.divided_by is None, remote.collation)
                if kind in seen or len(lines) == 14:
                    continue
                seen.add(kind)
                alone = Query(("id",), (asked,), order=(("id", False),))
                answer = sources[remote.collation].answer(alone, "orders")
                same = answer.equals(federation.in_warehouse(alone, rows))
                pushes = bool(can_push(asked, remote))
                verdict = (
                    "fine"
                    if pushes == same
                    else "stays, and could go"
                    if same
                    else "WRONG ANSWERS"
                    if pushes
                    else "fine"
                )
                words = "pushed" if pushes else "kept"
                lines.append(
                    [
                        _filter(asked),
                        remote.collation,
                        words,
                        "the same" if same else "other rows",
                        verdict,
                    ]
                )
        return table(["filter", "collation", "yours", "the source gives", ""], lines)

    return shown(draw)


def _bytes(query: Query, plan: federation.Plan, source: EmulatedPostgres) -> int:
    asked = (
        query._replace(filters=plan.pushed) if plan.aggregated else Query(plan.columns, plan.pushed)
    )
    asked = asked._replace(
        order=query.order if plan.ordered else (), limit=query.limit if plan.limited else None
    )
    return source.answer(asked, "orders").nbytes


def federated_plans(make_plan: Callable) -> widgets.HTML:
    """What goes where, for five queries, and the bytes beside those of the whole table."""

    def allowed(asked: Filter, remote: RemoteTable) -> bool:
        return asked.divided_by is None and remote.columns[asked.column] != "char"

    def draw() -> str:
        rows, lines = generated.orders(np.random.default_rng(4), 3000), []
        source = EmulatedPostgres({"orders": (PLAIN, rows)})
        for name, query in QUERIES.items():
            plan = make_plan(query, PLAIN, allowed)
            pushed = (
                ["filters"] * bool(plan.pushed)
                + ["aggregates"] * plan.aggregated
                + ["order"] * plan.ordered
                + ["limit"] * plan.limited
            )
            sent = _bytes(query, plan, source)
            lines.append(
                [
                    name,
                    ", ".join(pushed) or "nothing",
                    ", ".join(map(_filter, plan.kept)) or "nothing",
                    f"{sent:,}",
                    f"{sent / rows.nbytes:.1%}",
                ]
            )
        return table(
            ["query", "done in the source", "filters kept", "bytes", "of the table"], lines
        )

    return shown(draw)


def remote_texts(remote_sql: Callable) -> widgets.HTML:
    """The student's SQL for plans that push everything."""

    def draw() -> str:
        lines = []
        for name, query in QUERIES.items():
            whole = bool(query.aggregates)
            columns = () if whole else query.columns
            plan = federation.Plan(
                columns, query.filters, (), whole, bool(query.order), query.limit is not None
            )
            lines.append([name, remote_sql(query, plan, PLAIN)])
        return table(["query", "text"], lines)

    return shown(draw)


def broken_fetches(fetch: Callable) -> widgets.HTML:
    """A source that breaks once, twice, and too often."""

    def draw() -> str:
        rows, lines = pa.table({"id": pa.array(range(2000), pa.int32())}), []
        for breaks in ((), (2,), (1, 3), (0, 1, 2)):
            source = EmulatedPostgres(
                {"t": (RemoteTable("t", {"id": "integer"}, "C"), rows)}, breaks=(*breaks, None)
            )
            try:
                came = f"{fetch(source, 'select id from t', 3).num_rows:,} rows"
            except SourceError as error:
                came = f"an error: {error}"
            lines.append(
                [
                    ", ".join(map(str, breaks)) or "never",
                    came,
                    len(source.queries),
                    f"{source.bytes_fetched:,}",
                ]
            )
        return table(["breaks after batch", "what comes", "queries sent", "bytes fetched"], lines)

    return shown(draw)


def on_postgres(
    can_push: Callable, make_plan: Callable, remote_sql: Callable, fetch: Callable, join: Callable
) -> widgets.HTML:
    """All parts against a real server, started for this picture, or the one that ``PG_URI``
    names."""

    def draw() -> str:
        from warehouse.federated_query.postgres_source import live_source

        rows, lines = generated.orders(np.random.default_rng(4), 3000), []
        days = rows["day"].unique()
        names = ["summer" if day.month in range(4, 10) else "winter" for day in days.to_pylist()]
        seasons = pa.table({"day": days, "group": names})
        with live_source({"orders": (PLAIN, rows)}) as source:
            for name, query in QUERIES.items():
                plan = make_plan(query, PLAIN, can_push)
                answer = federation.finish(
                    query, plan, fetch(source, remote_sql(query, plan, PLAIN), 3)
                )
                lines.append(
                    [name, f"{answer.num_rows:,} rows", f"{source.bytes_fetched:,} bytes so far"]
                )
            sums = join(
                source.execute('select "day", "quantity" from "orders"'), seasons, "day", "quantity"
            )
        said = ", ".join(f"{group}: {total:,}" for group, total in sorted(sums.items()))
        return (
            table(["query", "answer", ""], lines)
            + f"<p>Quantities joined with a table of the warehouse: {escape(said)}.</p>"
        )

    return shown(draw)
