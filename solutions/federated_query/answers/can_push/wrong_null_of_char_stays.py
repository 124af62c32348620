"""Tests for null of padded texts stay.

kind: wrong
reason: nulls
breaks: tests_for_null
hint: Is null padded?
"""

def can_push(filter: Filter, table: RemoteTable) -> bool:
    if filter.column not in table.columns:
        raise ValueError(f"table {table.name} has no column {filter.column!r}")
    if filter.op not in ("=", "<>", "<", "<=", ">", ">=", "between", "in", "is_null", "is_not_null"):
        raise ValueError(f"{filter.op!r} is no operator that a filter has")
    kind = table.columns[filter.column]
    if filter.divided_by is not None and (kind != "float" or filter.divided_by == 0):
        return False
    if kind == "char":
        return False
    if filter.op in ("is_null", "is_not_null"):
        return True
    if kind == "text":
        return filter.op in ("=", "<>", "in") or table.collation == "C"
    return True
