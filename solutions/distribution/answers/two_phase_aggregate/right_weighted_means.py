"""Means and counts travel; the final average weighs the means.

kind: right
"""

FUNCTIONS = {"count": "sum", "sum": "sum", "min": "min", "max": "max"}


def partial(table, group_by, columns):
    wanted = [(column, function) for column in columns for function in ("count", "sum", "min", "max")
              if function != "sum" or not pa.types.is_string(table.schema.field(column).type)]
    return table.group_by(group_by).aggregate(wanted)


def two_phase_aggregate(cluster, table, group_by, aggregates):
    for function, _ in aggregates:
        if function not in (*FUNCTIONS, "avg"):
            raise ValueError(f"no function {function}")
    if len(group_by) == 0:
        raise ValueError("nothing to group by")
    parts = cluster.parts(table.name)
    if table.style == ALL:
        del parts[1:]
    columns = sorted({column for _, column in aggregates})
    arrived = pa.concat_tables(cluster.fetch([cluster.run(part.slice, partial, part, group_by, columns) for part in parts]))
    final = arrived.group_by(group_by).aggregate(
        [(name, FUNCTIONS[name.rpartition("_")[2]]) for name in arrived.column_names if name not in group_by])
    answer = final.select(group_by)
    for function, column in aggregates:
        if function == "avg":
            total = final[f"{column}_sum_sum"].cast(pa.float64(), safe=False)
            values = pc.divide(total, final[f"{column}_count_sum"].cast(pa.float64()))
        else:
            values = final[f"{column}_{function}_{FUNCTIONS[function]}"]
        answer = answer.append_column(f"{function}_{column}", values)
    return answer
