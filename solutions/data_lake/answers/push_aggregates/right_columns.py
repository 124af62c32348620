"""Group by group, and for each aggregate the column of its parts.

kind: right
"""
from functools import reduce


def push_aggregates(aggregates):
    strange = [it.function for it in aggregates if it.function not in "count sum avg min max".split()]
    if strange:
        raise ValueError(", ".join(strange))
    needed = {}
    for it in aggregates:
        if it.distinct and it.function[0] != "m":
            return None
        if it.function == "avg":
            needed[Aggregate("sum", it.column, False)] = needed[Aggregate("count", it.column, False)] = 1
        else:
            needed[it._replace(distinct=False)] = 1
    return [*needed]


def merge(aggregates, parts):
    place = {it: number for number, it in enumerate(push_aggregates(aggregates))}
    groups = reduce(lambda found, part: found | dict.fromkeys(part), parts, {})

    def column(group, function, name):
        number = place[Aggregate(function, name, False)]
        values = [part[group][number] for part in parts if group in part]
        return [value for value in values if value is not None]

    def value(group, it):
        if it.function == "avg":
            sums = column(group, "sum", it.column)
            return sum(sums) / sum(column(group, "count", it.column)) if sums else None
        found = sorted(column(group, it.function, it.column))
        if it.function == "count":
            return sum(found)
        if not found:
            return None
        if it.function == "sum":
            return sum(found)
        return found[0] if it.function == "min" else found[-1]

    return {group: [value(group, it) for it in aggregates] for group in groups}
