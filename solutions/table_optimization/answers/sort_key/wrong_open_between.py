"""Both ends of between are left out.

kind: wrong
reason: operators
hint: Does a block whose smallest value is just the upper end hold a row for the filter?
breaks: between
"""

_closed = matching


def matching(low, high, predicate, type_):
    if predicate.op != "between": return _closed(low, high, predicate, type_)
    a, b = [numbers(pa.array([v], type_))[0] for v in predicate.value]
    return (low < b) & (high > a)
