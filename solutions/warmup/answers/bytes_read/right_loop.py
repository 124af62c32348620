"""One loop, and the columns that are read picked by the kind of store.

kind: right
"""


def bytes_read(scans, sizes, store):
    read = {"rows": lambda held, asked: held.keys(), "columns": lambda held, asked: asked}
    if store not in read:
        raise ValueError(f"{store} is no store")
    total = 0
    for table, columns in scans:
        held = sizes[table]
        for column in read[store](held, columns):
            total += held[column]
    return total
