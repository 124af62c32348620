"""An evaluator of queries, views and rewritten queries, row by row, written for those of exercise 6
alone: what a rewriting is held against."""

from __future__ import annotations

from warehouse.materialized_views.records import (
    Aggregate,
    Output,
    Query,
    Rewritten,
    View,
)

#: The columns of the table ``sales``; all but the text hold whole numbers and nulls.
COLUMNS = ("day", "shop", "kind", "price", "tax")
FUNCTIONS = ("count", "sum", "min", "max", "avg")

Rows = list[dict]
#: From group to the values of the aggregates.
Answer = dict[tuple, tuple]


def within(row: dict, ranges) -> bool:
    for column, low, high in ranges:
        value = row[column]
        if value is None or (low is not None and value < low):
            return False
        if high is not None and value > high:
            return False
    return True


def grouped(rows: Rows, group_by) -> dict[tuple, Rows]:
    """The rows of each group; without columns to group by there is one, also of no rows."""
    groups: dict[tuple, Rows] = {} if group_by else {(): []}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in group_by), []).append(row)
    return groups


def aggregated(rows: Rows, aggregate: Aggregate) -> int | float | None:
    function, column = aggregate
    if column is None:
        return len(rows)
    values = [row[column] for row in rows if row[column] is not None]
    if function == "count":
        return len(values)
    if not values:
        return None
    if function == "avg":
        return sum(values) / len(values)
    return {"sum": sum, "min": min, "max": max}[function](values)


def answer(query: Query, rows: Rows) -> Answer:
    kept = [row for row in rows if within(row, query.ranges)]
    return {
        group: tuple(aggregated(some, one) for one in query.aggregates)
        for group, some in grouped(kept, query.group_by).items()
    }


def contents(view: View, rows: Rows) -> Rows:
    """The view's rows: its group columns by name, its aggregates by themselves."""
    return [
        dict(zip(view.query.group_by, group)) | dict(zip(view.query.aggregates, values))
        for group, values in answer(view.query, rows).items()
    ]


def answer_from(view: View, rewritten: Rewritten, rows: Rows) -> Answer:
    kept = [row for row in contents(view, rows) if within(row, rewritten.ranges)]
    return {
        group: tuple(_output(some, one) for one in rewritten.outputs)
        for group, some in grouped(kept, rewritten.group_by).items()
    }


def _output(rows: Rows, output: Output) -> int | float | None:
    columns = [[row[part] for row in rows if row[part] is not None] for part in output.parts]
    if output.function == "ratio":
        count = sum(columns[1])
        return sum(columns[0]) / count if columns[0] and count else output.empty
    (values,) = columns
    if not values:
        return output.empty
    return {"sum": sum, "min": min, "max": max}[output.function](values)
