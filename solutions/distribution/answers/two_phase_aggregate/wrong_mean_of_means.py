"""The averages of the slices are averaged.

kind: wrong
reason: averages
breaks: averages
hint: A slice with one row would weigh as much as one with three. What two numbers must travel for an average?
"""

PARTIALS = {"count": ["count"], "sum": ["sum"], "min": ["min"], "max": ["max"], "avg": ["mean"]}
FINISH = {"count": "sum", "sum": "sum", "min": "min", "max": "max", "mean": "mean"}


def two_phase_aggregate(cluster, table, group_by, aggregates):
    if not group_by or any(function not in PARTIALS for function, _ in aggregates):
        bad = [function for function, _ in aggregates if function not in PARTIALS]
        raise ValueError(f"cannot group by {group_by} with {bad}")
    parts = cluster.parts(table.name)[: 1 if table.style == ALL else None]
    needed = sorted({(column, PARTIALS[function][0]) for function, column in aggregates})
    partials = cluster.fetch([cluster.run(part.slice, aggregated, part, group_by, needed) for part in parts])
    final = aggregated(pa.concat_tables(partials), group_by, [(f"{c}_{p}", FINISH[p]) for c, p in needed])
    columns = {name: final[name] for name in group_by}
    for function, column in aggregates:
        partial = PARTIALS[function][0]
        columns[f"{function}_{column}"] = final[f"{column}_{partial}_{FINISH[partial]}"]
    return pa.table(columns)
