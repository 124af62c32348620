"""First all footers, then what is missing of every file, then all rows; filtered by hand.

kind: right
"""
import pyarrow.compute as compute


def _end_of(store, name, tail):
    last = store.get(name, -tail)
    try:
        missing = parquet_files.footer_length(last.data) - len(last.data)
    except ValueError:
        raise ValueError(f"{name} is no Parquet file") from None
    if missing <= 0:
        return [last]
    return [store.get(name, last.start - missing, missing), last]


def _filtered(table, predicates):
    keep = None
    for column, op, value in predicates:
        held = table[column]
        test = {
            "=": compute.equal,
            "<": compute.less,
            "<=": compute.less_equal,
            ">": compute.greater,
            ">=": compute.greater_equal,
        }[op]
        true = compute.fill_null(test(held, pa.scalar(value, held.type)), False)
        keep = true if keep is None else compute.and_(keep, true)
    return table if keep is None else table.filter(keep)


def scan(store, files, predicates, columns, prune, ranges, tail):
    if len(files) == 0:
        raise ValueError("a scan needs a file")
    if tail < 8:
        raise ValueError("8 bytes are the least tail, not " + str(tail))
    needed = [*columns]
    needed += [it.column for it in predicates if it.column not in columns]
    needed = sorted(set(needed), key=needed.index)
    plans = []
    for name in files:
        parts = _end_of(store, name, tail)
        end = b"".join(part.data for part in parts)
        footer = parquet_files.parse_footer(end)
        strange = set(needed) - set(footer.columns)
        if strange:
            raise KeyError(f"{name}: {sorted(strange)}")
        plans.append((name, parts, end, footer, prune(footer, predicates)))
    tables = []
    for name, parts, end, footer, numbers in plans:
        have = min(part.start for part in parts)
        for start, length in ranges(footer, numbers, needed):
            stop = min(start + length, have)
            if stop > start:
                parts.append(store.get(name, start, stop - start))
        rows = parquet_files.decode(end, parts, numbers, needed)
        tables.append(_filtered(rows, predicates).select(columns))
    return pa.concat_tables(tables)
