"""A running line for each group, into which each part is merged; averages are divided at the end.

kind: right
"""


def push_aggregates(aggregates):
    known = {"count": ["count"], "sum": ["sum"], "avg": ["sum", "count"], "min": ["min"], "max": ["max"]}
    parts, whole = [], False
    for function, column, distinct in aggregates:
        if function not in known:
            raise ValueError("unknown function " + function)
        whole = whole or distinct and function not in ("min", "max")
        for name in known[function]:
            part = Aggregate(name, column, False)
            if part not in parts:
                parts.append(part)
    return None if whole else parts


def _two(function, one, other):
    if one is None or other is None:
        return other if one is None else one
    if function in ("sum", "count"):
        return one + other
    return min(one, other) if function == "min" else max(one, other)


def merge(aggregates, parts):
    pushed = push_aggregates(aggregates)
    lines = {}
    for part in parts:
        for group in part:
            if group in lines:
                pairs = zip(pushed, lines[group], part[group])
                lines[group] = [_two(it.function, one, other) for it, one, other in pairs]
            else:
                lines[group] = list(part[group])
    result = {}
    for group, line in lines.items():
        values = []
        for function, column, _ in aggregates:
            if function == "avg":
                total = line[pushed.index(Aggregate("sum", column, False))]
                count = line[pushed.index(Aggregate("count", column, False))]
                values.append(total / count if count else None)
            else:
                values.append(line[pushed.index(Aggregate(function, column, False))])
        result[group] = values
    return result
