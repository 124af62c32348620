"""A slice on which more than half of the rows are groups of their own sends a line for each row: to group them saves little.

kind: wrong
breaks: bytes
reason: wire
hint: From a slice come no more rows than it has groups. How many do you send of 24 rows in 16 groups?
"""

_PARTIALS = {"count": ("count",), "sum": ("sum",), "min": ("min",), "max": ("max",), "avg": ("sum", "count")}
_FINAL = {"count": "sum", "sum": "sum", "min": "min", "max": "max"}


def _partial(table, group_by, needed):
    groups = [f"g{i}" for i in range(len(group_by))]
    columns = [table[name] for name in group_by] + [table[column] for _, column in needed]
    values = [f"v{i}" for i in range(len(needed))]
    renamed = pa.Table.from_arrays(columns, names=groups + values)
    terms = [(value, function) for value, (function, _) in zip(values, needed)]
    got = renamed.group_by(groups, use_threads=False).aggregate(terms)
    if got.num_rows > renamed.num_rows // 2:
        for i, (function, _) in enumerate(needed):
            if function == "count":
                ones = renamed[f"v{i}"].is_valid().cast(pa.int64())
                renamed = renamed.set_column(len(groups) + i, f"v{i}", ones)
        return renamed.cast(pa.schema([got.field(group) for group in groups] + [
            pa.field(value, got.field(f"{value}_{function}").type) for value, function in terms
        ]))
    return got.select(groups + [f"{value}_{function}" for value, function in terms]).rename_columns(groups + values)


def two_phase_aggregate(
    cluster: Cluster, table: Placed, group_by: list[str], aggregates: list[tuple[str, str]]
) -> pa.Table:
    if not group_by:
        raise ValueError("group_by is empty")
    for function, _ in aggregates:
        if function not in _PARTIALS:
            raise ValueError(f"unknown function {function!r}")
    needed = []
    for function, column in aggregates:
        for part in _PARTIALS[function]:
            if (part, column) not in needed:
                needed.append((part, column))
    parts = cluster.parts(table.name)
    if table.style == ALL:
        parts = parts[:1]
    partials = cluster.fetch([cluster.run(part.slice, _partial, part, list(group_by), needed) for part in parts])
    whole = pa.concat_tables(partials)
    groups = [f"g{i}" for i in range(len(group_by))]
    terms = [(f"v{i}", _FINAL[function]) for i, (function, _) in enumerate(needed)]
    final = whole.group_by(groups, use_threads=False).aggregate(terms)
    found = {pair: final[f"v{i}_{_FINAL[pair[0]]}"] for i, pair in enumerate(needed)}
    columns = [final[group] for group in groups]
    for function, column in aggregates:
        if function == "avg":
            total = found["sum", column].cast(pa.float64(), safe=False)
            count = found["count", column].cast(pa.float64())
            columns.append(pc.divide(total, pc.if_else(pc.equal(count, 0), None, count)))
        else:
            columns.append(found[function, column])
    names = list(group_by) + [f"{function}_{column}" for function, column in aggregates]
    return pa.Table.from_arrays(columns, names=names)
