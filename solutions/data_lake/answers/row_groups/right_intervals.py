"""Each op is an interval, and two intervals meet or do not.

kind: right
"""

_ALL = object()


def _interval(op, value):
    """(low, whether it belongs, high, whether it belongs)."""
    if op == "=":
        return value, True, value, True
    if op in ("<", "<="):
        return _ALL, False, value, op == "<="
    if op in (">", ">="):
        return value, op == ">=", _ALL, False
    raise ValueError("not an op: " + op)


def _bound(value):
    return _ALL if value is None or value != value else value


def row_groups(footer, predicates):
    intervals = [(column, _interval(op, value)) for column, op, value in predicates]
    kept = []
    for number, (rows, chunks) in enumerate(footer.row_groups):
        meets = rows > 0
        for column, (low, with_low, high, with_high) in intervals:
            if column in chunks:
                chunk = chunks[column]
                least, most = _bound(chunk.minimum), _bound(chunk.maximum)
                if chunk.nulls is not None and chunk.nulls >= rows:
                    meets = False
                if high is not _ALL and least is not _ALL:
                    meets = meets and (least < high or with_high and least == high)
                if low is not _ALL and most is not _ALL:
                    meets = meets and (most > low or with_low and most == low)
        if meets:
            kept.append(number)
    return kept
