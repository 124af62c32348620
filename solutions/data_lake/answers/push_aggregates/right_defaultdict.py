"""The result is a dict of another class, whose lists are filled aggregate by aggregate.

kind: right
"""

from collections import defaultdict


def push_aggregates(aggregates):
    for aggregate in aggregates:
        if aggregate.function not in {"count", "sum", "avg", "min", "max"}:
            raise ValueError(aggregate.function)
    if any(a.distinct and a.function in {"count", "sum", "avg"} for a in aggregates):
        return None
    answer = []
    for function, column, _ in aggregates:
        for one in ["sum", "count"] if function == "avg" else [function]:
            if (one, column, False) not in answer:
                answer.append(Aggregate(one, column, False))
    return answer


def merge(aggregates, parts):
    pushed, result = push_aggregates(aggregates), defaultdict(list)
    for group in dict.fromkeys(group for part in parts for group in part):
        lines = [part[group] for part in parts if group in part]
        whole = {}
        for at, it in enumerate(pushed):
            values = [line[at] for line in lines if line[at] is not None]
            how = {"min": min, "max": max}.get(it.function, sum)
            whole[it.function, it.column] = how(values) if values else None
        result[group] = []
        for function, column, _ in aggregates:
            if function != "avg":
                result[group].append(whole[function, column])
                continue
            total, count = whole["sum", column], whole["count", column]
            result[group].append(total / count if count else None)
    return result
