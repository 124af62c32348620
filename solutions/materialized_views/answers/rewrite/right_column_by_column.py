"""Each column's two ranges side by side, with infinities; lists in the answer.

kind: right
"""


def rewrite(query, view, version):
    held = view.query
    if (query.table, version) != (held.table, view.version):
        return None
    filters = []
    columns = {one.column for one in (*query.ranges, *held.ranges)}
    for column in sorted(columns):
        mine = [one for one in query.ranges if one.column == column]
        its = [one for one in held.ranges if one.column == column]
        if not mine:
            return None
        for one in its:
            low_is_in = one.low is None or any(m.low is not None and m.low >= one.low for m in mine)
            high_is_in = one.high is None or any(
                m.high is not None and m.high <= one.high for m in mine
            )
            if not (low_is_in and high_is_in):
                return None

        def narrowest(ranges):
            return (
                max((one.low for one in ranges if one.low is not None), default=None),
                min((one.high for one in ranges if one.high is not None), default=None),
            )

        if its and narrowest(mine) == narrowest(its):
            continue
        if column not in held.group_by:
            return None
        filters += mine
    if [column for column in query.group_by if column not in held.group_by]:
        return None
    outputs = []
    for function, column in query.aggregates:
        needed = {"avg": ["sum", "count"]}.get(function, [function])
        parts = [Aggregate(name, column) for name in needed]
        if any(part not in held.aggregates for part in parts):
            return None
        kind = {"avg": "ratio", "count": "sum"}.get(function, function)
        outputs.append(Output(kind, parts, 0 if function == "count" else None))
    return Rewritten(view.name, filters, list(query.group_by), outputs)
