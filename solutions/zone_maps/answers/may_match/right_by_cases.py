"""A chain of ifs, each operator turned into between or a pair of them.

kind: right
"""

def may_match(zone, op, value):
    if op not in OPERATORS:
        raise ValueError(f"unknown operator {op}")
    if op == "is_null":
        return zone.null_count != 0
    if op == "is_not_null":
        return zone.null_count != zone.rows
    if zone.minimum is None:
        return False

    def overlaps(low, high):
        for end in (low, high):
            if end is None or end != end:
                return False
        return not (high < low or high < zone.minimum or low > zone.maximum)

    if op == "in":
        return any(overlaps(wanted, wanted) for wanted in value)
    if op == "between":
        return overlaps(*value)
    if op == "=":
        return overlaps(value, value)
    if value is None or value != value:
        return False
    if op == "<>":
        return zone.minimum != value or zone.maximum != value
    if op == "<":
        return zone.minimum < value
    if op == "<=":
        return overlaps(zone.minimum, value)
    if op == ">":
        return zone.maximum > value
    return overlaps(value, zone.maximum)
