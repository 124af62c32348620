"""No division is pushed, of floats neither.

kind: wrong
reason: floats
hint: For which type do the two agree?
"""

def can_push(filter: Filter, table: RemoteTable) -> bool:
    if filter.column not in table.columns:
        raise ValueError(f"table {table.name} has no column {filter.column!r}")
    if filter.op not in ("=", "<>", "<", "<=", ">", ">=", "between", "in", "is_null", "is_not_null"):
        raise ValueError(f"{filter.op!r} is no operator that a filter has")
    kind = table.columns[filter.column]
    if filter.divided_by is not None and True:
        return False
    if filter.op in ("is_null", "is_not_null"):
        return True
    if kind == "char":
        return False
    if kind == "text":
        return filter.op in ("=", "<>", "in") or table.collation == "C"
    return True
