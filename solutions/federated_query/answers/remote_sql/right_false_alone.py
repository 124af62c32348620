"""An empty list makes the whole condition false.

kind: right
"""

from datetime import date
from itertools import chain

from warehouse.federated_query.federation import aggregate_name

SIGNS = {"=": "=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def remote_sql(query, plan, table):
    q = lambda name: f'"{name.replace(chr(34), chr(34) * 2)}"'
    v = lambda one: (
        f"'{one.replace(chr(39), chr(39) * 2)}'"
        if isinstance(one, str)
        else f"date '{one.isoformat()}'"
        if isinstance(one, date)
        else repr(one)
    )

    def tests(filters):
        for column, op, value, divisor in filters:
            left = q(column) + ("" if divisor is None else f" / {divisor!r}")
            if op in SIGNS:
                yield f"{left} {SIGNS[op]} {v(value)}"
            elif op == "between":
                yield f"{left} between {v(value[0])} and {v(value[1])}"
            elif op == "in":
                yield f"{left} in ({', '.join(v(each) for each in value)})"
            else:
                yield left + " " + op.replace("_", " ")

    def said():
        yield "select"
        if plan.aggregated:
            yield ", ".join(
                chain(
                    (q(column) for column in query.group_by),
                    (
                        f"{function}({q(column) if column is not None else '*'}) as {q(aggregate_name((one)))}"
                        for one in query.aggregates
                        for function, column in [one]
                    ),
                )
            )
        else:
            yield ", ".join(q(column) for column in plan.columns)
        yield f"from {q(table.name)}"
        if any(one.op == "in" and len(one.value) == 0 for one in plan.pushed):
            yield "where false"
        elif plan.pushed:
            yield "where " + " and ".join(tests(plan.pushed))
        if plan.aggregated and query.group_by:
            yield "group by " + ", ".join(q(column) for column in query.group_by)
        if plan.ordered:
            yield "order by " + ", ".join(q(c) + (" desc" if d else " asc") + " nulls last" for c, d in query.order)
        if plan.limited:
            yield f"limit {query.limit:d}"

    return " ".join(said())
