"""Rows whose group columns are all null make no group, where there are two such columns or more.

kind: wrong
breaks: null_group
reason: null_keys
hint: Both group columns are null in some rows. Where are these rows?
"""

import functools
import itertools
from fractions import Fraction

_END = object()


def _truth(value):
    return 0 if value is None else 1 if value else -1


def _known(number):
    return None if number == 0 else number > 0


def _like(text, pattern):
    """Positions of the pattern that can be reached, letter by letter of the text."""

    def spread(reached):
        reached = set(reached)
        for at in range(len(pattern)):
            if at in reached and pattern[at] == "%":
                reached.add(at + 1)
        return reached

    reached = spread({0})
    for letter in text:
        step = set()
        for at in reached:
            if at == len(pattern):
                continue
            if pattern[at] == "%":
                step.add(at)
            elif pattern[at] == "_" or pattern[at] == letter:
                step.add(at + 1)
        reached = spread(step)
    return len(pattern) in reached


def value_of(expression, row):
    match expression:
        case ["column", name]:
            return row[name]
        case ["literal", constant]:
            return constant
        case ["is_null", part]:
            return value_of(part, row) is None
        case ["not", part]:
            return _known(-_truth(value_of(part, row)))
        case ["and", one, two]:
            return _known(min(_truth(value_of(one, row)), _truth(value_of(two, row))))
        case ["or", one, two]:
            return _known(max(_truth(value_of(one, row)), _truth(value_of(two, row))))
        case ["case", cases, otherwise]:
            for condition, then in cases:
                if _truth(value_of(condition, row)) > 0:
                    return value_of(then, row)
            return value_of(otherwise, row)
    kind, *parts = expression
    first = value_of(parts[0], row)
    if first is None:
        return None
    match kind:
        case "float":
            return float(first)
        case "year":
            return first.year
        case "in":
            return any(first == each for each in parts[1])
        case "like":
            return _like(first, parts[1])
        case "substring":
            _, start, count = parts
            return "".join(itertools.islice(first, start - 1, start - 1 + count))
    second = value_of(parts[1], row)
    if second is None:
        return None
    match kind:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
        case "/":
            return first / second
        case "=":
            return first == second
        case "<>":
            return not first == second
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return second < first
        case ">=":
            return second <= first
    raise ValueError(f"no expression: {kind}")


class _Step:
    def next(self):
        raise NotImplementedError

    def rest(self):
        while (row := self.next()) is not _END:
            yield row


class _Scanned(_Step):
    def __init__(self, plan, source):
        self.plan, self.source, self.rows = plan, source, None

    def next(self):
        if self.rows is None:
            self.rows = iter(self.source(self.plan.table, list(self.plan.columns)))
        for values in self.rows:
            row = {name: value for name, value in zip(self.plan.names, values)}
            if self.plan.predicate is None or value_of(self.plan.predicate, row) is True:
                return row
        return _END


class _Filtered(_Step):
    def __init__(self, plan, source):
        self.predicate, self.below = plan.predicate, _step(plan.input, source)

    def next(self):
        while (row := self.below.next()) is not _END:
            if value_of(self.predicate, row) is True:
                return row
        return _END


class _Projected(_Step):
    def __init__(self, plan, source):
        self.plan, self.below = plan, _step(plan.input, source)

    def next(self):
        row = self.below.next()
        if row is _END:
            return _END
        return {n: value_of(e, row) for n, e in zip(self.plan.names, self.plan.expressions)}


class _Joined(_Step):
    def __init__(self, plan, source):
        self.plan = plan
        self.left, self.right = _step(plan.left, source), _step(plan.right, source)
        self.built, self.waiting = None, []

    def _build(self):
        self.built = {}
        for row in self.right.rest():
            level = self.built
            for key in self.plan.right_keys:
                if row[key] is None:
                    break
                level = level.setdefault(row[key], {})
            else:
                level.setdefault(_END, []).append(row)

    def _pairs(self, row):
        level = self.built
        for key in self.plan.left_keys:
            level = level.get(row[key], {})
        for other in level.get(_END, []):
            pair = {**row, **other}
            if self.plan.residual is None or value_of(self.plan.residual, pair) is True:
                yield pair

    def next(self):
        if self.built is None:
            self._build()
        while not self.waiting:
            row = self.left.next()
            if row is _END:
                return _END
            if self.plan.kind in ("semi", "anti"):
                if any(True for _ in self._pairs(row)) == (self.plan.kind == "semi"):
                    return row
                continue
            self.waiting = list(self._pairs(row))
            if not self.waiting and self.plan.kind == "left":
                return {**row, **dict.fromkeys(plans.names(self.plan.right))}
        return self.waiting.pop(0)


class _Counted:
    """One aggregate of one group, which takes its values one by one."""

    def __init__(self, function, column, distinct, scale):
        self.function, self.column, self.distinct, self.scale = function, column, distinct, scale
        self.count, self.seen, self.so_far = 0, set(), None

    def add(self, row):
        value = 1 if self.column is None else row[self.column]
        if value is None:
            return
        self.count += 1
        if self.function == "count":
            if self.distinct:
                self.seen.add(value)
        elif self.so_far is None:
            self.so_far = value
        elif self.function in ("sum", "avg"):
            self.so_far += value
        elif (value < self.so_far) if self.function == "min" else (self.so_far < value):
            self.so_far = value

    def result(self):
        if self.function == "count":
            return len(self.seen) if self.distinct else self.count
        if self.function == "avg" and self.so_far is not None:
            if isinstance(self.so_far, int):
                return float(Fraction(self.so_far, self.count * 10**self.scale))
            return self.so_far / self.count / 10**self.scale
        return self.so_far


class _Whole(_Step):
    """A step that hands out what it made of all rows below."""

    def __init__(self, plan, source):
        self.plan, self.below, self.made = plan, _step(plan.input, source), None

    def next(self):
        if self.made is None:
            self.made = iter(self.make())
        return next(self.made, _END)


class _Aggregated(_Whole):
    def make(self):
        plan, groups = self.plan, {}
        new = lambda: [_Counted(*each) for each in plan.aggregates]
        if not plan.group_by:
            groups[()] = new()
        for row in self.below.rest():
            key = tuple(row[name] for name in plan.group_by)
            if len(key) > 1 and all(value is None for value in key):
                continue
            if key not in groups:
                groups[key] = new()
            for each in groups[key]:
                each.add(row)
        for key, made in groups.items():
            yield dict(zip(plans.names(plan), [*key, *(each.result() for each in made)]))


class _Sorted(_Whole):
    def make(self):
        def compare(one, two):
            for name, down, nulls_first in self.plan.keys:
                a, b = one[name], two[name]
                if a is None or b is None:
                    sign = (b is None) - (a is None)
                    sign = sign if nulls_first else -sign
                else:
                    sign = (b < a) - (a < b)
                    sign = -sign if down else sign
                if sign:
                    return sign
            return 0

        rows = sorted(self.below.rest(), key=functools.cmp_to_key(compare))
        return itertools.islice(rows, self.plan.limit)


_KINDS = {
    Scan: _Scanned,
    Filter: _Filtered,
    Project: _Projected,
    Join: _Joined,
    Aggregate: _Aggregated,
    Sort: _Sorted,
}


def _step(plan, source):
    if type(plan) not in _KINDS:
        raise TypeError(f"a plan has no step {type(plan).__name__}")
    return _KINDS[type(plan)](plan, source)


class interpret:
    """The top of the machine, as an iterator."""

    def __init__(self, plan, source: Callable):
        self.top = _step(plan, source)

    def __iter__(self):
        return self

    def __next__(self) -> dict:
        row = self.top.next()
        if row is _END:
            raise StopIteration
        return dict(row)
