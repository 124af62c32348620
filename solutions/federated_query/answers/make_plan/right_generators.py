"""The rule is asked twice, out of generators.

kind: right
"""

from warehouse.federated_query.federation import Plan


def make_plan(query, table, pushable):
    pushed = tuple(one for one in query.filters if pushable(one, table))
    kept = tuple(one for one in query.filters if not pushable(one, table))
    kind = table.columns.__getitem__
    same = {"integer", "float", "date"} | ({"text"} if table.collation == "C" else set())

    def sent():
        wanted = {c: None for c in query.columns}
        wanted.update((c, None) for c in query.group_by)
        wanted.update((a.column, None) for a in query.aggregates)
        wanted.update((c, None) for c, _ in query.order)
        wanted.update((f.column, None) for f in kept)
        return tuple(filter(wanted.__contains__, table.columns))

    if kept:
        return Plan(sent(), pushed, kept, False, False, False)
    if query.aggregates:
        for one in query.aggregates:
            allowed = {"count": set(table.columns.values()) | {None}, "sum": {"integer"}, "min": same, "max": same}
            of = None if one.column is None else kind(one.column)
            if of not in allowed.get(one.function, ()):
                return Plan(sent(), pushed, (), False, False, False)
        if "char" in map(kind, query.group_by):
            return Plan(sent(), pushed, (), False, False, False)
    orderly = {kind(column) for column, _ in query.order} <= same
    return Plan(
        () if query.aggregates else sent(),
        pushed,
        (),
        query.aggregates != (),
        orderly and query.order != (),
        orderly and query.limit is not None,
    )
