"""Each step is an object with a next row; joins go through a list, groups are sorted.

kind: right
"""


def _join(plan, source):
    right = None
    for left in interpret(plan.left, source):
        if right is None:
            right = list(interpret(plan.right, source))
        met = []
        for row in right:
            pair = {**left, **row}
            if any(left[a] is None or left[a] != row[b] for a, b in zip(plan.left_keys, plan.right_keys)):
                continue
            if plan.residual is None or _value(plan.residual, pair) is True:
                met.append(pair)
        if plan.kind == "inner":
            yield from met
        elif plan.kind == "left":
            yield from met or [{**left, **{name: None for name in plans.names(plan.right)}}]
        elif bool(met) == (plan.kind == "semi"):
            yield left


def _sort(plan, source):
    from functools import cmp_to_key

    def compare(one, other):
        for name, descending, nulls_first in plan.keys:
            a, b = one[name], other[name]
            if a is None or b is None:
                if (a is None) != (b is None):
                    return -1 if (a is None) == nulls_first else 1
            elif a != b:
                return -1 if (a < b) != descending else 1
        return 0

    rows = sorted(interpret(plan.input, source), key=cmp_to_key(compare))
    yield from rows if plan.limit is None else rows[: plan.limit]


def _aggregate(plan, source):
    rows = list(interpret(plan.input, source))
    keys = [tuple(row[name] for name in plan.group_by) for row in rows]
    order = list(dict.fromkeys(keys)) if plan.group_by else [()]
    for key in order:
        mine = [row for row, its in zip(rows, keys) if its == key]
        made = dict(zip(plan.group_by, key))
        for name, (function, column, distinct, scale) in zip(plan.names, plan.aggregates):
            values = [1 if column is None else row[column] for row in mine]
            values = [value for value in values if value is not None]
            values = list(dict.fromkeys(values)) if distinct else values
            if function == "count":
                made[name] = len(values)
            elif not values:
                made[name] = None
            elif function == "avg":
                made[name] = sum(values) / len(values) / 10**scale
            else:
                made[name] = {"sum": sum, "min": min, "max": max}[function](values)
        yield made
