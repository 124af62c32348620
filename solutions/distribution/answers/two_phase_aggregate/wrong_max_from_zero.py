"""The largest value so far begins at 0.

kind: wrong
reason: groups
breaks: groups
hint: What is the maximum of -3 and -7? Begin with the first value, or let the library do it.
"""

reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    got = reference(cluster, table, group_by, aggregates)
    for i, name in enumerate(got.column_names):
        if name.startswith("max_") and pa.types.is_int64(got.schema.field(i).type):
            got = got.set_column(i, name, pc.if_else(pc.less(got[name], 0), pa.scalar(0, got[name].type), got[name]))
    return got
