"""Sorts the rows by slot once and cuts.

kind: right
"""

def distribute(table, style, key, slices):
    if slices < 1:
        raise ValueError("slices must be at least 1")
    if style == ALL:
        return [table for _ in range(slices)]
    if style == EVEN:
        slot = np.arange(len(table)) % slices
    elif style == KEY:
        if key not in table.schema.names:
            raise ValueError(f"{key!r} is no column")
        slot = (mixed(key_numbers(table[key])) >> np.uint64(7)) % np.uint64(slices)
    else:
        raise ValueError(f"unknown style {style}")
    order = np.argsort(slot, kind="stable")
    borders = np.searchsorted(slot[order], np.arange(slices + 1))
    ordered = table.take(pa.array(order))
    return [ordered.slice(a, b - a) for a, b in zip(borders, borders[1:])]
