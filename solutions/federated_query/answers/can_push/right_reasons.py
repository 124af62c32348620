"""Collects reasons against it.

kind: right
"""

def can_push(filter, table):
    if filter.column not in table.columns:
        raise ValueError(f"{filter.column} is no column of {table.name}")
    if filter.op not in "= <> < <= > >= between in is_null is_not_null".split():
        raise ValueError(f"{filter.op} is no operator")
    kind, null_test = table.columns[filter.column], filter.op.startswith("is_")
    against = []
    if filter.divided_by is not None:
        if kind != "float":
            against.append("whole numbers are divided otherwise")
        if not filter.divided_by:
            against.append("an error there")
    if kind == "char" and not null_test:
        against.append("blanks")
    if kind == "text" and table.collation != "C" and filter.op in ("<", "<=", ">", ">=", "between"):
        against.append("collation")
    return not against
