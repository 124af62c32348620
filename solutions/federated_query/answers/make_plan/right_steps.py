"""Step by step.

kind: right
"""

def make_plan(query, table, pushable):
    pushed, kept = [], []
    for filter in query.filters:
        (pushed if pushable(filter, table) else kept).append(filter)

    def ordinary(column):
        kind = table.columns[column]
        return kind in ("integer", "float", "date") or kind == "text" and table.collation == "C"

    aggregated = False
    if query.aggregates and not kept:
        aggregated = "char" not in [table.columns[column] for column in query.group_by]
        for function, column in query.aggregates:
            if function == "avg" or function == "sum" and table.columns[column] != "integer":
                aggregated = False
            if function in ("min", "max") and not ordinary(column):
                aggregated = False
    final = not kept and (not query.aggregates or aggregated)
    ordered = final and len(query.order) > 0 and all(ordinary(column) for column, down in query.order)
    limited = final and query.limit is not None and (ordered or len(query.order) == 0)
    wanted = set(query.columns) | set(query.group_by) | {a.column for a in query.aggregates} | {f.column for f in kept}
    wanted |= {column for column, down in query.order}
    columns = [column for column in table.columns if column in wanted]
    return Plan(() if aggregated else tuple(columns), tuple(pushed), tuple(kept), aggregated, ordered, limited)
