"""In an anti join a pair whose residual is null counts as a pair.

kind: wrong
breaks: meaning
reason: null_keys
hint: The residual of every pair is null. Does the left row have a partner?
"""

import operator

_TWO = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _pattern(pattern):
    parts = {"%": ".*", "_": "."}
    text = "".join(parts.get(letter) or re.escape(letter) for letter in pattern)
    return re.compile(text, re.DOTALL)


def _closure(expression, place):
    kind = expression[0]
    if kind == "column":
        return operator.itemgetter(place[expression[1]])
    if kind == "literal":
        constant = expression[1]
        return lambda row: constant
    if kind == "case":
        cases = [(_closure(c, place), _closure(a, place)) for c, a in expression[1]]
        otherwise = _closure(expression[2], place)

        def case(row):
            for condition, then in cases:
                if condition(row) is True:
                    return then(row)
            return otherwise(row)

        return case
    one = _closure(expression[1], place)
    if kind == "is_null":
        return lambda row: one(row) is None
    if kind in ("and", "or"):
        two = _closure(expression[2], place)
        strong = kind == "or"

        def both(row):
            first = one(row)
            if first is strong:
                return strong
            second = two(row)
            if second is strong:
                return strong
            return None if first is None or second is None else not strong

        return both
    if kind in _TWO:
        two, compute = _closure(expression[2], place), _TWO[kind]

        def binary(row):
            first, second = one(row), two(row)
            return None if first is None or second is None else compute(first, second)

        return binary
    if kind == "not":
        known = operator.not_
    elif kind == "float":
        known = float
    elif kind == "year":
        known = operator.attrgetter("year")
    elif kind == "in":
        values = list(expression[2])
        known = lambda value: value in values
    elif kind == "like":
        matches = _pattern(expression[2]).fullmatch
        known = lambda value: matches(value) is not None
    elif kind == "substring":
        start, count = expression[2] - 1, expression[3]
        known = lambda value: value[start : start + count]
    else:
        raise ValueError(f"no expression: {kind}")

    def unary(row):
        value = one(row)
        return None if value is None else known(value)

    return unary


def _places(names):
    return {name: number for number, name in enumerate(names)}


def _rows(plan, source):
    if isinstance(plan, Scan):
        rows = iter(source(plan.table, list(plan.columns)))
        if plan.predicate is None:
            yield from map(tuple, rows)
            return
        holds = _closure(plan.predicate, _places(plan.names))
        for row in rows:
            if holds(row) is True:
                yield tuple(row)
    elif isinstance(plan, Filter):
        below = _rows(plan.input, source)
        holds = _closure(plan.predicate, _places(plans.names(plan.input)))
        for row in below:
            if holds(row) is True:
                yield row
    elif isinstance(plan, Project):
        below = _rows(plan.input, source)
        place = _places(plans.names(plan.input))
        computed = [_closure(each, place) for each in plan.expressions]
        for row in below:
            yield tuple(compute(row) for compute in computed)
    elif isinstance(plan, Join):
        yield from _join(plan, source)
    elif isinstance(plan, Aggregate):
        yield from _aggregate(plan, source)
    elif isinstance(plan, Sort):
        rows = list(_rows(plan.input, source))
        place = _places(plans.names(plan.input))
        for name, down, nulls_first in reversed(plan.keys):
            at = place[name]
            nulls = [row for row in rows if row[at] is None]
            known = [row for row in rows if row[at] is not None]
            known.sort(key=operator.itemgetter(at), reverse=down)
            rows = nulls + known if nulls_first else known + nulls
        yield from rows[: plan.limit]
    else:
        raise TypeError(f"{type(plan).__name__} is no step of a plan")


def _join(plan, source):
    left, right = plans.names(plan.left), plans.names(plan.right)
    at_left = [left.index(key) for key in plan.left_keys]
    at_right = [right.index(key) for key in plan.right_keys]
    table = {}
    for row in _rows(plan.right, source):
        key = tuple(row[at] for at in at_right)
        if None not in key:
            table.setdefault(key, []).append(row)
    holds = None
    if plan.residual is not None:
        holds = _closure(plan.residual, _places(left + right))
    for row in _rows(plan.left, source):
        key = tuple(row[at] for at in at_left)
        partners = () if None in key else table.get(key, ())
        if holds is not None:
            refused = (False,) if plan.kind == "anti" else (False, None)
            partners = [other for other in partners if holds(row + other) not in refused]
        if plan.kind == "semi":
            if partners:
                yield row
        elif plan.kind == "anti":
            if not partners:
                yield row
        else:
            for other in partners:
                yield row + other
            if plan.kind == "left" and not partners:
                yield row + (None,) * len(right)


def _aggregate(plan, source):
    names = plans.names(plan.input)
    by = [names.index(name) for name in plan.group_by]
    groups = {} if by else {(): []}
    for row in _rows(plan.input, source):
        groups.setdefault(tuple(row[at] for at in by), []).append(row)
    for key, rows in groups.items():
        results = []
        for function, column, distinct, scale in plan.aggregates:
            if column is None:
                results.append(len(rows))
                continue
            at = names.index(column)
            values = [row[at] for row in rows if row[at] is not None]
            if function == "count":
                results.append(len(set(values)) if distinct else len(values))
            elif not values:
                results.append(None)
            elif function == "avg":
                results.append(sum(values) / len(values) / 10**scale)
            else:
                results.append({"sum": sum, "min": min, "max": max}[function](values))
        yield (*key, *results)


def interpret(plan, source: Callable) -> Iterator[dict]:
    names = plans.names(plan)
    for row in _rows(plan, source):
        yield dict(zip(names, row))
