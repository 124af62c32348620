"""One round of partials for each aggregate, put together on the leader by group.

kind: right
"""

def two_phase_aggregate(cluster, table, group_by, aggregates):
    if not group_by:
        raise ValueError("group_by is empty")
    bad = [function for function, _ in aggregates if function not in PARTIALS]
    if bad:
        raise ValueError(f"unknown: {bad}")
    parts = cluster.parts(table.name)[:1] if table.style == ALL else cluster.parts(table.name)
    answer = None
    for function, column in aggregates:
        needed = [(column, what) for what in PARTIALS[function]]
        tables = cluster.fetch([cluster.run(part.slice, aggregated, part, group_by, needed) for part in parts])
        done = aggregated(pa.concat_tables(tables), group_by, [(f"{c}_{what}", FINISH[what]) for c, what in needed])
        done = done.sort_by([(name, "ascending") for name in group_by])
        answer = done.select(group_by) if answer is None else answer
        first = done[f"{column}_{PARTIALS[function][0]}_{FINISH[PARTIALS[function][0]]}"]
        if function == "avg":
            first = pc.divide(pc.cast(first, pa.float64(), safe=False), pc.cast(done[f"{column}_count_sum"], pa.float64()))
        answer = answer.append_column(f"{function}_{column}", first)
    return answer
