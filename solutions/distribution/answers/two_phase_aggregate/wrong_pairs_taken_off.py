"""The pairs are taken off the list one by one.

kind: wrong
reason: laws
breaks: laws
hint: The list is its caller's, who may want to ask again. What is left of it after your call?
"""

reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    wanted = []
    while aggregates:
        wanted.append(aggregates.pop(0))
    return reference(cluster, table, group_by, wanted)
