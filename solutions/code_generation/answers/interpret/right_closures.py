"""Expressions become functions once for a plan, and a join goes through a list.

kind: right
"""


def _value(expression, row):
    return _function(expression)(row)


def _function(expression):
    kind, *parts = expression
    if kind == "column":
        return lambda row: row[parts[0]]
    if kind == "literal":
        return lambda row: parts[0]
    if kind == "case":
        cases = [(_function(asked), _function(then)) for asked, then in parts[0]]
        otherwise = _function(parts[1])

        def decide(row):
            for asked, then in cases:
                if asked(row):
                    return then(row)
            return otherwise(row)

        return decide
    of = _function(parts[0])
    if kind == "is_null":
        return lambda row: of(row) is None
    if kind == "in":
        known = parts[1]
        return lambda row: None if of(row) is None else any(of(row) == one for one in known)
    if kind == "like":
        return lambda row: None if of(row) is None else _like(of(row), parts[1])
    if kind == "not":
        return lambda row: None if of(row) is None else not of(row)
    if kind == "float":
        return lambda row: None if of(row) is None else float(of(row))
    if kind == "year":
        return lambda row: None if of(row) is None else of(row).year
    if kind == "substring":
        start, count = parts[1:]
        return lambda row: None if of(row) is None else of(row)[start - 1 :][:count]
    other = _function(parts[1])
    if kind in ("and", "or"):
        # false, null and true as 0, 1 and 2
        rank = {False: 0, None: 1, True: 2}
        pick = min if kind == "and" else max
        return lambda row: [False, None, True][pick(rank[of(row)], rank[other(row)])]
    import operator

    signs = {
        "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
        "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le,
        ">": operator.gt, ">=": operator.ge,
    }

    def both(row):
        left, right = of(row), other(row)
        return None if left is None or right is None else signs[kind](left, right)

    return both


def _like(text, pattern):
    """Which beginnings of the pattern fit the text so far, letter by letter."""
    fits = {0}
    for letter in [*text, None]:
        for at in sorted(fits):
            while at < len(pattern) and pattern[at] == "%":
                at += 1
                fits.add(at)
        if letter is None:
            break
        fits = {at + (pattern[at] != "%") for at in fits
                if at < len(pattern) and pattern[at] in ("%", "_", letter)}
    return len(pattern) in fits
