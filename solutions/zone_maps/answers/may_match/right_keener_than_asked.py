"""Uses the row count too: a block of one or two values holds exactly its ends.

kind: right
"""

def may_match(zone, op, value):
    if op not in OPERATORS:
        raise ValueError(f"{op!r} is no operator")
    values = zone.rows - zone.null_count
    if op in ("is_null", "is_not_null"):
        return bool(zone.null_count if op == "is_null" else values)
    if zone.minimum is None:
        return False
    known = [zone.minimum, zone.maximum] if values <= 2 else None

    def ok(v):
        return v is not None and v == v

    def inside(v):
        return ok(v) and (v in known if known else zone.minimum <= v <= zone.maximum)

    if op == "in":
        return any(map(inside, value))
    if op == "between":
        low, high = value
        if not ok(low) or not ok(high):
            return False
        if known:
            return any(low <= end <= high for end in known)
        return max(low, zone.minimum) <= min(high, zone.maximum)
    if not ok(value):
        return False
    if op == "=":
        return inside(value)
    if op == "<>":
        return {zone.minimum, zone.maximum} != {value}
    return np.bool_({"<": zone.minimum < value, "<=": zone.minimum <= value,
                     ">": zone.maximum > value, ">=": zone.maximum >= value}[op])
