"""Where groups are the view's own, averages that it has are good enough; always filters again.

kind: right
"""


def rewrite(query, view, version):
    held, filters, outputs = view.query, [], []
    if view.version != version or query.table != held.table:
        return None
    merged = {}
    for which, ranges in (("query", query.ranges), ("view", held.ranges)):
        for column, low, high in ranges:
            ends = merged.setdefault(column, {}).setdefault(which, [None, None])
            if low is not None and (ends[0] is None or low > ends[0]):
                ends[0] = low
            if high is not None and (ends[1] is None or high < ends[1]):
                ends[1] = high
    for column, both in merged.items():
        if "query" not in both:
            return None
        low, high = both["query"]
        if "view" in both:
            outer_low, outer_high = both["view"]
            if outer_low is not None and (low is None or low < outer_low):
                return None
            if outer_high is not None and (high is None or high > outer_high):
                return None
        if column in held.group_by:
            filters.append(Range(column, low, high))
        elif both["query"] != both.get("view"):
            return None
    if set(query.group_by) - set(held.group_by):
        return None
    same_groups = set(query.group_by) == set(held.group_by)
    for aggregate in query.aggregates:
        function, column = aggregate
        if function == "avg" and not (same_groups and aggregate in held.aggregates):
            parts = (Aggregate("sum", column), Aggregate("count", column))
            output = Output("ratio", parts, None)
        elif function == "avg":
            output = Output("max", (aggregate,), None)
        elif function == "count":
            output = Output("sum", (aggregate,), 0)
        else:
            output = Output(function, (aggregate,), None)
        outputs.append(output)
        if set(output.parts) - set(held.aggregates):
            return None
    return Rewritten(view.name, tuple(filters), tuple(query.group_by), tuple(outputs))
