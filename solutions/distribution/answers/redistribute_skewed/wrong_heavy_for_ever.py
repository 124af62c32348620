"""Heavy keys are asked for once for each table.

kind: wrong
reason: again
breaks: again
hint: Another cluster may have a table of that name, and this one other rows tomorrow. Whose heavy keys do you spread?
"""

reference = redistribute_skewed
REPORTS = {}


class Asked:
    """The cluster, but what a table's candidates are is asked once."""

    def __init__(self, cluster, outer):
        self.cluster, self.outer = cluster, outer
        self.slices, self.parts, self.run = cluster.slices, cluster.parts, cluster.run

    def fetch(self, parts):
        asked = (self.cluster, self.outer.name)
        return REPORTS.setdefault(asked, self.cluster.fetch(parts))


def redistribute_skewed(cluster, outer, inner, on):
    return reference(Asked(cluster, outer), outer, inner, on)
