"""With itertools.

kind: right
"""

def make_plan(query: Query, table: RemoteTable, pushable) -> Plan:
    from itertools import compress

    goes = [bool(pushable(one, table)) for one in query.filters]
    pushed = tuple(compress(query.filters, goes))
    kept = tuple(compress(query.filters, [not yes for yes in goes]))
    sorts_alike = lambda column: table.columns[column] != "char" and (table.columns[column] != "text" or table.collation == "C")

    def same_there(aggregate: Aggregate) -> bool:
        if aggregate.function == "count":
            return True
        if aggregate.function == "sum":
            return table.columns[aggregate.column] == "integer"
        return aggregate.function in ("min", "max") and sorts_alike(aggregate.column)

    aggregated = bool(query.aggregates) and not kept and all(map(same_there, query.aggregates))
    aggregated = aggregated and all(table.columns[column] != "char" for column in query.group_by)
    final = not kept and (aggregated or not query.aggregates)
    ordered = bool(query.order) and final and all(sorts_alike(column) for column, _ in query.order)
    limited = query.limit is not None and final and (ordered or not query.order)
    needed = {*query.columns, *query.group_by, *(a.column for a in query.aggregates), *(c for c, _ in query.order), *(f.column for f in kept)}
    columns = () if aggregated else tuple(column for column in table.columns if column in needed)
    return Plan(columns, pushed, kept, aggregated, ordered, limited)
