"""The borders are left out: <= is treated like <.

kind: wrong
reason: never_loses
breaks: borders
hint: A block of 10 to 20 holds a 10 and a 20. Which of your comparisons forgets them?
"""

def may_match(zone: ZoneMap, op: str, value: object) -> bool:
    if op not in OPERATORS:
        raise ValueError(f"there is no operator {op!r}; there are {', '.join(OPERATORS)}")
    lo, hi, null_count, rows = zone
    if op == "is_null":
        return null_count > 0
    if op == "is_not_null":
        return null_count < rows
    if lo is None:  # only nulls and NaNs, which no comparison matches
        return False
    if op == "in":
        return any(lo <= v <= hi for v in value if comparable(v))
    if op == "between":
        low, high = value
        return comparable(low) and comparable(high) and low <= high and low <= hi and high >= lo
    if not comparable(value):
        return False
    return {
        "=": lo <= value <= hi,
        "<>": not lo == value == hi,
        "<": lo < value,
        "<=": lo < value,
        ">": hi > value,
        ">=": hi > value,
    }[op]


def comparable(value: object) -> bool:
    """Neither null nor NaN: a value that a comparison can be true of."""
    return value is not None and value == value
