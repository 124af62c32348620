"""Says of each kind of store what one scan reads.

kind: right
"""


def bytes_read(scans, sizes, store):
    match store:
        case "rows":
            whole = {table: sum(columns.values()) for table, columns in sizes.items()}
            return sum([whole[table] for table, _ in scans])
        case "columns":
            return sum(sum(sizes[table][name] for name in names) for table, names in scans)
        case _:
            raise ValueError(f"rows or columns, not {store}")
