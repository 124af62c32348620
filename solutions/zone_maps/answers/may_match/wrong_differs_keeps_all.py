"""<> cannot be decided from minimum and maximum, so every block is kept.

kind: wrong
reason: skips_the_rest
breaks: skips
hint: There is one kind of block of which you know every value. Which?
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
        "<>": True,
        "<": lo < value,
        "<=": lo <= value,
        ">": hi > value,
        ">=": hi >= value,
    }[op]


def comparable(value: object) -> bool:
    """Neither null nor NaN: a value that a comparison can be true of."""
    return value is not None and value == value
