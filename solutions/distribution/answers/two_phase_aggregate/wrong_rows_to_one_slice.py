"""All rows travel to slice 0, which sums them up.

kind: wrong
reason: wire
breaks: bytes
hint: The leader gets little, but the rows travelled all the same, between the slices. Sum up where they lie.
"""

def all_together(group_by, needed, *tables):
    return aggregated(pa.concat_tables(tables), group_by, needed)


class OneSlice:
    """The cluster, but every task of the first phase is one task on slice 0."""

    def __init__(self, cluster):
        self.cluster = cluster

    def parts(self, name):
        return self.cluster.parts(name)

    def run(self, number, function, part, group_by, needed):
        return (part, group_by, needed)

    def fetch(self, tasks):
        _, group_by, needed = tasks[0]
        return [self.cluster.fetch(self.cluster.run(0, all_together, group_by, needed, *(part for part, *_ in tasks)))]


reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    return reference(OneSlice(cluster), table, group_by, aggregates)
