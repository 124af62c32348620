"""count counts rows, nulls among them.

kind: wrong
reason: nulls
hint: In SQL count(x) counts the values of x that are not null, and avg divides by that.
"""

def aggregated(table, group_by, functions):
    every = pc.CountOptions(mode="all")
    return table.group_by(group_by, use_threads=False).aggregate(
        [(column, function, every) if function == "count" else (column, function) for column, function in functions])
