"""Key words in capitals, brackets everywhere.

kind: right
"""

def remote_sql(query: Query, plan: Plan, table: RemoteTable) -> str:
    name = lambda text: '"' + text.replace('"', '""') + '"'

    def value(one: object) -> str:
        if type(one) is str:
            return "'" + one.replace("'", "''") + "'"
        return f"date '{one.isoformat()}'" if type(one) is date else repr(one)

    def condition(filter: Filter) -> str:
        left = name(filter.column) + (f" / {filter.divided_by}" if filter.divided_by is not None else "")
        if filter.op in ("is_null", "is_not_null"):
            return f"{left} {filter.op.replace('_', ' ')}"
        if filter.op == "between":
            return f"{left} between {value(filter.value[0])} and {value(filter.value[1])}"
        if filter.op == "in":
            return f"{left} in ({', '.join(map(value, filter.value))})" if filter.value else "false"
        return f"{left} {filter.op} {value(filter.value)}"

    chosen = [name(column) for column in (query.group_by if plan.aggregated else plan.columns)]
    for aggregate in query.aggregates if plan.aggregated else ():
        inside = name(aggregate.column) if aggregate.column else "*"
        chosen.append(f"{aggregate.function}({inside}) as {name(federation.aggregate_name(aggregate))}")
    text = f"SELECT {', '.join(chosen)} from {name(table.name)}"
    if plan.pushed:
        text += " WHERE " + " AND ".join(f"({condition(one)})" for one in plan.pushed)
    if plan.aggregated and query.group_by:
        text += " group by " + ", ".join(map(name, query.group_by))
    if plan.ordered:
        text += " order by " + ", ".join(f"{name(column)} {'desc' if down else 'asc'} nulls last" for column, down in query.order)
    return text + (f" limit {query.limit}" if plan.limited else "")
