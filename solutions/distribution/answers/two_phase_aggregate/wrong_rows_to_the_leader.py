"""The rows travel to the leader, which does all the work.

kind: wrong
reason: wire
breaks: bytes
hint: Four groups need four rows from each slice. What did you fetch?
"""

reference = two_phase_aggregate


def same(table):
    return table


def two_phase_aggregate(cluster, table, group_by, aggregates):
    answer = reference(cluster, table, group_by, aggregates)
    for part in cluster.parts(table.name):
        cluster.fetch(cluster.run(part.slice, same, part))
    return answer
