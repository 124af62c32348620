"""With match.

kind: right
"""

OPERATORS = {"=", "<>", "<", "<=", ">", ">=", "between", "in", "is_null", "is_not_null"}


def can_push(filter, table):
    if filter.op not in OPERATORS:
        raise ValueError(f"unknown operator {filter.op}")
    match table.columns.get(filter.column), filter.divided_by, filter.op:
        case None, _, _:
            raise ValueError(f"unknown column {filter.column}")
        case "float", divisor, _ if divisor is not None:
            return divisor != 0
        case _, divisor, _ if divisor is not None:
            return False
        case _, _, "is_null" | "is_not_null":
            return True
        case "char", _, _:
            return False
        case "text", _, "=" | "<>" | "in":
            return True
        case "text", _, _:
            return table.collation == "C"
    return True
