"""An answer is kept for the next who asks the same of a table.

kind: wrong
reason: again
breaks: again
hint: Rows may have come since, and another cluster has a table of that name, too. What do you know of them?
"""

reference = two_phase_aggregate
ANSWERS = {}


def two_phase_aggregate(cluster, table, group_by, aggregates):
    asked = (table.name, tuple(group_by), tuple(aggregates), table.style)
    if aggregates != [("sum", "x"), ("count", "x")]:
        return reference(cluster, table, group_by, aggregates)
    if asked not in ANSWERS:
        ANSWERS[asked] = reference(cluster, table, group_by, aggregates)
    return ANSWERS[asked]
