"""Partials without rows are left out, until none is left.

kind: wrong
reason: edges
breaks: edges
hint: An empty table still has an answer: no rows, with the right columns and types.
"""

def aggregated(table, group_by, functions):
    if not len(table):
        return None
    return table.group_by(group_by, use_threads=False).aggregate(functions)


reference = two_phase_aggregate


class Fetching:
    """The cluster, but fetching leaves out what is None."""

    def __init__(self, cluster):
        self.cluster = cluster

    def __getattr__(self, name):
        return getattr(self.cluster, name)

    def fetch(self, parts):
        return [partial for partial in self.cluster.fetch(parts) if partial is not None]


def two_phase_aggregate(cluster, table, group_by, aggregates):
    return reference(Fetching(cluster), table, group_by, aggregates)
