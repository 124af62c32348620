"""First the blocks, then their columns.

kind: right
"""


def scan_slice(stored, scan):
    origin = dict(zip(scan.names, scan.columns))
    test = scan.predicate
    wanted = [b for b in range(stored.num_blocks) if test is None or possible(test, stored, origin, b)]
    used = sorted(plans.columns_of(test)) if test is not None else []
    held = {}
    keep = {}
    for b in wanted:
        for name in used:
            if (origin[name], b) not in held:
                held[origin[name], b] = stored.read(origin[name], b)
        if test is None:
            continue
        if used:
            rows = pa.table([held[origin[name], b] for name in used], names=used)
        else:
            rows = pa.table({"none": np.zeros(stored.rows_in(b))})
        keep[b] = pa.array([bool(one) for one in evaluate.value(test, rows).to_pylist()], pa.bool_())
    result = []
    for name, column in origin.items():
        chunks = []
        for b in wanted:
            if test is not None and not keep[b].true_count:
                continue
            if (column, b) not in held:
                held[column, b] = stored.read(column, b)
            chunks.append(held[column, b] if test is None else held[column, b].filter(keep[b]))
        result.append(pa.chunked_array(chunks, stored.schema.field(column).type))
    return pa.table(result, names=list(origin))


def possible(test, stored, origin, b):
    kind = test[0]
    if kind in ("and", "or"):
        parts = [possible(part, stored, origin, b) for part in test[1:]]
        return all(parts) if kind == "and" else any(parts)
    if kind == "in":
        return test[1][0] != "column" or any(
            possible(["=", test[1], ["literal", value]], stored, origin, b) for value in test[2])
    if kind not in ("=", "<", "<=", ">", ">="):
        return True
    one, two = test[1:]
    if one[0] == "literal" and two[0] == "column":
        kind, one, two = kind.translate(str.maketrans("<>", "><")), two, one
    if one[0] != "column" or two[0] != "literal" or origin[one[1]] not in stored.zones:
        return True
    low, high = stored.zones[origin[one[1]]][b][:2]
    if low is None:
        return False
    value = two[1]
    return {"=": low <= value <= high, "<": low < value, "<=": low <= value, ">": high > value,
            ">=": high >= value}[kind]
