"""The columns come in the order of the functions' names.

kind: wrong
reason: columns
breaks: columns
hint: Whoever asked for max before count gets max before count. In which order are yours?
"""

reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    got = reference(cluster, table, group_by, aggregates)
    return got.select([*group_by, *[name for name in got.column_names if name not in group_by][::-1]]) if len(group_by) == 2 and group_by[0] == "two words" else got
