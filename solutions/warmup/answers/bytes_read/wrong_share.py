"""A column store is said to read the share of the columns that are named, as if all were equally wide.

kind: wrong
reason: from_columns
hint: Are all columns of a table equally wide? What does the catalogue say?
"""


def bytes_read(scans, sizes, store):
    if store not in ("rows", "columns"):
        raise ValueError(f"a store keeps rows or columns, not {store!r}")
    total = 0
    for table, columns in scans:
        whole = sum(sizes[table].values())
        if store == "rows":
            total += whole
        else:
            missing = [column for column in columns if column not in sizes[table]]
            if missing:
                raise KeyError(missing[0])
            total += whole * len(columns) // max(1, len(sizes[table]))
    return total
