"""Every copy of a table with style ALL is summed up.

kind: wrong
reason: one_copy
breaks: copies
hint: Each slice holds all rows of such a table. How often does a row count?
"""

reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    return reference(cluster, table._replace(style=EVEN), group_by, aggregates)
