"""Everything is turned into a float first.

kind: wrong
reason: types
hint: What is float('MAIL'), and what is float(2**53 + 1)? Compare values as what they are.
"""

def may_match(zone: ZoneMap, op: str, value: object) -> bool:
    def number(v):
        return v if v is None else [number(x) for x in v] if isinstance(v, (list, tuple)) else float(v)

    zone, value = zone._replace(minimum=number(zone.minimum), maximum=number(zone.maximum)), number(value)
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
        "<=": lo <= value,
        ">": hi > value,
        ">=": hi >= value,
    }[op]


def comparable(value: object) -> bool:
    """Neither null nor NaN: a value that a comparison can be true of."""
    return value is not None and value == value
